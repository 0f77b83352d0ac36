"""What LibreOffice Calc opens of our workbooks, and saves again, is what we wrote, cell by cell."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest

from referentiel.formats import FORMATS
from referentiel.formats.base import Naming, Source
from referentiel.formats.spreadsheet.tables import workbook_grids
from referentiel.formats.yaml_file import FORMAT as YAML
from referentiel.importing import empty_tree
from tests.deep import DEEP
from tests.factories import fr
from tests.shipped import REFERENTIEL, tree_of

CALC = shutil.which("soffice") or shutil.which("libreoffice")
NAMING = Naming(slug="s", label="L", namespace=UUID(int=1))
NONE_HERE = (
    "LibreOffice n’est pas installé ici : nos classeurs n’y sont pas ouverts. "
    "No LibreOffice here: type sudo apt-get install libreoffice-calc-nogui"
)
KINDS = ("xlsx", "ods")
WAYS = list(product(KINDS, KINDS))
# What a spreadsheet would take for a formula, a number, a date, a link, or tidy up.
ODD = (
    "=1+1",
    "@SOMME(A1)",
    "+33 1 02 03 04 05",
    "-2",
    "007",
    "1e5",
    "3/4",
    "12/11/2026",
    "VRAI",
    "'=guillemet",
    "https://example.org/a?b=c&d=<e>",
    "deux  espaces, une\ttabulation",
    "une ligne\nune autre\n\nla dernière",
    "« entre guillemets » ; virgule, point-virgule",
    "Ελληνικά, 漢字, 👩🏽‍🌾",
    "x" * 12_000,
)

pytestmark = [pytest.mark.calc, pytest.mark.skipif(CALC is None, reason=NONE_HERE)]


def odd_tree():
    """Return a référentiel whose competences are called by odd texts."""
    deep = deep_tree()
    first = next(it for it in deep.content.items if it.kind == "competence")
    odd = tuple(
        replace(
            first, code=f"X-{n:02}", parent=None, texts=fr(label=f"Texte {n}", description=text)
        )
        for n, text in enumerate(ODD)
    )
    return replace(deep, content=replace(deep.content, items=(*deep.content.items, *odd)))


def deep_tree():
    return YAML.read(Source("jardin.yaml", DEEP.encode()), NAMING).tree


TREES = {
    "livre": lambda: tree_of(REFERENTIEL),
    "jardin": deep_tree,
    "etrange": odd_tree,
    "modele": lambda: empty_tree("Modèle de référentiel"),
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> Iterator[Path]:
    """A folder of our workbooks, and what LibreOffice saved of each in both kinds."""
    folder = tmp_path_factory.mktemp("classeurs")
    for (name, tree), kind in product(TREES.items(), KINDS):
        with (folder / f"{name}.{kind}").open("wb") as stream:
            FORMATS[kind].write(tree(), stream)
    for before, after in WAYS:
        files = [str(folder / f"{name}.{before}") for name in TREES]
        convert(folder, files, after, folder / f"{before}-{after}")
    yield folder
    shutil.rmtree(folder)


def convert(folder: Path, files: list[str], kind: str, into: Path) -> None:
    """Have LibreOffice open files and save each, in this kind, into another folder."""
    own = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
    asked = [CALC, own, "--headless", "--convert-to", kind, "--outdir", str(into), *files]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    assert len(list(into.iterdir())) == len(files), done.stdout + done.stderr


def cells(path: Path) -> dict[str, tuple[tuple[str, ...], ...]]:
    grids, issues = workbook_grids(Source(path.name, path.read_bytes()))
    assert issues == ()
    return {name: grid.rows for name, grid in grids.items()}


@pytest.mark.parametrize("name", TREES)
@pytest.mark.parametrize(("before", "after"), WAYS)
def test_a_workbook_saved_by_libreoffice_holds_the_same_cells(saved, name, before, after):
    ours, theirs = saved / f"{name}.{before}", saved / f"{before}-{after}" / f"{name}.{after}"

    assert cells(theirs) == cells(ours)


@pytest.mark.parametrize("name", [name for name in TREES if name != "modele"])
@pytest.mark.parametrize(("before", "after"), WAYS)
def test_a_workbook_saved_by_libreoffice_is_the_same_referentiel(saved, name, before, after):
    path = saved / f"{before}-{after}" / f"{name}.{after}"
    source = Source(path.name, path.read_bytes())

    assert FORMATS[after].recognises(source)
    read = FORMATS[after].read(source, NAMING)

    assert read.issues == ()
    assert read.tree == TREES[name]()
