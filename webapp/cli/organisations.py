"""`reperes organisation invite`: let somebody set up an organisation here."""

import os

import click

from surveys.guard.outbox import write_letter
from surveys.invitations import as_address, invite
from surveys.roles import Role
from webapp.clock import utc_now
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.inviting import body_of, subject_of

PATH = "/invitations/"


@click.group()
def organisation() -> None:
    """The organisations of this installation."""


@organisation.command("invite")
@click.argument("email")
def invite_one(email: str) -> None:
    """Invite EMAIL to set up an organisation, and print the link that does it."""
    address = as_address(email)
    if not address:
        raise click.BadParameter("ce n’est pas une adresse électronique.", param_hint="EMAIL")
    settings = Settings.from_env(os.environ)
    with session_maker(make_engine(settings.database_url))(True) as session:
        now = utc_now()
        [sent] = invite(session, None, {address: 1}, Role.ADMINISTRATOR, by=None, now=now)
        link = (settings.public_url or "http://127.0.0.1:8000") + PATH + sent.token
        until = sent.invitation.expires_at.strftime("%d/%m/%Y")
        if settings.smtp_url:
            write_letter(
                session,
                to=address,
                subject=subject_of(sent, str),
                body=body_of(sent, link, until, str),
                now=now,
                invitation_id=sent.invitation.id,
            )
        session.commit()
    click.echo(f"{link}\nCe lien ne sert qu’une fois, jusqu’au {until}.")
