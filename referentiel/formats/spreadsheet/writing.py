"""Writing a référentiel as the sheets of our workbook, or the form that is to be filled in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import IO

from referentiel.base import Texts
from referentiel.formats.spreadsheet import columns as sheets
from referentiel.formats.spreadsheet.columns import FIELD_OF, FIELDS
from referentiel.formats.spreadsheet.kinds import STATE, plain
from referentiel.formats.spreadsheet.notice import NOTICE_ROWS
from referentiel.formats.spreadsheet.records import (
    Layout,
    Leftovers,
    Record,
    languages_in,
    leaf,
)
from referentiel.formats.workbook_writing import Leaf, write_ods, write_xlsx
from referentiel.tree import (
    CHILD_OF,
    REFERENCE,
    SCALES,
    SOURCE,
    STEPS,
    TYPES,
    CriterionNode,
    EdgeNode,
    ItemNode,
    ReferentielTree,
    StepNode,
)

NAMES = {"source": SOURCE, "reference": REFERENCE}
REST = "rest"
UNSAID = ("title", "slug", "namespace", "state")  # of a form: who imports it says so


def write_as_xlsx(tree: ReferentielTree, stream: IO[bytes]) -> None:
    """Write a référentiel as an Excel workbook."""
    write_xlsx(leaves_of(tree), stream, tree.slug)


def write_as_ods(tree: ReferentielTree, stream: IO[bytes]) -> None:
    """Write a référentiel as an OpenDocument spreadsheet."""
    write_ods(leaves_of(tree), stream, tree.slug)


def leaves_of(tree: ReferentielTree) -> Iterator[Leaf]:
    """Return the sheets of a référentiel, in the order in which they are written.

    One without any entry is a form to be filled in.
    """
    main = main_language(tree)
    if not tree.content.items:
        yield from _form(tree, main)
        return
    languages = languages_in(_all_texts(tree), main)
    leftovers = Leftovers()
    kept = [edge for edge in tree.content.edges if edge.type == CHILD_OF]
    beside = _beside(tree, kept)
    records = {
        sheets.VERSION: version_records(tree, main),
        sheets.ITEMS: item_records(tree, beside),
        sheets.SCALES: _steps(tree.content.scales, "scale"),
        sheets.ANCHORS: _steps(tree.content.anchors, "type"),
        sheets.CRITERIA: _criteria(tree),
        sheets.RUBRICS: _rubrics(tree),
        sheets.PROFILES: _profiles(tree),
        sheets.EXPECTED: _expected(tree),
        sheets.CROSSWALKS: _crosswalks(tree),
        sheets.EDGES: _edges(tree, beside),
        sheets.SOURCES: _sources(tree),
        sheets.SUCCESSIONS: _successions(tree),
    }
    yield _notice()
    for sheet, some in records.items():
        yield leaf(Layout(sheet, languages), some, leftovers)
    yield Leaf(sheets.LEFTOVERS.names[0], leftovers.rows(), (16, 24, 16, 48), hidden=True)


def _form(tree: ReferentielTree, main: str) -> Iterator[Leaf]:
    """Return the sheets of a form: titles of columns, and the levels that wait for their words."""
    fields = [Record({"field": names[0]}) for key, names in FIELDS.items() if key not in UNSAID]
    waiting = {
        sheets.VERSION: [_field("title", _only(tree.title, "title"), {}), *fields],
        sheets.SCALES: [Record({"scale": it, "level": at}) for it in SCALES for at in range(STEPS)],
        sheets.ANCHORS: [Record({"type": it, "level": at}) for it in TYPES for at in range(STEPS)],
    }
    languages = (main, "en" if main == "fr" else "fr")
    yield _notice()
    for sheet in sheets.SHEETS:
        yield leaf(Layout(sheet, languages), waiting.get(sheet, []), None)


def main_language(tree: ReferentielTree) -> str:
    """Return the language that goes without saying in the titles of columns."""
    return "fr" if "fr" in tree.title else next(iter(tree.title), "fr")


def _notice() -> Leaf:
    return Leaf(sheets.NOTICE[0], [[line] for line in NOTICE_ROWS], (100,), titled=False)


def _all_texts(tree: ReferentielTree) -> Iterator[Texts]:
    content = tree.content
    yield tree.title
    yield content.texts
    for item in content.items:
        yield item.texts
        yield from _criterion_texts(item.criteria)
    for steps in (*content.scales.values(), *content.anchors.values()):
        yield from steps
    for profile in content.profiles:
        yield profile.texts
    for rubric in content.rubrics:
        yield rubric.texts
        yield from _criterion_texts(rubric.loose)


def _criterion_texts(criteria: Iterable[CriterionNode]) -> Iterator[Texts]:
    for criterion in criteria:
        yield criterion.texts
        yield from (step.texts for step in criterion.steps)


def version_records(tree: ReferentielTree, main: str) -> Iterator[Record]:
    """Return what the référentiel and its version say of themselves, one field in a row."""
    content = tree.content
    yield _field("title", _only(tree.title, "title"), _rest(tree.title, ("title",)))
    for key, value in (
        ("label", tree.label),
        ("slug", tree.slug),
        ("namespace", str(tree.namespace)),
        ("language", main),
        ("state", STATE.written(content.state)),
        ("standing", content.standing),
    ):
        hidden = {"origin": content.origin} if key == "slug" and content.origin else {}
        yield _field(key, {main: {"value": str(value)}}, hidden)
    keys = dict.fromkeys(key for said in content.texts.values() for key in said)
    own = [key for key in keys if not _is_name(key)]
    placed = [key for key in own if key in ("about", "licence") or plain(key) not in FIELD_OF]
    names = tuple(key for key in keys if _is_name(key))
    for key in dict.fromkeys(("about", "licence", *placed)):
        hidden = _rest(content.texts, (*placed, *names)) if key == "about" else {}
        yield _field(key, _only(content.texts, key), hidden)


def _is_name(key: str) -> bool:
    return key.startswith((SOURCE, REFERENCE))


def _field(key: str, texts: Texts, hidden: dict[str, Texts]) -> Record:
    return Record({"field": FIELDS.get(key, (key,))[0]}, texts, hidden)


def _only(texts: Texts, key: str, under: str = "value") -> Texts:
    return {language: {under: said[key]} for language, said in texts.items() if key in said}


def _rest(texts: Texts, keys: Sequence[str]) -> dict[str, Texts]:
    rest = {
        language: {key: text for key, text in said.items() if key not in keys}
        for language, said in texts.items()
        if not said or set(said) - set(keys)
    }
    return {REST: rest} if rest else {}


def _beside(tree: ReferentielTree, kept: list[EdgeNode]) -> dict[str, list[str]]:
    """Return the further parents of each item, where their order is that of the items.

    The others are written as relations, with those that carry something of a foreign file.
    """
    places = {item.code: place for place, item in enumerate(tree.content.items)}
    found: dict[str, list[str]] = {}
    last = -1
    for edge in kept:
        if edge.foreign or edge.origin is None or edge.target is None:
            continue
        place = places.get(edge.origin, -1)
        if place < last:
            return {}
        last = place
        found.setdefault(edge.origin, []).append(edge.target)
    return found


def item_records(tree: ReferentielTree, beside: dict[str, list[str]]) -> Iterator[Record]:
    """Return one record for each item."""
    for item in tree.content.items:
        values = {
            "code": item.code,
            "parent": item.parent,
            "kind": item.kind,
            "type": item.type,
            "scope": item.scope,
            "core": item.core,
            "sources": item.sources or None,
            "references": item.references or None,
            "more_parents": tuple(beside.get(item.code, ())) or None,
            "identity": item.identity,
            "foreign_id": item.foreign_id,
        }
        yield Record(values, item.texts, {"foreign": item.foreign} if item.foreign else {})


def _steps(steps: dict[str, tuple[Texts, ...]], key: str) -> Iterator[Record]:
    for name, levels in steps.items():
        for level, texts in enumerate(levels):
            yield Record({key: name, "level": level}, texts)


def _criteria(tree: ReferentielTree) -> Iterator[Record]:
    for item in tree.content.items:
        for number, criterion in enumerate(item.criteria, start=1):
            yield from _criterion(criterion, {"code": item.code, "criterion": number})
    for rubric in tree.content.rubrics:
        for number, criterion in enumerate(rubric.loose, start=1):
            yield from _criterion(criterion, {"criterion": number}, rubric.key)


def _criterion(
    criterion: CriterionNode, place: dict[str, object], holder: str | None = None
) -> Iterator[Record]:
    """Return a row for each step, after one for the criterion itself if it says anything."""
    values = {**place, "rubric": (criterion.rubric or None) if holder is None else holder}
    hidden: dict[str, object] = {"foreign": criterion.foreign} if criterion.foreign else {}
    if holder is not None and holder != criterion.rubric:
        hidden["rubric_of"] = criterion.rubric
    said = criterion.texts or hidden or criterion.weight is not None
    if said or not criterion.steps:
        own = {**values, "rank": 0, "weight": criterion.weight}
        yield Record(own, criterion.texts, hidden)
    for rank, step in enumerate(criterion.steps, start=1):
        yield _step(step, {**values, "rank": rank})


def _step(step: StepNode, values: dict[str, object]) -> Record:
    hidden = {"foreign": step.foreign} if step.foreign else {}
    return Record({**values, "score": step.score}, step.texts, hidden)


def _rubrics(tree: ReferentielTree) -> Iterator[Record]:
    for rubric in tree.content.rubrics:
        hidden = {"foreign": rubric.foreign} if rubric.foreign else {}
        yield Record({"key": rubric.key}, rubric.texts, hidden)


def _profiles(tree: ReferentielTree) -> Iterator[Record]:
    for profile in tree.content.profiles:
        yield Record({"code": profile.code}, profile.texts)


def _expected(tree: ReferentielTree) -> Iterator[Record]:
    for profile in tree.content.profiles:
        for code, target in profile.expected.items():
            values = {
                "profile": profile.code,
                "code": code,
                "level": (target.level, target.high),
                "weight": None if target.weight == 1 else target.weight,
                "critical": target.critical,
            }
            yield Record(values)


def _crosswalks(tree: ReferentielTree) -> Iterator[Record]:
    for link in tree.crosswalks:
        yield Record({key: value or None for key, value in asdict(link).items()})


def _edges(tree: ReferentielTree, beside: dict[str, list[str]]) -> Iterator[Record]:
    waiting = {code: list(parents) for code, parents in beside.items()}
    for number, edge in enumerate(tree.content.edges, start=1):
        ends = waiting.get(edge.origin or "", [])
        if edge.type == CHILD_OF and not edge.foreign and ends and ends[0] == edge.target:
            ends.pop(0)
            continue
        values = {
            "number": number, "type": edge.type, "origin": edge.origin, "target": edge.target,
        }  # fmt: skip
        yield Record(values, {}, {"foreign": edge.foreign} if edge.foreign else {})


def _sources(tree: ReferentielTree) -> Iterator[Record]:
    texts = tree.content.texts
    for key in dict.fromkeys(key for said in texts.values() for key in said if _is_name(key)):
        kind, prefix = next(it for it in NAMES.items() if key.startswith(it[1]))
        values = {"kind": kind, "key": key.removeprefix(prefix)}
        yield Record(values, _only(texts, key, "label"))


def _successions(tree: ReferentielTree) -> Iterator[Record]:
    for number, it in enumerate(tree.successions, start=1):
        yield Record({"number": number, **asdict(it)})


def of_items(items: Iterable[ItemNode]) -> list[Texts]:
    """Return the texts of items."""
    return [item.texts for item in items]
