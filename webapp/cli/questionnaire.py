"""`reperes questionnaire`: questionnaires to files, and back."""

from pathlib import Path

import click

from referentiel.base import Refusal
from referentiel.formats.base import Issue, Source
from surveys.formats.exchange import FORMATS, FilePlan, export, plan_file, read_file, write_file
from surveys.guard.audit import record
from surveys.queries.questionnaires import composed
from surveys.queries.shares import versions_for
from surveys.sections import questions_in
from webapp.cli.at_hand import base, holder_of, refuse
from webapp.clock import utc_now

MADE = "questionnaire.made"


@click.group()
def questionnaire() -> None:
    """Les questionnaires : emporter, importer."""


@questionnaire.command("export")
@click.argument("number", metavar="ID", type=int)
@click.option("--format", "key", type=click.Choice(list(FORMATS)), required=True)
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export_file(number: int, key: str, output: Path | None) -> None:
    """Écrire un questionnaire dans un fichier, ou sur la sortie standard."""
    with base() as session:
        found = composed(session, number)
        if found is None:
            refuse(f"aucun questionnaire n’a le numéro {number} ici : il est dans son adresse.")
        with click.open_file(str(output or "-"), "wb") as stream:
            export(session, found, key, stream)
    if output:
        click.echo(f"{output} : {FORMATS[key].label}", err=True)


@questionnaire.command("import")
@click.argument(
    "path", metavar="FICHIER", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Montrer le plan, ne rien écrire.")
@click.option("--organisation", "holder", metavar="NOM", help="Nom court de qui le tient.")
@click.option("--title", default="", help="Titre ; sinon celui du fichier.")
def import_file(path: Path, dry_run: bool, holder: str | None, title: str) -> None:
    """Écrire un questionnaire à partir d’un fichier, après en avoir montré le plan.

    Sortie : 0 si c’est écrit, 2 si le fichier est refusé.
    """
    now = utc_now()
    with base(writing=not dry_run) as session:
        organisation = holder_of(session, holder, "ce questionnaire")
        versions = versions_for(session, [organisation.id], today=now.date())
        if not versions:
            refuse("aucun référentiel n’est publié ici.")
        try:
            source = Source(path.name, path.read_bytes())
            plan = plan_file(session, read_file(source), versions)
            _tell(plan)
            if plan.definition is None:
                refuse("rien n’est écrit.")
            if dry_run:
                return
            made = write_file(session, plan, organisation, title=title, now=now)
        except Refusal as refused:
            refuse(str(refused))
        subject = f"questionnaire:{made.id}"
        record(session, MADE, now=now, organisation_id=organisation.id, subject=subject)
        session.commit()
        click.echo(f"C’est écrit : questionnaire {made.id}.")


def _tell(plan: FilePlan) -> None:
    for issue in plan.issues:
        click.echo(_line(issue))
    if plan.definition:
        sections, questions = len(plan.sections), len(questions_in(plan.sections))
        click.echo(f"Titre : {plan.definition.title or '(aucun)'}")
        click.echo(f"Référentiel : {plan.version.referentiel.slug} {plan.version.label}")
        asked = f"{len(plan.items)} compétence(s), {questions} question(s)"
        click.echo(f"Demandera : {asked} en {sections} section(s)")


def _line(issue: Issue) -> str:
    where = f"ligne {issue.row} : " if issue.row else ""
    kind = "ERREUR" if issue.is_error else "à savoir"
    return f"{kind} · {where}{issue.sentence % issue.values}"
