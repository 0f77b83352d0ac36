"""`reperes bounces`: what the mail server pipes in when a letter comes back."""

import email
import os
from typing import BinaryIO

import click

from surveys.guard.outbox import bounce
from webapp.bounces import returned
from webapp.clock import utc_now
from webapp.config import Settings
from webapp.database import make_engine, session_maker

LARGEST = 2_000_000  # bytes: what is beyond is the letter itself, given back


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
def bounces(file: BinaryIO) -> None:
    """Lire un avis de non-remise (RFC 3464) et noter l’adresse qui ne reçoit pas.

    Un message étranger ne change rien, et la commande finit toujours bien : un avis n’est pas
    renvoyé à son tour.
    """
    notice = email.message_from_bytes(file.read(LARGEST))
    found = returned(notice)
    if found is None:
        click.echo("Aucune lettre de Repères n’est revenue par ce message.")
        return
    settings = Settings.from_env(os.environ)
    with session_maker(make_engine(settings.database_url))(True) as session:
        letter = bounce(session, found.uid, now=utc_now(), error=found.status)
        session.commit()
    click.echo("Adresse notée." if letter else "Aucune lettre envoyée n’a ce numéro.")
