"""The open data of ROME 4.0: the ZIP that France Travail publishes three times a year."""

import re

from referentiel.base import french
from referentiel.checking import check
from referentiel.errors import ImportRefused
from referentiel.formats.archives import tables_of
from referentiel.formats.base import Format, Issue, Naming, Read, Source
from referentiel.formats.notes import Notes
from referentiel.formats.rome.items import Items
from referentiel.formats.rome.links import Links
from referentiel.formats.rome.tables import NEEDED, Tables
from referentiel.tree import Content, ReferentielTree

RELEASE = re.compile(r"_v(\d{2,4})\b|_v(\d{2,4})_")
LICENCE = {
    "fr": "Source : France Travail, ROME 4.0{release}. Licence Ouverte 2.0.",
    "en": "Source: France Travail, ROME 4.0{release}. Licence Ouverte 2.0.",
}
TITLE = "ROME 4.0"
NOTHING_HERE = french(
    "Cette archive ne contient aucune compétence, aucun savoir ni aucune fiche du ROME."
)


def _recognises(source: Source) -> bool:
    return any(table.has(*columns) for table in tables_of(source) for columns in NEEDED)


def _read(source: Source, naming: Naming) -> Read:
    """Read every table that is there; what is missing is only missing from the tree."""
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
    tables = Tables(tables_of(source), notes)
    items = Items(tables, naming.namespace, notes)
    nodes = items.in_order()
    if not nodes:
        notes.refuse(NOTHING_HERE)
        return None
    found = next(filter(None, (RELEASE.search(it.path) for it in tables.tables)), None)
    release = f"v{found[1] or found[2]}" if found else ""
    said = f", {release}" if release else ""
    return ReferentielTree(
        slug=naming.slug,
        namespace=naming.namespace,
        label=naming.label,
        title={"fr": {"title": naming.title or TITLE}},
        content=Content(
            standing="validé",
            state="draft",
            texts={tag: {"licence": text.format(release=said)} for tag, text in LICENCE.items()},
            items=nodes,
            edges=Links(tables, items, notes).edges(),
            origin={"scheme": "ROME", **({"release": release} if release else {})},
        ),
    )


FORMAT = Format(
    key="rome",
    label=french("ROME 4.0 (archive de France Travail)"),
    extension="zip",
    media_type="application/zip",
    recognises=_recognises,
    read=_read,
)
