"""Letters that tell people what changed in the ways of signing in to their account."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from referentiel.people import Person
from reports.release import Translate
from surveys.guard.outbox import write_letter
from webapp.addresses import site_for_letters
from webapp.clock import now
from webapp.database import get_session


def tell(person: Person, what: str) -> None:
    """Write to `person` that `what`, a sentence, has happened; it leaves after the commit."""
    site = site_for_letters()
    link = site + url_for("factors.index") if site else ""
    write_telling(get_session(), person, what, link=link, now=now(), translate=gettext)


def write_telling(
    session: Session,
    person: Person,
    what: str,
    *,
    link: str = "",
    now: datetime,
    translate: Translate,
) -> None:
    """Put in the outbox the letter that says `what`, in the language of `translate`."""
    body = translate(
        "Bonjour %(name)s,\n\n%(what)s\n\nSi c’était vous, il n’y a rien à faire. Sinon, "
        "quelqu’un d’autre est entré dans votre compte\u00a0: connectez-vous, fermez les autres "
        "sessions et revoyez vos moyens de connexion.\n\n%(link)s\n"
    ) % {"name": person.name, "what": what, "link": link}
    write_letter(
        session,
        to=person.email,
        subject=translate("Repères\u00a0: vos moyens de connexion ont changé"),
        body=body.rstrip() + "\n",
        now=now,
        person_id=person.id,
    )
