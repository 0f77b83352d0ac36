"""`reperes report`: published reports, listed, written out as frozen, and computed again."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from reports.citing import cited_print
from reports.document import Document
from reports.exports import FORMATS
from reports.fingerprint import Figure, print_of
from reports.queries import archived_in, releases_in
from reports.release import drawn_again
from reports.reproduction import Comparison, Difference, compared
from surveys.models import Release
from surveys.queries.campaigns import campaign_by_code
from webapp.cli.at_hand import base, refuse
from webapp.translations import translations

NUMBER = click.argument("number", metavar="N", type=int)


@click.group()
def report() -> None:
    """Les rapports publiés : lister, écrire, recalculer."""


@report.command("list")
@click.argument("campaign", metavar="[CAMPAGNE]", required=False)
def list_releases(campaign: str | None) -> None:
    """Lister les publications : campagne, numéro, date, N à donner aux autres commandes."""
    with base() as session:
        if campaign and campaign_by_code(session, campaign) is None:
            refuse(f"aucune campagne n’a le code « {campaign} » ici.")
        for code, release in releases_in(session, campaign):
            day = release.released_at.date().isoformat()
            click.echo(f"{code}\tn°\u00a0{release.number}\t{day}\t{release.id}")


@report.command()
@NUMBER
@click.option("--format", "key", type=click.Choice(list(FORMATS)), default="txt")
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--language", type=click.Choice(("fr", "en")), default="fr")
def show(number: int, key: str, output: Path | None, language: str) -> None:
    """Écrire un rapport tel qu’il a été publié."""
    with base() as session:
        release, frozen = _published(session, number)
        if language not in frozen:
            refuse(f"la publication {number} n’a pas été gelée dans cette langue.")
        with click.open_file(str(output or "-"), "wb") as stream:
            FORMATS[key].write(frozen[language], stream, release.released_at)


@report.command()
@NUMBER
def reproduce(number: int) -> None:
    """Recalculer un rapport depuis ses cases publiées, et le comparer chiffre à chiffre.

    Sortie : 0 si chaque chiffre est le même, 1 sinon.
    """
    with base() as session:
        release, frozen = _published(session, number)
        words = translations()
        same = [
            _is_told_same(
                language,
                document,
                drawn_again(session, release, translate=words[language], language=language),
            )
            for language, document in frozen.items()
        ]
    raise SystemExit(0 if all(same) else 1)


def _published(session: Session, number: int) -> tuple[Release, dict[str, Document]]:
    release = session.get(Release, number)
    if release is None:
        refuse(f"aucune publication n’a le numéro {number} ici\u00a0: voir reperes report list.")
    frozen = archived_in(session, release)
    if not frozen:
        refuse(f"la publication {number} n’a pas de rapport gelé.")
    return release, frozen


def _is_told_same(language: str, frozen: Document, again: Document) -> bool:
    """Say how a report compares with itself computed again; return whether its figures stand."""
    found, own, cited = compared(frozen, again), print_of(frozen), cited_print(frozen)
    broken = cited is not None and cited != own
    stands = not found.differences and not broken
    head = "identique" if stands else "différent"
    click.echo(f"{language}\u00a0: {head}, {found.figures} chiffres, empreinte {own}")
    if broken:
        click.echo(f"  l’empreinte citée dans le rapport est {cited}")
    for difference in found.differences:
        click.echo(f"  {_line(difference)}")
    for sentence in _apart(found):
        click.echo(f"  {sentence}")
    return stands


def _line(it: Difference) -> str:
    place = " · ".join((it.section, it.row, it.column))
    return f"{place}\u00a0: publié {_said(it.frozen)}, recalculé {_said(it.again)}"


def _said(figure: Figure | None) -> str:
    if figure is None:
        return "absent"
    value = f"{figure.value:.12g}" if isinstance(figure.value, float) else figure.value
    n = "sans n" if figure.n is None else f"n = {figure.n}"
    return f"{value if value is not None else '—'} ({n}, {figure.state})"


def _apart(found: Comparison) -> list[str]:
    """Return what differs without being a published figure that moved."""
    told = []
    if found.added:
        told.append(f"ajouté depuis, sans chiffre publié\u00a0: {', '.join(found.added)}")
    if found.words:
        told.append(f"texte seul différent\u00a0: {found.words}")
    if found.drawings:
        told.append(f"dessin différent\u00a0: {found.drawings}")
    return told
