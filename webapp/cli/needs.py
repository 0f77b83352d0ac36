"""`reperes needs FILE`: the needs found in a file of answers, without any base or server."""

import json
import re
from io import BytesIO
from pathlib import Path

import click
import pandas as pd

from referentiel.base import Refusal
from reports.exports import FORMATS, format_named
from reports.file_report import file_report, needs_rows
from reports.files.answers import AnswersFile, AnswersRefused, read_answers
from reports.files.population import Weighing, read_totals, weighed
from reports.needs import INDICES
from reports.privacy import DEFAULT_K, MIN_K
from webapp.clock import utc_now

# « json » is one object per competence; the report as JSON is called « document ».
EXPORTED = {
    "text": "txt",
    **{name: name for name in FORMATS if name not in ("txt", "json")},
    "document": "json",
}
FORMAT_NAMES = ("text", "json", *[name for name in EXPORTED if name != "text"])


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMAT_NAMES),
    default="text",
    show_default=True,
    help="json : un objet par compétence, en pleine précision ; document : le rapport entier.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Fichier à écrire, au lieu de la sortie standard.",
)
@click.option(
    "--k",
    type=click.IntRange(min=MIN_K),
    default=DEFAULT_K,
    show_default=True,
    help="Nombre de personnes sous lequel un chiffre est masqué.",
)
@click.option(
    "--index",
    type=click.Choice(list(INDICES)),
    help="Index qui ordonne les lignes ; sinon mwds, ou rate_intensity sans importance.",
)
@click.option(
    "--population",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Fichier des totaux connus (attribut;valeur;total) sur lesquels pondérer les personnes.",
)
@click.option(
    "--decimal",
    type=click.Choice(["comma", "point"]),
    default="comma",
    show_default=True,
    help="Signe décimal du CSV : virgule ou point.",
)
@click.option("--scale", help="Échelle des réponses, par exemple 1-5 ; sinon celle constatée.")
def needs(
    file: Path,
    format_name: str,
    output: Path | None,
    k: int,
    index: str | None,
    population: Path | None,
    decimal: str,
    scale: str | None,
) -> None:
    """Classer les besoins d’un fichier de réponses (CSV, XLSX ou ODS).

    Colonnes : répondant, compétence, importance, niveau, cible ; ou une ligne par personne avec
    K1_importance, K1_niveau, K1_cible… Les autres colonnes sont des groupes à comparer.
    """
    ends = _ends(scale)
    try:
        answers, weighing = read_answers(file.read_bytes(), ends), None
        if population:
            answers, weighing = weighed(answers, read_totals(population.read_bytes()))
        written = _written(answers, weighing, format_name, k, index or "", decimal)
    except AnswersRefused as refusal:
        raise click.ClickException(listed(refusal)) from refusal
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    with click.open_file(str(output or "-"), "wb") as stream:
        stream.write(written)


def _ends(scale: str | None) -> tuple[float, float] | None:
    """Return the two ends of a scale such as « 1-5 » or « 0-4 »."""
    if scale is None:
        return None
    found = re.fullmatch(r"\s*(\d+)\s*[-:–]\s*(\d+)\s*", scale)
    if found is None or int(found[1]) >= int(found[2]):
        raise click.BadParameter("écrivez les deux bouts, par exemple 1-5.", param_hint="--scale")
    return float(found[1]), float(found[2])


def listed(refusal: AnswersRefused) -> str:
    """Return why a file is refused, then each row to mend."""
    lines = [str(refusal), *(problem.text(str) for problem in refusal.problems)]
    more = refusal.count - len(refusal.problems)
    return "\n".join(lines + ([f"… et {more} de plus."] if more else []))


def _written(
    answers: AnswersFile,
    weighing: Weighing | None,
    format_name: str,
    k: int,
    index: str,
    decimal: str,
) -> bytes:
    if format_name == "json":
        rows = _objects(needs_rows(answers, k, index), k)
        return f"{json.dumps(rows, ensure_ascii=False, indent=1)}\n".encode()
    report = file_report(answers, k=k, index=index, weighing=weighing, translate=str)
    stream = BytesIO()
    kind = format_named(EXPORTED[format_name], decimal=decimal)
    kind.write(report, stream, utc_now())
    return stream.getvalue()


def _objects(table: pd.DataFrame, k: int) -> list[dict[str, object]]:
    """Return one object per competence; a missing figure is null and its `_state` says why."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [
        {"competence": str(name), **{str(key): value for key, value in row.items()}, "k": k}
        for name, row in zip(table.index, rows, strict=True)
    ]
