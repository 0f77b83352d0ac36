"""What commands on files begin with: the base, who holds what is written, a refusal."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click
from sqlalchemy.orm import Session

from referentiel.people import Organisation
from surveys.queries.organisations import only_organisation, organisation_at
from webapp.config import Settings
from webapp.database import make_engine, session_maker


class Faulty(click.ClickException):
    """A file or a name cannot serve; 1 is left to « something changes »."""

    exit_code = 2


def refuse(sentence: str) -> NoReturn:
    """End the command with a sentence."""
    raise Faulty(sentence)


@contextmanager
def base(*, writing: bool = False) -> Iterator[Session]:
    """Open the base of this installation."""
    engine = make_engine(Settings.from_env(os.environ).database_url)
    with session_maker(engine)(writing) as session:
        yield session
    engine.dispose()


def holder_of(session: Session, slug: str | None, held: str) -> Organisation:
    """Return the organisation that a command names, or the only one; `held` says of what."""
    found = organisation_at(session, slug) if slug else only_organisation(session)
    if found is None:
        refuse(
            f"aucune organisation ne s’appelle « {slug} » ici."
            if slug
            else f"dites quelle organisation tient {held} : --organisation NOM."
        )
    return found
