"""`reperes questionnaire`: questionnaires to files, and back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.base import Refusal
from referentiel.formats.base import Issue, Source
from referentiel.people import Organisation
from surveys.formats.exchange import FORMATS, FilePlan, export, plan_file, read_file, write_file
from surveys.guard.audit import record
from surveys.models import Questionnaire
from surveys.queries.organisations import only_organisation, organisation_at
from surveys.queries.shares import versions_for
from surveys.sections import questions_in
from webapp.cli.referentiel import Faulty
from webapp.clock import utc_now
from webapp.config import Settings
from webapp.database import make_engine, session_maker

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
    with _session() as session:
        kept = select(Questionnaire).where(Questionnaire.id == number, Questionnaire.title != "")
        found = session.scalar(kept)
        if found is None:
            _refuse(f"aucun questionnaire n’a le numéro {number} ici : il est dans son adresse.")
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
    with _session(writing=not dry_run) as session:
        organisation = _organisation(session, holder)
        versions = versions_for(session, [organisation.id], today=now.date())
        if not versions:
            _refuse("aucun référentiel n’est publié ici.")
        try:
            source = Source(path.name, path.read_bytes())
            plan = plan_file(session, read_file(source), versions)
            _tell(plan)
            if plan.definition is None:
                _refuse("rien n’est écrit.")
            if dry_run:
                return
            made = write_file(session, plan, organisation, title=title, now=now)
        except Refusal as refused:
            _refuse(str(refused))
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


def _organisation(session: Session, slug: str | None) -> Organisation:
    found = organisation_at(session, slug) if slug else only_organisation(session)
    if found is None:
        _refuse(
            f"aucune organisation ne s’appelle « {slug} » ici."
            if slug
            else "dites quelle organisation tient ce questionnaire : --organisation NOM."
        )
    return found


def _refuse(sentence: str) -> NoReturn:
    raise Faulty(sentence)


@contextmanager
def _session(*, writing: bool = False) -> Iterator[Session]:
    settings = Settings.from_env(os.environ)
    engine = make_engine(settings.database_url)
    with session_maker(engine)(writing) as session:
        yield session
    engine.dispose()
