"""`reperes plan FILE MODULES --budget B`: the best modules for the needs of a file."""

from io import BytesIO
from pathlib import Path

import click

from referentiel.base import Refusal
from reports.exports import format_named
from reports.file_report import needs_rows
from reports.files.answers import AnswersRefused, read_answers
from reports.needs import INDICES
from reports.training.modules_file import read_modules
from reports.training.plan_report import plan_report
from webapp.cli.needs import EXPORTED, listed
from webapp.clock import utc_now

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=READABLE)
@click.argument("modules", type=READABLE)
@click.option("--budget", type=click.FloatRange(min=0), required=True, help="Ce qu’on peut payer.")
@click.option(
    "--index",
    type=click.Choice(list(INDICES)),
    help="Index qui pèse les besoins ; sinon mwds, ou rate_intensity sans importance.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(EXPORTED)),
    default="text",
    show_default=True,
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Fichier à écrire, au lieu de la sortie standard.",
)
def plan(
    file: Path,
    modules: Path,
    budget: float,
    index: str | None,
    format_name: str,
    output: Path | None,
) -> None:
    """Choisir, dans un catalogue MODULES, ce qui couvre le plus de besoins d’un fichier FILE.

    FILE : réponses, comme pour « reperes needs ». MODULES : module, titre, coût, compétences
    (codes séparés par des espaces ou des virgules). Le choix est le meilleur possible, prouvé.
    """
    try:
        answers = read_answers(file.read_bytes())
        index = index or ("mwds" if "importance" in answers.ratings else "rate_intensity")
        table = needs_rows(answers, index=index)
        catalogue = read_modules(modules.read_bytes())
    except AnswersRefused as refusal:
        raise click.ClickException(listed(refusal)) from refusal
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    report = plan_report(table, index, catalogue, budget, translate=str)
    stream = BytesIO()
    format_named(EXPORTED[format_name]).write(report, stream, utc_now())
    with click.open_file(str(output or "-"), "wb") as written:
        written.write(stream.getvalue())
