"""The command `reperes`."""

import click

from webapp.cli.audit import audit
from webapp.cli.bounces import bounces
from webapp.cli.demo import demo
from webapp.cli.erasures import erasures
from webapp.cli.factors import factors
from webapp.cli.needs import needs
from webapp.cli.openapi import openapi
from webapp.cli.organisations import organisation
from webapp.cli.plan import plan
from webapp.cli.questionnaire import questionnaire
from webapp.cli.referentiel import referentiel
from webapp.cli.report import report
from webapp.cli.retention import retention
from webapp.cli.rows import rows
from webapp.cli.serving import migrate_command, run
from webapp.cli.sessions import sessions
from webapp.cli.tally import tally
from webapp.cli.worker import worker
from webapp.config import WrongSetting


class Commands(click.Group):
    """Commands that all say in one sentence what is wrong with the settings."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a setting that cannot serve ends it."""
        try:
            return super().invoke(ctx)
        except WrongSetting as reason:
            raise click.ClickException(str(reason)) from reason


@click.group(cls=Commands)
def main() -> None:
    """Repères : se situer, voir les besoins, préparer les formations."""


for command in (
    demo,
    migrate_command,
    run,
    worker,
    bounces,
    audit,
    needs,
    plan,
    tally,
    openapi,
    organisation,
    referentiel,
    questionnaire,
    report,
    retention,
    erasures,
    sessions,
    factors,
    rows,
):
    main.add_command(command)
