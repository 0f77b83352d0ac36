"""`reperes audit verify`: prove that no act was changed, added or taken out of the journal."""

import os

import click

from surveys.guard.audit import Head, first_broken, head_of, still_holds
from webapp.config import Settings
from webapp.database import make_engine, session_maker


class HeadType(click.ParamType[Head]):
    """A head of the journal, as `verify` prints it."""

    name = "tête"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        """Return the head, or refuse what is none."""
        return Head.read(value) or self.fail(
            "écrivez le numéro, deux points et l’empreinte, tels que la commande les a donnés.",
            param,
            ctx,
        )


@click.group()
def audit() -> None:
    """Le journal des actes, chaîné par empreintes."""


@audit.command()
@click.option("--expect", type=HeadType(), help="Tête notée lors d’une vérification précédente.")
def verify(expect: Head | None) -> None:
    """Vérifier la chaîne ; sortir avec 1 si un acte a été changé, ajouté ou retiré.

    Gardez ailleurs la tête affichée : elle seule montre que la fin du journal a été coupée.
    """
    settings = Settings.from_env(os.environ)
    with session_maker(make_engine(settings.database_url))(False) as session:
        broken = first_broken(session)
        head = head_of(session)
        held = still_holds(session, expect) if expect else True
    if broken is not None:
        raise click.ClickException(f"La chaîne est rompue à l’acte n°\u00a0{broken}.")
    if held is False:
        raise click.ClickException(
            f"L’acte n°\u00a0{expect and expect.number} attendu n’y est plus."
        )
    if held is None:
        click.echo("La tête attendue est plus ancienne que le journal gardé : non comparée.")
    click.echo(f"Chaîne intacte. Tête\u00a0: {head}")
