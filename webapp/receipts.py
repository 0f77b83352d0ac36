"""The receipt of an erasure, mailed from memory: no table holds the address any more."""

import logging

from flask_babel import gettext as _

from referentiel.people import new_uid
from surveys.erasure import Receipt
from surveys.guard.outbox import NotSent
from webapp.config import Settings
from webapp.labels import paris
from webapp.mail import Letter, Postman

app_log = logging.getLogger("reperes")


def mail_receipt(settings: Settings, address: str, receipt: Receipt) -> bool:
    """Say whether a mail server took the receipt; without one, nothing is written anywhere."""
    if not settings.smtp_url:
        return False
    body = _(
        "Bonjour,\n\n"
        "Votre compte Repères et tout ce qui s’y rattachait sont effacés depuis le %(moment)s. "
        "Réponses retirées avec lui : %(withdrawn)s. Les chiffres de groupe déjà publiés ne "
        "changent pas.\n\n"
        "Référence de l’effacement : %(reference)s. Elle ne permet pas de vous retrouver ; elle "
        "sert à effacer de nouveau si une ancienne sauvegarde devait être rétablie.\n\n"
        "Votre adresse n’est plus gardée : ce message est le dernier.",
        moment=paris(receipt.at),
        withdrawn=receipt.withdrawn,
        reference=receipt.reference,
    )
    subject = _("Repères : votre compte est effacé")
    letter = Letter(new_uid(), address, subject, body, receipt.at)
    try:
        with Postman(settings) as postman:
            postman.send(letter)
    except NotSent as reason:
        app_log.warning("the receipt of an erasure was not taken: %s", reason)
        return False
    return True
