"""A file of each format that is read, as long as a test needs it."""

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

from rdflib import Graph

from bench.references import big_tree, esco_archive
from referentiel.formats import FORMATS
from referentiel.tree import ReferentielTree
from tests.referentiel.formats.archives import archive

NAMESPACE = UUID(int=3)
READABLE = [key for key, it in FORMATS.items() if it.read is not None]


def rome_archive(tree: ReferentielTree) -> bytes:
    """Return the competences of a tree as a table of the ROME."""
    titles = ("code_ogr", "nature", "libelle_competence", "code_ogr_macro_comp")
    rows = [(str(n), "Compétence", it.code, "") for n, it in enumerate(tree.content.items)]
    return archive({"unix_referentiel_competence_v460_utf8.csv": [titles, *rows]})


def rdfxml(tree: ReferentielTree) -> bytes:
    """Return a tree as RDF/XML."""
    return (
        Graph()
        .parse(data=written("turtle", tree), format="turtle")
        .serialize(format="xml")
        .encode()
    )


def written(key: str, tree: ReferentielTree) -> bytes:
    """Return what we write of a tree in a format."""
    stream = BytesIO()
    FORMATS[key].write(tree, stream)
    return stream.getvalue()


FOREIGN: dict[str, Callable[[ReferentielTree], bytes]] = {
    "esco": esco_archive,
    "rome": rome_archive,
    "rdfxml": rdfxml,
}


def file_in(key: str, items: int) -> bytes:
    """Return a file of this format that holds about so many items."""
    tree = big_tree(items)
    return FOREIGN[key](tree) if key in FOREIGN else written(key, tree)
