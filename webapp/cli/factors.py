"""`reperes factors forget`: ask a person for no code any more, once their authenticator is lost."""

import os

import click
from sqlalchemy.orm import Session

from referentiel.people import Person
from surveys.accounts import person_at
from surveys.guard.audit import record
from surveys.guard.one_time import remove_one_time
from surveys.guard.recovery import forget_codes
from webapp.clock import utc_now
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.telling import write_telling
from webapp.translations import translations


@click.group()
def factors() -> None:
    """Les seconds moyens de connexion."""


@factors.command()
@click.argument("address", metavar="COURRIEL")
def forget(address: str) -> None:
    """Retirer l’application de codes d’une personne qui l’a perdue avec ses codes de secours.

    Assurez-vous d’abord, autrement que par courriel, que c’est bien elle qui le demande.
    """
    settings = Settings.from_env(os.environ)
    with session_maker(make_engine(settings.database_url))(True) as session:
        person = person_at(session, address)
        if person is None:
            raise click.ClickException("personne n’a ce courriel ici. Vérifiez-le.")
        if not remove_one_time(session, person.id):
            raise click.ClickException("aucun code n’est demandé à cette personne.")
        _settle(session, person)
        session.commit()
    click.echo("C’est fait : aucun code n’est plus demandé, et la personne en est avertie.")


def _settle(session: Session, person: Person) -> None:
    forget_codes(session, person.id)
    record(session, "account.one_time_removed", now=utc_now(), person_id=person.id, subject="cli")
    translate = translations()[person.language]
    what = translate("L’application de codes a été retirée : aucun code n’est plus demandé.")
    write_telling(session, person, what, now=utc_now(), translate=translate)
