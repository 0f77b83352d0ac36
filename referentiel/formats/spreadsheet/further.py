"""What our workbook says beside items: scales, anchors, profiles, correspondences, relations."""

from collections.abc import Iterator

from referentiel.base import Texts, french
from referentiel.formats.spreadsheet import columns as sheets
from referentiel.formats.spreadsheet.columns import Sheet
from referentiel.formats.spreadsheet.items import Items
from referentiel.formats.spreadsheet.tables import Tables
from referentiel.tree import (
    CHILD_OF,
    RELATIONS,
    STEPS,
    CrosswalkNode,
    EdgeNode,
    ProfileNode,
    SuccessionNode,
    Target,
)

LEVELS = french("« %(name)s » : le niveau doit aller de 0 à 4.")
LEVEL_TWICE = french("« %(name)s » : le niveau %(level)s est déjà donné.")
NO_PROFILE = french("« %(code)s » n’est le code d’aucun profil de la feuille « Profils ».")
PROFILE_TWICE = french("Le profil « %(code)s » est déjà décrit.")
NO_EXPECTED = french("Il manque le niveau attendu.")
NO_TARGET = french("Il faut une compétence, un référentiel et une cible.")
NO_RELATION = french("« %(value)s » n’est pas une relation connue. Valeurs admises : %(allowed)s.")
PENDING = "à valider"


def steps_of(tables: Tables, sheet: Sheet, key: str) -> dict[str, tuple[Texts, ...]]:
    """Return the texts of each level, by scale or by type; rows without any are waiting."""
    notes = tables.notes
    found: dict[str, dict[int, Texts]] = {}
    for row in tables.rows(sheet):
        name, level, texts = row.value(key), row.value("level"), row.texts()
        if not texts and (name is None or name not in found):
            continue
        if name is None or level not in range(STEPS):
            notes.refuse(LEVELS, row=row.number, entry=sheet.names[0], name=name or "?")
        elif level in found.setdefault(name, {}):
            notes.refuse(LEVEL_TWICE, row=row.number, name=name, level=level)
        else:
            found[name][level] = texts
    return {name: tuple(steps[level] for level in sorted(steps)) for name, steps in found.items()}


def profiles_of(tables: Tables, items: Items) -> tuple[ProfileNode, ...]:
    """Return the job profiles with what they expect."""
    notes = tables.notes
    profiles: dict[str, ProfileNode] = {}
    for row in tables.rows(sheets.PROFILES):
        code = row.value("code")
        if code is None or code in profiles:
            notes.refuse(PROFILE_TWICE, row=row.number, code=code or "")
            continue
        profiles[code] = ProfileNode(code, row.texts(), {})
    for row in tables.rows(sheets.EXPECTED):
        profile, span = row.value("profile"), row.value("level")
        code = items.code(row.value("code"), row.number)
        if profile not in profiles:
            notes.refuse(NO_PROFILE, row=row.number, code=profile or "")
        elif span is None:
            notes.refuse(NO_EXPECTED, row=row.number)
        elif code is not None:
            weight = row.value("weight")
            profiles[profile].expected[code] = Target(
                level=span[0],
                high=span[1],
                weight=1.0 if weight is None else weight,
                critical=row.value("critical") or False,
            )
    return tuple(profiles.values())


def crosswalks_of(tables: Tables, items: Items) -> tuple[CrosswalkNode, ...]:
    """Return the correspondences, in the order of the rows."""
    found: list[CrosswalkNode] = []
    for row in tables.rows(sheets.CROSSWALKS):
        code = items.code(row.value("code"), row.number)
        scheme, target = row.value("scheme"), row.value("target")
        relation = row.value("relation") or "relatedMatch"
        if relation not in RELATIONS:
            said = {"value": relation, "allowed": ", ".join(RELATIONS)}
            tables.notes.refuse(NO_RELATION, row=row.number, **said)
        elif code is None or scheme is None or target is None:
            tables.notes.refuse(NO_TARGET, row=row.number)
        else:
            node = CrosswalkNode(
                code=code,
                scheme=scheme,
                target=target,
                target_version=row.value("target_version") or "",
                target_label=row.value("target_label") or "",
                relation=relation,
                status=row.value("status") or PENDING,
            )
            found.append(node)
    return tuple(found)


def edges_of(tables: Tables, items: Items) -> tuple[EdgeNode, ...]:
    """Return the relations at the places they say; further parents take those that are left."""
    placed: dict[int, EdgeNode] = {}
    others: list[EdgeNode] = []
    for row in tables.rows(sheets.EDGES):
        edge = EdgeNode(
            type=row.value("type") or "isRelatedTo",
            origin=items.code(row.value("origin"), row.number),
            target=items.code(row.value("target"), row.number),
            foreign=row.hidden("foreign", {}),
        )
        number = row.value("number")
        if number is None or number in placed:
            others.append(edge)
        else:
            placed[number] = edge
    extra = [
        EdgeNode(CHILD_OF, code, parent)
        for code, parents in items.more_parents.items()
        for parent in parents
    ]
    return tuple(_merged(placed, iter([*extra, *others])))


def _merged(placed: dict[int, EdgeNode], others: Iterator[EdgeNode]) -> Iterator[EdgeNode]:
    at = 1
    for number in sorted(placed):
        while at < number and (edge := next(others, None)) is not None:
            yield edge
            at += 1
        yield placed[number]
        at += 1
    yield from others


def successions_of(tables: Tables) -> tuple[SuccessionNode, ...]:
    """Return what became of the entries of the version before."""
    return tuple(
        SuccessionNode(row.value("kind") or "", row.value("origin"), row.value("target"))
        for row in tables.rows(sheets.SUCCESSIONS)
    )
