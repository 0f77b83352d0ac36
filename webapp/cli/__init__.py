"""The command `reperes`."""

import click

from webapp.cli.demo import demo
from webapp.cli.needs import needs
from webapp.cli.serving import migrate_command, run
from webapp.cli.tally import tally


@click.group()
def main() -> None:
    """Repères : se situer, voir les besoins, préparer les formations."""


for command in (demo, migrate_command, run, needs, tally):
    main.add_command(command)
