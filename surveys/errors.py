"""What may be refused around campaigns and answers, each with the sentence that says what to do."""

from referentiel.base import Refusal, french


class UnknownCode(Refusal):
    sentence = french(
        "Ce code ne correspond à aucune réponse en cours. Vérifiez les neuf caractères "
        "(ni la lettre O ni la lettre I n’y figurent), ou recommencez depuis le début."
    )


class CampaignNotOpen(Refusal):
    sentence = french(
        "Cette auto-évaluation n’est pas encore ouverte. Gardez le lien : "
        "il fonctionnera dès que l’animatrice ou l’animateur l’aura ouverte."
    )


class CampaignClosed(Refusal):
    sentence = french(
        "Cette auto-évaluation est close : elle ne reçoit plus de réponses. "
        "Si vous souhaitiez encore répondre, écrivez à %(contact)s."
    )


class InvitedOnly(Refusal):
    sentence = french(
        "Cette auto-évaluation s’ouvre par une invitation personnelle. Ouvrez le lien de votre "
        "courriel ; s’il a déjà servi, il dit comment reprendre."
    )


class InvalidTicket(Refusal):
    sentence = french(
        "Ce lien personnel n’est pas valable. Vérifiez qu’il est complet, "
        "ou rouvrez l’auto-évaluation par le lien ou le QR code affiché dans la salle."
    )


class InvalidAnswer(Refusal):
    sentence = french(
        "Une des réponses reçues n’existe pas dans le questionnaire. "
        "Revenez en arrière, vérifiez vos choix et envoyez de nouveau."
    )


class AlreadyReleased(Refusal):
    sentence = french(
        "Ces réponses ont déjà compté dans des résultats publiés : "
        "elles ne peuvent plus être changées ni retirées."
    )


class NothingToSend(Refusal):
    sentence = french(
        "Aucune compétence n’a encore de réponse. Répondez à au moins une compétence, puis envoyez."
    )


class TooManySegments(Refusal):
    sentence = french(
        "Ces questions sur le profil forment %(combinations)s combinaisons ; "
        "%(limit)s au plus sont possibles. Retirez-en une."
    )


class CrossingNeedsTwo(Refusal):
    sentence = french(
        "Un croisement porte sur deux questions, parmi celles que vous posez. Cochez-en deux, ou "
        "aucune."
    )


class NoCompetence(Refusal):
    sentence = french("Choisissez au moins une compétence à évaluer.")


class NoScale(Refusal):
    sentence = french(
        "Cette version du référentiel n’a pas d’échelle de niveaux : personne ne pourrait "
        "répondre. Donnez-lui une échelle dans un nouveau brouillon, publiez-le, puis revenez."
    )


class TooManyCompetences(Refusal):
    sentence = french(
        "Une campagne pose %(limit)s compétences au plus ; %(chosen)s sont choisies. Retirez-en, "
        "ou partez d’un seul domaine."
    )


class NotEnoughAnswers(Refusal):
    sentence = french(
        "Les résultats paraissent à partir de %(k)s réponses nouvelles. En attente : %(waiting)s."
    )


class NoticeChanged(Refusal):
    sentence = french(
        "L’information sur vos données a changé depuis que vous avez ouvert cette page. Lisez-la, "
        "puis envoyez de nouveau : vos réponses sont gardées."
    )


class ReplacedAlready(Refusal):
    sentence = french(
        "Cette campagne est remplacée par une autre. Annulez d’abord ce remplacement, depuis sa "
        "page."
    )


class CampaignReplaced(Refusal):
    sentence = french(
        "Cette auto-évaluation est remplacée par « %(title)s » et ne reçoit plus de réponses. Ce "
        "que vous avez rempli est gardé : rouvrez le lien ou le QR code pour le reprendre."
    )


class PutAway(Refusal):
    sentence = french(
        "La durée de conservation est passée et les réponses sont anonymes : cette "
        "auto-évaluation ne se rouvre plus. Préparez-en une nouvelle."
    )
