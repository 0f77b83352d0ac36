"""The sheet of competences: rows become items, and what is wrong is told with its row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from referentiel.base import french
from referentiel.formats.base import MOST_DEPTH, MOST_ITEMS, Naming, TooLarge
from referentiel.formats.notes import Notes
from referentiel.formats.ordering import Ordered, in_reading_order
from referentiel.formats.sheets.columns import Line
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import SCOPES, CriterionNode, ItemNode

NO_CODE = french("Il manque un code.")
NO_LABEL = french("Il manque un libellé pour « %(code)s ».")
REPEATED = french("Le code « %(code)s » est déjà celui de la ligne %(first)s.")
ORPHAN = french(
    "Le parent « %(parent)s » de « %(code)s » n’est nulle part dans ce fichier : ajoutez-le, "
    "corrigez ce code, ou videz la case."
)
WRONG_KIND = french("« %(value)s » n’est pas une nature : écrivez « domaine » ou « compétence ».")
WRONG_SCOPE = french("« %(value)s » n’est pas une portée : écrivez I ou C.")
TOO_MANY = french("Ce fichier compte plus de %(limit)s entrées : coupez-le en plusieurs.")
LOOP = french("« %(code)s » est au-dessus de lui-même : il est mis à la racine.")
NOT_IDENTITY = french("« %(value)s » n’est pas une identité (UUID) : videz cette case.")
KINDS = {
    "domaine": AREA,
    "area": AREA,
    "compétence": COMPETENCE,
    "competence": COMPETENCE,
    "": "",
}
SCOPE_WORDS = {"": None, "individuelle": "I", "collective": "C", **{it: it for it in SCOPES}}


@dataclass(frozen=True)
class Held:
    """A row that names an entry of its own."""

    line: Line
    code: str


def items_of(
    lines: Iterable[Line],
    criteria: dict[str, tuple[CriterionNode, ...]],
    naming: Naming,
    notes: Notes,
) -> tuple[ItemNode, ...]:
    """Return the items in reading order, each with its descriptors of its own by code."""
    held = _held(lines, notes)
    parents = {code: _parent(it, held, notes) for code, it in held.items()}
    inner = set(parents.values())
    ordered = in_reading_order(parents)
    _tell_loops(ordered, held, notes)
    return tuple(
        _item(held[code].line, code, parent, code in inner, criteria.get(code, ()), naming, notes)
        for code, parent in ordered.entries
    )


def _tell_loops(ordered: Ordered, held: dict[str, Held], notes: Notes) -> None:
    for code in ordered.loops:
        line = held[code].line
        notes.warn(LOOP, row=line.number, entry=line.sheet, code=code)
    depth = max(ordered.depths.values(), default=0) + 1
    if depth > MOST_DEPTH:
        raise TooLarge(limit=f"{MOST_DEPTH} niveaux")


def _held(lines: Iterable[Line], notes: Notes) -> dict[str, Held]:
    held: dict[str, Held] = {}
    for line in lines:
        code = line.exact("code") or line.exact("foreign_id")
        if len(held) == MOST_ITEMS:
            notes.refuse(TOO_MANY, row=line.number, entry=line.sheet, limit=MOST_ITEMS)
            break
        if not code.strip():
            notes.refuse(NO_CODE, row=line.number, entry=line.sheet)
        elif code in held:
            first = held[code].line.number
            notes.refuse(REPEATED, row=line.number, entry=line.sheet, code=code, first=first)
        else:
            held[code] = Held(line, code)
    return held


def _parent(it: Held, held: dict[str, Held], notes: Notes) -> str:
    parent = it.line.exact("parent")
    if parent and parent not in held:
        parent = parent.strip()
    if parent and parent not in held:
        row, sheet = it.line.number, it.line.sheet
        notes.refuse(ORPHAN, row=row, entry=sheet, parent=parent, code=it.code)
    return parent


def _item(
    line: Line,
    code: str,
    parent: str | None,
    inner: bool,
    criteria: tuple[CriterionNode, ...],
    naming: Naming,
    notes: Notes,
) -> ItemNode:
    if not any(said.get("label") for said in line.texts.values()):
        notes.refuse(NO_LABEL, row=line.number, entry=line.sheet, code=code)
    kind = _word(KINDS, line, "kind", WRONG_KIND, notes) or (AREA if inner else COMPETENCE)
    return ItemNode(
        kind=kind,
        code=code,
        texts=line.texts,
        parent=parent,
        type=line.get("type") or None,
        scope=_word(SCOPE_WORDS, line, "scope", WRONG_SCOPE, notes),
        core=line.says("core"),
        sources=line.listed("sources"),
        references=line.listed("references"),
        identity=_identity(line, naming, notes),
        foreign_id=line.exact("foreign_id") or None,
        foreign=line.json("foreign", notes),
        criteria=criteria,
    )


def _word(
    known: Mapping[str, str | None], line: Line, field: str, wrong: str, notes: Notes
) -> str | None:
    said = line.get(field)
    for word in (said, said.casefold()):
        if word in known:
            return known[word]
    notes.refuse(wrong, row=line.number, entry=line.sheet, value=said)
    return None


def _identity(line: Line, naming: Naming, notes: Notes) -> str | None:
    """Return the identity that a row says, else the one of its foreign identifier."""
    said = line.get("identity")
    foreign_id = line.exact("foreign_id")
    try:
        if said:
            UUID(said)
            return said
    except ValueError:
        notes.refuse(NOT_IDENTITY, row=line.number, entry=line.sheet, value=said)
    return (
        None if not foreign_id or line.exact("code") else str(uuid5(naming.namespace, foreign_id))
    )
