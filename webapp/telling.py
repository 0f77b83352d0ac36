"""Letters that tell people what changed in the ways of signing in to their account."""

from flask import url_for
from flask_babel import gettext as _

from referentiel.people import Person
from surveys.guard.outbox import write_letter
from webapp.addresses import site_for_letters
from webapp.clock import now
from webapp.database import get_session


def tell(person: Person, what: str) -> None:
    """Write to `person` that `what`, a sentence, has happened; it leaves after the commit."""
    site = site_for_letters()
    body = _(
        "Bonjour %(name)s,\n\n%(what)s\n\nSi c’était vous, il n’y a rien à faire. Sinon, "
        "quelqu’un d’autre est entré dans votre compte : connectez-vous, fermez les autres "
        "sessions et revoyez vos moyens de connexion.\n\n%(link)s\n",
        name=person.name,
        what=what,
        link=site + url_for("factors.index") if site else "",
    )
    write_letter(
        get_session(),
        to=person.email,
        subject=_("Repères : vos moyens de connexion ont changé"),
        body=body.rstrip() + "\n",
        now=now(),
        person_id=person.id,
    )
