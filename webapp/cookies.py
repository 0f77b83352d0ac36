"""Every cookie of the site: a test compares this list with those that are really set."""

from dataclasses import dataclass

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from referentiel.base import french
from surveys.guard import letters
from webapp import languages, marks, tickets

DAY = 24 * 3600  # seconds
PREFIXES = ("__Secure-", "__Host-")  # put before a name where the page came encrypted


@dataclass(frozen=True)
class Cookie:
    """`name` ends with * where the name goes on; `seconds` is 0 until the browser is closed."""

    name: str
    purpose: str
    seconds: int

    def matches(self, name: str) -> bool:
        """Say whether this entry tells of the cookie of this name, whatever its prefix."""
        for prefix in PREFIXES:
            name = name.removeprefix(prefix)
        stem = self.name.removesuffix("*")
        return name.startswith(stem) if self.name.endswith("*") else name == stem

    @property
    def life(self) -> str:
        """How long it lives, in words."""
        if not self.seconds:
            return str(_("jusqu’à la fermeture du navigateur"))
        days, minutes = self.seconds // DAY, self.seconds // 60
        if not days:
            return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))
        return str(ngettext("%(num)s jour", "%(num)s jours", days))


def cookies_of(app: Flask) -> tuple[Cookie, ...]:
    """Return the cookies of the site; all are strictly necessary, so that none asks for consent."""
    return (
        Cookie(
            app.config["SESSION_COOKIE_NAME"],
            french(
                "Vous garder connecté·e, et protéger les formulaires contre un envoi forgé "
                "ailleurs."
            ),
            0,
        ),
        Cookie(
            "ticket-*",
            french("Retrouver vos réponses à une auto-évaluation, sur cet appareil seulement."),
            tickets.KEPT_FOR,
        ),
        Cookie(
            languages.COOKIE,
            french("Garder la langue que vous avez choisie."),
            languages.ONE_YEAR,
        ),
        Cookie(
            marks.ASKING,
            french("Reconnaître le navigateur qui a demandé un courriel de connexion."),
            int(letters.LIFE.total_seconds()),
        ),
        Cookie(
            marks.KNOWN,
            french(
                "Savoir qu’une connexion a déjà réussi ici, pour que les essais d’autrui ne vous "
                "bloquent pas."
            ),
            marks.KNOWN_FOR,
        ),
    )
