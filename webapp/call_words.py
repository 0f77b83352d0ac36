"""What became of a call to a webhook, in words."""

from flask_babel import gettext as _

from referentiel.base import french
from surveys.guard.webhooks import TRIAL
from surveys.models import Outgoing
from webapp.forms.webhooks import TOPIC_WORDS
from webapp.labels import clock, day

REASONS = {
    "private": french("l’adresse mène à un réseau privé, qui n’est jamais appelé"),
    "unknown host": french("le nom de la machine est inconnu"),
    "timeout": french("pas de réponse à temps"),
    "certificate": french("le certificat de la machine n’est pas reconnu"),
    "unreachable": french("la machine ne répond pas"),
    "stopped": french("le webhook a été arrêté"),
    "lost": french("l’envoi a été interrompu chaque fois"),
}


def topic_words(topic: str) -> str:
    """Return what a call tells of."""
    return str(_("Essai") if topic == TRIAL else TOPIC_WORDS.get(topic, topic))


def outcome(call: Outgoing) -> str:
    """Return whether a call was received, and if not, why and what comes next."""
    reason = _reason(call.error)
    if call.settled_at is not None:
        return str(_("abandonné : %(reason)s", reason=reason) if call.error else _("reçu"))
    if not call.error:
        return str(_("en route"))
    moment = f"{day(call.due_at)}, {clock(call.due_at)}"
    return str(_("%(reason)s ; nouvel essai le %(moment)s", reason=reason, moment=moment))


def _reason(error: str) -> str:
    if error.startswith("http "):
        return str(_("réponse %(status)s", status=error.removeprefix("http ")))
    return str(_(REASONS[error])) if error in REASONS else error
