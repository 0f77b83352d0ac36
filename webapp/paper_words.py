"""The words of a printed questionnaire."""

from referentiel.base import french

RATING_HEADS = {
    "current": french("Mon niveau"),
    "importance": french("Importance"),
    "target": french("Niveau visé"),
    "before": french("Mon niveau avant"),
}
FACTOR_LINES = {
    "know": french("Je sais comment faire"),
    "want": french("J’en ai envie"),
    "can": french("J’en ai les moyens : temps, mandat, appuis"),
}
PAPER = {
    "page": french("page"),
    "number": french("N°"),
    "competence": french("Compétence"),
    "code": french("Code de la feuille :"),
    "specimen": french("SPÉCIMEN"),
    "phone": french("Ou répondez sur un téléphone"),
    "qr": french("QR code : répondre sur un téléphone au lieu du papier"),
    "how": french("Comment répondre"),
    "how_ticks": french(
        "Une croix par ligne et par colonne, dans la case. Pour corriger, noircissez la case et "
        "cochez l’autre. Laissez vide ce à quoi vous ne savez pas répondre."
    ),
    "how_ladders": french(
        "La lettre après le numéro d’une compétence renvoie aux repères du tableau ci-dessous."
    ),
    "how_blanks": french(
        "N : non concerné·e par mon poste (laissez alors le reste de la ligne vide). "
        "R : je ne souhaite pas répondre."
    ),
    "mastery": french("Niveau :"),
    "importance": french("Importance dans mon poste :"),
    "ladder": french("Repère"),
    "about": french("Votre situation (facultatif)"),
    "before": french("Avant l’atelier"),
    "before_how": french(
        "Revenez en pensée à la veille de l’atelier : où en étiez-vous ? Répondez à cette page "
        "après toutes les autres."
    ),
    "several": french("Autant de réponses que vous voulez."),
    "most": french("%(most)s réponses au plus."),
    "rank": french("Rang 1 : ce qui compte le plus. Laissez vide ce que vous ne classez pas."),
    "place": french("Rang"),
    "0-4": french("0 pas du tout · 4 tout à fait"),
    "unconcerned": french("Non concerné·e"),
    "declined": french("Je ne souhaite pas répondre"),
    "only_if": french("Seulement si vous avez répondu %(values)s à la question %(number)s."),
    "slip": french(
        "À détacher et à garder. Ce code vous permet de revoir, de changer ou de retirer vos "
        "réponses sur %(address)s (« J’ai déjà commencé ailleurs »), comme le dit l’information "
        "ci-dessus. Il n’est relié à aucun nom."
    ),
}
