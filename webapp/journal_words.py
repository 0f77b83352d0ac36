"""The acts of the audit chain, said in words to whoever reads a journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from referentiel.base import french
from surveys.models import AuditEntry
from surveys.roles import Role
from surveys.row_files import PURPOSE, purpose_in
from webapp.role_words import role_word

ACTS = {
    "organisation.created": french("a créé l’organisation"),
    "organisation.changed": french("a changé les réglages"),
    "organisation.exported": french("a exporté tout ce qui appartient à l’organisation"),
    "organisation.erased": french("a fait partir l’organisation"),
    "member.roles": french("a donné des rôles"),
    "member.removed": french("a retiré un membre"),
    "member.left": french("a quitté l’organisation"),
    "invitation.sent": french("a envoyé une invitation"),
    "invitation.sent_again": french("a renvoyé une invitation"),
    "invitation.revoked": french("a repris une invitation"),
    "invitation.accepted": french("a accepté une invitation"),
    "invitee.added": french("a inscrit des personnes à inviter"),
    "invitee.asked": french("a envoyé des invitations à répondre"),
    "invitee.reminded": french("a envoyé un rappel"),
    "invitee.removed": french("a retiré une invitation à répondre"),
    "share.granted": french("a ouvert un partage"),
    "share.revoked": french("a mis fin à un partage"),
    "webhook.added": french("a ajouté un webhook"),
    "webhook.stopped": french("a arrêté un webhook"),
    "joint.proposed": french("a proposé de répondre ensemble d’un événement"),
    "joint.accepted": french("a accepté de répondre ensemble d’un événement"),
    "joint.declined": french("a refusé ou retiré une proposition de répondre ensemble"),
    "joint.ended": french("a cessé de répondre ensemble d’un événement"),
    "notice.shown": french("a fixé l’information donnée aux personnes"),
    "campaign.settled": french("a réglé les dates, le délai ou la capacité d’une campagne"),
    "campaign.opened": french("a ouvert une campagne"),
    "campaign.closed": french("a clos une campagne"),
    "campaign.replaced": french("a remplacé une campagne par une autre"),
    "campaign.restored": french("a annulé le remplacement d’une campagne"),
    "campaign.released": french("a publié des résultats"),
    "campaign.scheduled": french("a réglé le rythme de publication des résultats"),
    "note.written": french("a écrit une note sur un rapport"),
    "note.corrected": french("a corrigé une note sur un rapport"),
    "note.withdrawn": french("a retiré une note d’un rapport"),
    "note.restored": french("a remis une note dans un rapport"),
    "note.deleted": french("a supprimé une note sur un rapport"),
    "paper.printed": french("a imprimé des feuilles"),
    "paper.keyed": french("a saisi des feuilles ce jour-là"),
    "foreign.counted": french("a importé ce jour-là des réponses recueillies ailleurs"),
    "campaign.placed": french("a dit le moment d’une campagne dans une série"),
    "campaign.followed": french("a préparé la suite d’une campagne"),
    "campaign.supposed": french("a écrit, changé, retiré ou jugé une hypothèse sur une campagne"),
    "campaign.progress": french("a calculé le progrès d’une campagne à l’autre"),
    "campaign.anonymised": french("a rendu des réponses anonymes"),
    "campaign.disposable": french("a rangé des réponses « à éliminer »"),
    "campaign.disposed": french("a éliminé des réponses"),
    "rows.taken": french("a emporté des réponses ligne à ligne"),
    "questionnaire.made": french("a commencé un questionnaire"),
    "questionnaire.edition": french("a préparé l’édition suivante d’un questionnaire"),
    "questionnaire.deleted": french("a supprimé une édition d’un questionnaire"),
    "crosswalk.decided": french("a décidé de correspondances"),
    "version.drafted": french("a préparé un brouillon de référentiel"),
    "version.published": french("a publié une version de référentiel"),
    "version.withdrawn": french("a retiré une version de référentiel"),
    "version.deleted": french("a supprimé un brouillon de référentiel"),
    "import.sent": french("a envoyé un fichier à importer dans un référentiel"),
    "import.confirmed": french("a confirmé un import de référentiel"),
    "import.written": french("a vu son import de référentiel écrit"),
    "token.made": french("a créé un jeton"),
    "token.revoked": french("a révoqué un jeton"),
}
THINGS = {
    "campaign": french("campagne n° %(number)s"),
    "questionnaire": french("questionnaire n° %(number)s"),
    "event": french("événement n° %(number)s"),
    "import": french("import n° %(number)s"),
    "invitation": french("invitation n° %(number)s"),
    "share": french("partage n° %(number)s"),
    "referentiel": french("référentiel n° %(number)s"),
    "organisation": french("organisation n° %(number)s"),
    "webhook": french("webhook n° %(number)s"),
    "notice": french("information n° %(number)s"),
    "version": french("version n° %(number)s"),
    "token": french("jeton n° %(number)s"),
}
WORDS = {
    "read": french("lecture"),
    "export": french("lecture et téléchargement"),
    "referentiel": french("référentiel"),
    "name": french("nom"),
    "kind": french("nature"),
    "address": french("adresse"),
    "website": french("site"),
    "contact": french("contact"),
    "dpo": french("délégué·e à la protection des données"),
    "legal_basis": french("base légale"),
    "k": french("plus petit groupe montré"),
    "retention_months": french("conservation"),
    "disposal_months": french("délai d’élimination"),
}
GONE = french("personne effacée ou extérieure")
SYSTEM = french("Repères")


@dataclass(frozen=True)
class Told:
    """An entry of a journal in words."""

    number: int
    at: datetime
    who: str
    what: str
    about: str


def told(entry: AuditEntry, names: Mapping[str, str]) -> Told:
    """Return an entry in words; people have the names that `names` gives to their pseudonyms."""
    act = ACTS.get(entry.act)
    return Told(
        number=entry.id,
        at=entry.at,
        who=names.get(entry.actor, _(GONE)) if entry.actor else _(SYSTEM),
        what=_(act) if act else entry.act,
        about=", ".join(filter(None, (_part(part, names) for part in entry.subject.split()))),
    )


def _part(part: str, names: Mapping[str, str]) -> str:
    kind, _colon, number = part.partition(":")
    if kind == "person":
        return names.get(number, _(GONE))
    if part.startswith(PURPOSE):
        return str(_("motif : « %(purpose)s »", purpose=purpose_in(part)))
    if kind in THINGS and number:
        return str(_(THINGS[kind]) % {"number": number})
    return ", ".join(filter(None, map(_word, part.split(","))))


def _word(code: str) -> str:
    """Return what a code of a subject means to people; nothing where it means nothing to them."""
    if code in set(Role):
        return role_word(code)
    return str(_(WORDS[code])) if code in WORDS else ""
