"""The notice of a campaign: what people are told before they answer, numbered and kept.

It says the true facts of the campaign, in each language, word for word as it is shown. When a fact
or a word changes, the next number is written beside the old ones, which stay as they were: each
submission keeps the number that was shown to the person who sent it.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from referentiel.base import french
from surveys.attributes import ATTRIBUTES
from surveys.guard.audit import record
from surveys.linking.codes import asks_code
from surveys.linking.prompts import PROMISE as CODE
from surveys.models import Campaign, Notice
from surveys.models.campaigns import ANONYMOUS
from surveys.opening import parts_of
from surveys.queries.inviting import has_invitees
from surveys.queries.notices import (
    answerable_campaigns,
    controllers_of,
    get_notice,
    hold_notice,
    organisation_facts,
)
from surveys.queries.site import LEGAL, fact_of
from surveys.sections import questions_in

Translate = Callable[[str], str]
Line = list[str]  # key, heading, sentence
FIRST = ("promise", "controller", "mode", "rights")  # what is read without opening anything

PROMISE = french(
    "Ce questionnaire sert à repérer les besoins de formation et d’échange des professionnels du "
    "développement territorial. Il n’est pas un outil d’évaluation : vos réponses ne sont pas "
    "transmises à votre employeur et ne peuvent servir à aucune décision vous concernant. "
    "Répondre est facultatif ; vous pouvez passer une question ou vous arrêter à tout moment."
)
MODES = {
    True: french(
        "Anonyme : rien n’est enregistré qui permette de vous retrouver. Vous seul·e, avec votre "
        "lien personnel, pouvez revoir, changer ou retirer vos réponses, jusqu’à la publication "
        "des résultats ; ensuite, elles ne pourront plus être retirées."
    ),
    False: french(
        "Pseudonyme : vos réponses sont rangées sous un code que vous seul·e connaissez. Vous "
        "pouvez les revoir et les retirer à tout moment, et les changer jusqu’à la publication "
        "des résultats ; les chiffres déjà publiés ne changent pas."
    ),
}
INVITED = {
    True: french(
        "Si vous avez reçu une invitation : l’équipe voit que votre lien a été ouvert, sans le "
        "moment, et rien ne relie votre invitation à vos réponses."
    ),
    False: french(
        "Si vous avez reçu une invitation : elle reste rattachée à vos réponses jusqu’à leur "
        "anonymisation, pour ne rappeler que les personnes qui n’ont pas répondu."
    ),
}
PLACES = {
    "inside": french("Hébergement dans l’Union européenne (%(host)s). Aucun transfert au-dehors."),
    "outside": french(
        "Hébergement hors de l’Union européenne (%(host)s). Garanties : %(guarantees)s"
    ),
    "": french(
        "Vos réponses restent sur le serveur de ce site, dont le lieu d’hébergement n’a pas encore "
        "été déclaré ; le logiciel ne les transmet à personne."
    ),
}

PURPOSE = french(
    "Repérer des besoins de formation et d’échange, et préparer ce qui y répond. Tout autre usage "
    "est exclu."
)
DATA = french("Votre niveau dans chaque compétence du questionnaire (%(competences)s).")
QUESTIONS = french("Des réponses à des questions libres (%(questions)s).")
TEXTS = french(
    "Ce que vous écrivez avec vos mots est lu par les personnes qui suivent cette campagne dans "
    "l’organisation, à partir de %(k)s textes, sans rien d’autre de vos réponses ; cela n’est ni "
    "publié ni partagé."
)
OPTIONAL = french("Toutes : ne pas répondre n’a aucune conséquence.")
RESULTS = french("Ils ne sont affichés que pour des groupes d’au moins %(k)s personnes.")
TEAM = french("L’équipe d’animation, pour les seuls résultats de groupe.")
OTHERS = french(
    "Ces résultats de groupe peuvent être partagés avec un autre organisme, par un acte daté et "
    "révocable. Aucune hiérarchie ne lit de réponse individuelle."
)
ROWS = french(
    "Le responsable du traitement peut emporter, pour un usage qu’il écrit dans un journal, un "
    "fichier d’une ligne par réponse : ni nom, ni lien personnel, ni date, ni texte libre, dans un "
    "ordre tiré au sort. Toute situation qui y paraît est celle d’au moins %(k)s personnes."
)
RETENTION = french(
    "%(retention_months)s mois après la clôture, puis anonymisation : plus aucun lien personnel ne "
    "retrouve ces réponses. %(disposal_months)s mois plus tard, elles sont proposées à "
    "l’élimination ; les résultats de groupe publiés restent."
)
GRACE_LEFT = french(
    "Une feuille commencée avant la clôture peut être envoyée jusqu’à %(grace_minutes)s minutes "
    "après."
)
HOURS_LEFT = french(
    "Une feuille commencée avant la clôture, même hors connexion ou sur papier, peut être envoyée "
    "jusqu’à %(grace_hours)s heures après."
)
DAYS_LEFT = french(
    "Une feuille commencée avant la clôture, même hors connexion ou sur papier, peut être envoyée "
    "jusqu’à %(grace_days)s jours après."
)
NO_DECISION = french(
    "Aucune. Les priorités affichées suivent des règles écrites, expliquées sur la page ; elles ne "
    "décident de rien."
)
RIGHTS = french(
    "Accès, rectification, effacement, opposition et limitation : %(contact)s. Réclamation : "
    "www.cnil.fr."
)


def renew_notice(
    session: Session, campaign: Campaign, *, now: datetime, languages: Mapping[str, Translate]
) -> Notice:
    """Return the notice in force, under the next number if a fact or a word has changed."""
    held = hold_notice(session, campaign.id)
    new = drafted_notice(session, campaign, number=held + 1, now=now, languages=languages)
    last = get_notice(session, campaign.id, held)
    if last and last.digest == new.digest:
        return last
    session.add(new)
    campaign.notice = new.number
    session.flush()
    subject = f"campaign:{campaign.id} notice:{new.number} sha256:{new.digest}"
    record(
        session, "notice.shown", now=now, organisation_id=campaign.organisation_id, subject=subject
    )
    return new


def renew_notices(
    session: Session,
    *,
    now: datetime,
    languages: Mapping[str, Translate],
    organisation_id: int | None = None,
) -> list[Notice]:
    """Bring the notices up to date after a fact changed; return those in force.

    Of one organisation's campaigns, or of all; only of those that were opened and still hold
    answers: the others have nobody to inform.
    """
    campaigns = answerable_campaigns(session, organisation_id)
    return [renew_notice(session, c, now=now, languages=languages) for c in campaigns]


def drafted_notice(
    session: Session,
    campaign: Campaign,
    *,
    number: int,
    now: datetime,
    languages: Mapping[str, Translate],
) -> Notice:
    """Return what would be shown now, not kept: a rehearsal reads it under number 0."""
    facts = facts_of(session, campaign)
    texts = {code: lines_of(facts, translate) for code, translate in sorted(languages.items())}
    return Notice(
        campaign_id=campaign.id,
        number=number,
        facts=facts,
        texts=texts,
        digest=digest_of(facts, texts),
        shown_from=now,
    )


def facts_of(session: Session, campaign: Campaign) -> dict[str, Any]:
    """Return the facts that a notice says: each comes from a setting or a row, none from here."""
    own = organisation_facts(session, campaign.organisation_id)
    legal = fact_of(session, LEGAL)
    return {
        "controller": campaign.controller,
        "organisation": own.name,
        "joint": controllers_of(session, campaign.id),
        "contact": campaign.contact,
        "dpo": own.dpo,
        "legal_basis": campaign.legal_basis,
        "mode": campaign.mode,
        "k": campaign.k,
        "competences": len(campaign.questionnaire.items),
        "attributes": list(campaign.attributes),
        "retention_months": campaign.retention_months,
        "disposal_months": own.disposal_months,
        "grace_minutes": campaign.grace_minutes,
        "host": legal.get("host", ""),
        "hosted": legal.get("hosted", ""),
        "guarantees": legal.get("guarantees", ""),
        **({"linked": True} if asks_code(campaign) else {}),
        **_free(campaign),
        **({"rows": True} if campaign.row_export else {}),
        **({"invited": True} if has_invitees(session, campaign.id) else {}),
    }


def lines_of(facts: Mapping[str, Any], translate: Translate) -> list[Line]:
    """Return the lines of a notice: key, heading and sentence, as they are shown."""
    said: list[tuple[str, str, list[str]]] = [
        ("promise", "", [PROMISE]),
        ("controller", french("Responsable du traitement"), _controllers(facts)),
        ("dpo", french("Délégué à la protection des données"), _officer(facts)),
        ("purpose", french("Finalité"), [PURPOSE]),
        ("legal_basis", french("Base légale"), ["%(legal_basis)s"]),
        ("data", french("Ce qui est demandé"), [*_data(facts), *_asked(facts)]),
        ("optional", french("Réponses facultatives"), [OPTIONAL]),
        ("mode", french("Mode"), anonymity_of(facts)),
        *([("linking", french("Code de suivi"), [CODE])] if facts.get("linked") else []),
        ("results", french("Résultats"), [RESULTS]),
        ("recipients", french("Destinataires"), [TEAM, *_texts(facts), *_rows(facts), OTHERS]),
        ("retention", french("Conservation"), [RETENTION, _grace(facts)]),
        ("decision", french("Décision automatisée"), [NO_DECISION]),
        ("place", french("Lieu des données"), [PLACES[facts["hosted"]]]),
        ("rights", french("Vos droits"), [RIGHTS]),
    ]
    chosen = facts["legal_basis"]
    basis = chosen and translate(chosen)
    days, hours, _minutes = parts_of(facts["grace_minutes"])
    graces = {"grace_days": days, "grace_hours": hours}
    values = {**facts, **graces, "joint": ", ".join(facts["joint"]), "legal_basis": basis}
    return [
        [key, translate(heading) if heading else "", _paragraph(sentences, values, translate)]
        for key, heading, sentences in said
    ]


def anonymity_of(facts: Mapping[str, Any]) -> list[str]:
    """Return what explains the mode of a campaign, from its true settings and from nothing else."""
    anonymous = facts["mode"] == ANONYMOUS
    return [MODES[anonymous], *([INVITED[anonymous]] if facts.get("invited") else [])]


def _controllers(facts: Mapping[str, Any]) -> list[str]:
    if not facts["joint"]:
        return ["%(controller)s"]
    together = french("%(controller)s, conjointement avec %(joint)s.")
    return [together]


def _officer(facts: Mapping[str, Any]) -> list[str]:
    none = french("%(organisation)s n’en a pas déclaré : écrivez à %(contact)s.")
    return ["%(dpo)s" if facts["dpo"] else none]


def _free(campaign: Campaign) -> dict[str, Any]:
    """Return what is asked beside the competences; nothing, so that older notices stay as told."""
    questions = questions_in(campaign.questionnaire.sections)
    texts = {"texts": True} if any(q.type == "text" for q in questions) else {}
    return {"questions": len(questions), **texts} if questions else {}


def _data(facts: Mapping[str, Any]) -> list[str]:
    return [
        *([DATA] if facts["competences"] else []),
        *([QUESTIONS] if facts.get("questions") else []),
    ]


def _texts(facts: Mapping[str, Any]) -> list[str]:
    return [TEXTS] if facts.get("texts") else []


def _rows(facts: Mapping[str, Any]) -> list[str]:
    return [ROWS] if facts.get("rows") else []


def _grace(facts: Mapping[str, Any]) -> str:
    days, hours, _minutes = parts_of(facts["grace_minutes"])
    return DAYS_LEFT if days else HOURS_LEFT if hours else GRACE_LEFT


def _asked(facts: Mapping[str, Any]) -> list[str]:
    labels = [ATTRIBUTES[code].label for code in facts["attributes"]]
    return [french("Sur votre situation :"), *labels] if labels else []


def _paragraph(sentences: list[str], values: Mapping[str, Any], translate: Translate) -> str:
    return " ".join(translate(sentence) % values for sentence in sentences)


def digest_of(facts: Mapping[str, Any], texts: Mapping[str, list[Line]]) -> str:
    """Return the SHA-256 of what is said, in hexadecimal: any change of a letter changes it."""
    said = json.dumps([facts, texts], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(said.encode()).hexdigest()


def is_intact(notice: Notice) -> bool:
    """Say whether a notice still reads as on the day it was written."""
    return digest_of(notice.facts, notice.texts) == notice.digest
