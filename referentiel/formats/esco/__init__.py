"""ESCO as the European Commission publishes it in CSV: a ZIP of tables, or the skills alone."""

from referentiel.base import french
from referentiel.checking import check
from referentiel.errors import ImportRefused
from referentiel.formats.archives import tables_of
from referentiel.formats.base import Format, Issue, Naming, Read, Source
from referentiel.formats.esco.concepts import Concepts
from referentiel.formats.esco.relations import Relations
from referentiel.formats.esco.tables import Tables
from referentiel.formats.notes import Notes
from referentiel.tree import Content, ReferentielTree

# The licence asks for these words wherever ESCO is shown.
LICENCE = {
    "fr": (
        "Ce service utilise la classification ESCO de la Commission européenne, sous licence "
        "CC BY 4.0 ; les textes n’en ont pas été modifiés."
    ),
    "en": (
        "This service uses the ESCO classification of the European Commission, under the CC BY 4.0 "
        "licence; its texts have not been changed."
    ),
}
NOTHING_HERE = french("Cette archive ne contient aucun concept d’ESCO.")


def _recognises(source: Source) -> bool:
    return Tables(tables_of(source)).are_of_esco


def _read(source: Source, naming: Naming) -> Read:
    """Read every table that is there, in each of its languages."""
    notes = Notes()
    try:
        tree = _tree(source, naming, notes)
        if tree is not None:
            check(tree)
    except ImportRefused as refused:
        error = Issue(refused.sentence, refused.values, is_error=True)
        return Read(None, (*notes.issues, error))
    return Read(None if any(it.is_error for it in notes.issues) else tree, notes.issues)


def _tree(source: Source, naming: Naming, notes: Notes) -> ReferentielTree | None:
    tables = Tables(tables_of(source))
    concepts = Concepts(tables, naming, notes)
    if not concepts.found:
        notes.refuse(NOTHING_HERE)
        return None
    relations = Relations(tables, concepts, notes)
    items = tuple(concepts.items(relations.order))
    return ReferentielTree(
        slug=naming.slug,
        namespace=naming.namespace,
        label=naming.label,
        title={naming.language: {"title": naming.title or "ESCO"}},
        content=Content(
            standing="validé",
            state="draft",
            texts={language: {"licence": text} for language, text in LICENCE.items()},
            items=items,
            edges=relations.edges(items),
            origin={"scheme": "ESCO"},
        ),
    )


FORMAT = Format(
    key="esco",
    label=french("ESCO (archive CSV de la Commission européenne)"),
    extension="zip",
    media_type="application/zip",
    recognises=_recognises,
    read=_read,
)
