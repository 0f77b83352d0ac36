"""`reperes referentiel`: import and export référentiels, compare two, list those held here."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.orm import Session

from referentiel.errors import ImportRefused
from referentiel.formats import FORMATS
from referentiel.formats.base import Source
from referentiel.importing import SAME, FileRead, Plan, Wish, plan_import, read_file, write_plan
from referentiel.listing import all_versions, version_named
from referentiel.models.versions import DRAFT
from referentiel.people import Organisation
from referentiel.placing import NAMELESS
from referentiel.stored import tree_of_version
from referentiel.tree import ReferentielTree
from referentiel.versioning import is_intact
from surveys.guard.audit import record
from webapp.cli.at_hand import base, holder_of, refuse
from webapp.cli.difference_lines import difference_lines, issue_line, plan_lines
from webapp.clock import utc_now
from webapp.importing import WRITTEN

READABLE = [key for key, it in FORMATS.items() if it.read is not None]
WRITABLE = [key for key, it in FORMATS.items() if it.write is not None]


@click.group()
def referentiel() -> None:
    """Les référentiels : importer, emporter, comparer."""


@referentiel.command("import")
@click.argument(
    "path", metavar="FICHIER", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Montrer le plan, ne rien écrire.")
@click.option("--format", "key", type=click.Choice(READABLE), help="Sinon reconnu au contenu.")
@click.option("--organisation", "holder", metavar="NOM", help="Nom court de qui le tient.")
@click.option("--slug", default="", help="Adresse du référentiel ; sinon celle du fichier.")
@click.option("--label", default="", help="Étiquette de la version ; sinon celle du fichier.")
@click.option("--language", default="fr", show_default=True, help="Langue, si rien ne la dit.")
@click.option("--as-is", is_flag=True, help="Garder l’état que dit le fichier, même publié.")
def import_file(
    path: Path, dry_run: bool, key: str | None, holder: str | None, as_is: bool, **said: str
) -> None:
    """Écrire un référentiel à partir d’un fichier, après en avoir montré le plan.

    Sortie : 0 si c’est écrit ou si rien ne change, 2 si le fichier est refusé.
    """
    wish = Wish(**said, format=key or "", as_is=as_is)
    file = _file(path, wish)
    with base() as session:
        held = holder_of(session, holder, "ce référentiel")
        today = utc_now().date()
        plan = plan_import(session, file, wish, organisation=held, today=today)
    for line in plan_lines(plan):
        click.echo(line)
    if plan.errors:
        refuse("Rien n’est écrit.")
    if not dry_run and plan.action != SAME:
        _write(plan, held)
        click.echo("C’est écrit.")


def _file(path: Path, wish: Wish) -> FileRead:
    with _bar("Lecture") as progress:
        try:
            return read_file(Source(path.name, path.read_bytes(), progress), wish)
        except ImportRefused as refused:
            refuse(str(refused))


def _write(plan: Plan, organisation: Organisation) -> None:
    now = utc_now()
    with base(writing=True) as session, _bar("Écriture") as progress:
        try:
            write_plan(
                session, plan, organisation=organisation, today=now.date(), progress=progress
            )
        except ImportRefused as refused:
            refuse(str(refused))
        record(session, WRITTEN, now=now, organisation_id=organisation.id, subject="referentiel")
        session.commit()


@referentiel.command("export")
@click.argument("slug")
@click.option("--format", "key", type=click.Choice(WRITABLE), required=True)
@click.option("--label", default="", help="Étiquette de la version ; sinon la dernière publiée.")
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export(slug: str, key: str, label: str, output: Path | None) -> None:
    """Écrire une version dans un fichier, ou sur la sortie standard."""
    write = FORMATS[key].write
    assert write is not None  # noqa: S101 -- among WRITABLE
    with base() as session:
        tree = _held(session, slug, label)
    with click.open_file(str(output or "-"), "wb") as stream:
        write(tree, stream)
    if output is None:
        return
    click.echo(f"{output} : {FORMATS[key].label}", err=True)
    for lost in FORMATS[key].loses:
        click.echo(f"  ne garde pas : {lost}", err=True)


@referentiel.command("diff")
@click.argument("older", metavar="A")
@click.argument("newer", metavar="B")
def diff(older: str, newer: str) -> None:
    """Dire ce qui change de A à B, mot à mot : des fichiers, ou NOM@ÉTIQUETTE de la base.

    Sortie : 0 si rien ne change, 1 si quelque chose change, 2 si l’un des deux ne se lit pas.
    """
    trees = [_tree(older), _tree(newer)]
    lines = list(difference_lines(*trees))
    for line in lines:
        click.echo(line)
    if not lines:
        click.echo("Rien ne change.")
    sys.exit(1 if lines else 0)


@referentiel.command("list")
def list_all() -> None:
    """Lister les référentiels de cette base et leurs versions, avec leur empreinte.

    Chaque version publiée est relue : « intacte » si elle dit encore ce qui a été publié, mot pour
    mot, « CHANGÉE » sinon. Sortie : 1 si l’une d’elles a changé.
    """
    changed = False
    with base() as session:
        for version, slug, holder in all_versions(session):
            day = version.published_on.isoformat() if version.published_on else ""
            state = {"draft": "brouillon", "published": "publiée", "withdrawn": "retirée"}
            words = (slug, version.label, state[version.state], version.standing, day, holder)
            mark, read = version.content_hash[:12], ""
            if version.state != DRAFT and mark:
                is_same = is_intact(session, version)
                read, changed = "intacte" if is_same else "CHANGÉE", changed or not is_same
            click.echo("\t".join((*words, mark, read)))
    sys.exit(1 if changed else 0)


def _tree(said: str) -> ReferentielTree:
    """Return what a file says, or a version of the base."""
    path = Path(said)
    if path.is_file():
        return _read(path)
    slug, at, label = said.partition("@")
    with base() as session:
        return _held(session, slug, label if at else "")


def _read(path: Path) -> ReferentielTree:
    try:
        file = read_file(Source(path.name, path.read_bytes()), Wish(slug=NAMELESS))
    except ImportRefused as refused:
        refuse(f"{path} : {refused}")
    if file.read.tree is None:
        for issue in file.read.errors:
            click.echo(issue_line(issue), err=True)
        refuse(f"{path} ne se lit pas.")
    return file.read.tree


def _held(session: Session, slug: str, label: str) -> ReferentielTree:
    version = version_named(session, slug, label)
    if version is None:
        wanted = f"{slug}@{label}" if label else slug
        refuse(f"« {wanted} » n’est pas ici. `reperes referentiel list` dit ce qui y est.")
    return tree_of_version(session, version)


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give what moves a bar in the terminal; nothing is shown where there is none."""
    with click.progressbar(length=100, label=label, file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.update(100 * min(done, total) // max(total, 1) - bar.pos)

        yield progress
        bar.update(100 - bar.pos)
