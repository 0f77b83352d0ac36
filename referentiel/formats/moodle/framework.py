"""The row of the framework itself: what the référentiel says, its scale, what was kept of it."""

from collections.abc import Sequence
from dataclasses import replace

from referentiel.base import Json, Texts, french
from referentiel.formats.base import Naming
from referentiel.formats.keeping import Unkept, tree_of
from referentiel.formats.markup import text_of, without_kept
from referentiel.formats.moodle import fields
from referentiel.formats.moodle.fields import PLAIN, Line
from referentiel.formats.moodle.writing import framework_cells
from referentiel.formats.notes import Notes
from referentiel.tree import STEPS, Content, ItemNode, ReferentielTree

OTHER_SCALE = french(
    "L’échelle de ce fichier a %(found)s niveaux et non cinq : elle est gardée pour les exports, "
    "mais la version reste sans échelle. Ajoutez-en une pour questionner sur ces compétences."
)
IMPORTANCE = french(
    "Moodle n’a pas d’échelle d’importance : celle de Repères a été ajoutée (%(labels)s)."
)
STRANGE = french("Les données techniques de ce référentiel ne sont plus lisibles.")
# The scale of importance of the architecture's decision 12.
LABELS = (
    french("sans utilité dans mon poste"),
    french("utile parfois"),
    french("utile"),
    french("important"),
    french("décisif"),
)
OF_FRAMEWORK = ("idnumber", "description", "scalevalues", "scaleconfiguration", "taxonomies")


def base_of(
    line: Line,
    kept: object,
    items: Sequence[ItemNode],
    main: str,
    naming: Naming,
    notes: Notes,
    row: int,
) -> ReferentielTree:
    """Return the référentiel that a framework describes, with these entries."""
    html, _ = without_kept(line.description)
    line = replace(line, description=html)
    own = _kept(kept, items, notes, row)
    return _new(line, items, main, naming, notes, row) if own is None else _changed(own, line, main)


def _kept(
    kept: object, items: Sequence[ItemNode], notes: Notes, row: int
) -> ReferentielTree | None:
    if kept is None:
        return None
    try:
        return tree_of(kept, items)
    except Unkept:
        notes.warn(STRANGE, row=row)
        return None


def _changed(own: ReferentielTree, line: Line, main: str) -> ReferentielTree:
    """Return what our own export kept, with what Moodle has changed of it."""
    said = framework_cells(own, main)
    title, texts = dict(own.title), dict(own.content.texts)
    scales = own.content.scales
    if not fields.alike(said.shortname, line.shortname):
        title[main] = {**title.get(main, {}), "title": line.shortname.strip()}
    if not fields.alike(said.description, line.description):
        texts[main] = {**texts.get(main, {}), "about": _about(line)}
    if not fields.alike(said.scalevalues, line.scalevalues):
        names = _levels(line)
        if len(names) == STEPS:
            scales = _scales(names, main) | {
                name: steps for name, steps in scales.items() if name != "mastery"
            }
    return replace(own, title=title, content=replace(own.content, texts=texts, scales=scales))


def _new(
    line: Line, items: Sequence[ItemNode], main: str, naming: Naming, notes: Notes, row: int
) -> ReferentielTree:
    about = notes.fitting(_about(line), "description", row=row)
    names = _levels(line)
    scales: dict[str, tuple[Texts, ...]] = {}
    if len(names) == STEPS:
        scales = _scales(names, main)
        notes.warn(IMPORTANCE, row=row, labels=", ".join(LABELS))
    elif names:
        notes.warn(OTHER_SCALE, row=row, found=len(names))
    said = {key: text for key in OF_FRAMEWORK if (text := getattr(line, key))}
    origin: Json = {key: text for key, text in said.items() if not (scales and "scale" in key)}
    title = line.shortname.strip() or naming.title or naming.slug
    return ReferentielTree(
        slug=naming.slug,
        namespace=naming.namespace,
        label=naming.label,
        title={main: {"title": title}},
        content=Content(
            standing="projet",
            state="draft",
            texts={main: {"about": about}} if about else {},
            items=tuple(items),
            scales=scales,
            origin=origin,
        ),
    )


def _about(line: Line) -> str:
    if line.descriptionformat.strip() in PLAIN:
        return line.description.strip()
    return text_of(line.description)


def _levels(line: Line) -> list[str]:
    return [name for it in line.scalevalues.split(",") if (name := it.strip())]


def _scales(names: Sequence[str], main: str) -> dict[str, tuple[Texts, ...]]:
    return {
        "mastery": tuple({main: {"label": name}} for name in names),
        "importance": tuple({"fr": {"label": label}} for label in LABELS),
    }
