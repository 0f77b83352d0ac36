"""Référentiels of every shape, for properties: what a format carries must come back from it.

`trees()` draws trees that `checking.check` accepts, in the order in which the base gives them
back. A format that carries less says so: `trees(Carried(criteria=False, languages=("fr",)))`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from uuid import uuid5

from hypothesis import strategies as st

from referentiel.base import Texts
from referentiel.models import AREA, COMPETENCE
from referentiel.models.versions import SUCCESSIONS
from referentiel.tree import (
    CHILD_OF,
    COLLECTIVE,
    REFERENCE,
    RELATIONS,
    SCALES,
    SCOPES,
    SOURCE,
    STANDINGS,
    STATES,
    STEPS,
    TYPES,
    Content,
    CriterionNode,
    CrosswalkNode,
    EdgeNode,
    ItemNode,
    ProfileNode,
    ReferentielTree,
    RubricNode,
    StepNode,
    SuccessionNode,
    Target,
)

Draw = Any  # what `st.composite` hands over
STRANGE = (
    "=cmd()",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "'",
    '"',
    "null",
    "yes",
    "1.0",
    "2026-01-01",
    "a: b # c",
    "- x",
    "*a",
    "<b>gras</b> & co",
    "L’été, « déjà »\u202f!",
    "deux\nlignes",
    "技能を身につける",
    "🌱 semis",
    "e\u0301",
    "\u05d0\u05d1",
    "a;b,c|d\te",
    "%2C {x}",
)
CODES = ("D", "D4-0", "=1+", "A.", "技", "É/", "x,", 'q"', "a b")


def characters() -> st.SearchStrategy[str]:
    """Draw any character but those that no file of text holds."""
    return st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\ufeff")


@cache
def odd_texts(most: int = 40) -> st.SearchStrategy[str]:
    """Draw texts, never empty, among them those that files and spreadsheets trip over."""
    free = st.text(characters(), min_size=1, max_size=most)
    return st.sampled_from(STRANGE).filter(lambda text: len(text) <= most) | free


@cache
def plain_texts(most: int = 40) -> st.SearchStrategy[str]:
    """Draw texts on one line, without spaces at their ends."""
    letters = st.text("abcdeéèçœÀ '’-;,.:!?()0123456789字", min_size=1, max_size=most)
    return letters.map(str.strip).filter(bool)


ODD = odd_texts()
TRUTH = st.booleans()
SCORES = st.sampled_from((None, 0.0, 1.0, 2.0, 3.0, 4.0, -1.0, 2.5, 10.0))
WEIGHTS = st.sampled_from((None, 0.5, 1.0, 40.0))


@dataclass(frozen=True)
class Carried:
    """What a format carries; by default everything that a tree may hold.

    `mixed` lets areas hang under competences and the reverse; without it, leaves are competences
    and what holds others is an area. `foreign` stands for identifiers and fields of other systems.
    """

    languages: tuple[str, ...] = ("fr", "en", "ja")
    texts: st.SearchStrategy[str] = ODD
    labels: st.SearchStrategy[str] = ODD
    codes: tuple[str, ...] = CODES
    empties: bool = True  # a text that is there, and empty
    alternatives: bool = True
    most_items: int = 8
    most_depth: int = 6  # levels of items
    mixed: bool = True
    details: bool = True  # type, scope, core
    named: bool = True  # sources, references and other texts of the version
    scales: bool = True
    anchors: bool = True
    criteria: bool = True
    rubrics: bool = True
    extra_parents: bool = True
    edges: bool = True  # relations beside the tree
    crosswalks: bool = True
    successions: bool = True
    profiles: bool = True
    foreign: bool = True

    @cached_property
    def maybe(self) -> st.SearchStrategy[str]:
        """Texts that may be left empty."""
        return self.texts | st.just("") if self.empties else self.texts


ALL = Carried()


@st.composite
def trees(draw: Draw, carried: Carried = ALL) -> ReferentielTree:
    """Draw a référentiel that holds no more than what is carried."""
    named = draw(version_texts(carried))
    rubrics = draw(rubric_nodes(carried)) if carried.rubrics else ()
    anchored = bool(carried.anchors and carried.scales and draw(TRUTH))
    items = draw(item_nodes(carried, named, [it.key for it in rubrics], anchored=anchored))
    namespace = draw(st.uuids(version=4))
    lineages = [it.identity or str(uuid5(namespace, it.code)) for it in items]
    return ReferentielTree(
        slug=draw(st.sampled_from(("dt", "developpement-territorial", "a1"))),
        namespace=namespace,
        label=draw(carried.labels),
        title={
            language: {"title": draw(carried.labels)}
            for language in draw(languages_of(carried.languages, all_of=carried.languages[:1]))
        },
        content=Content(
            standing=draw(st.sampled_from(STANDINGS)),
            state=draw(st.sampled_from(STATES)),
            texts=named,
            items=items,
            scales=draw(scale_nodes(carried, needed=anchored)),
            anchors=draw(anchor_nodes(carried)) if anchored else {},
            profiles=draw(profile_nodes(carried, items)) if carried.profiles else (),
            edges=draw(edge_nodes(carried, items)),
            rubrics=rubrics,
            origin=draw(json_objects(carried)) if carried.foreign else {},
        ),
        crosswalks=draw(crosswalk_nodes(carried, items)) if carried.crosswalks else (),
        successions=draw(succession_nodes(lineages)) if carried.successions else (),
    )


@cache
def languages_of(languages: tuple[str, ...], *, all_of: tuple[str, ...] = ()) -> Draw:
    """Draw some of the languages, in order, `all_of` among them."""
    chosen = st.sets(st.sampled_from(languages)).map(lambda some: some | set(all_of))
    return chosen.map(lambda some: [one for one in languages if one in some])


@cache
@st.composite
def texts_with(
    draw: Draw, carried: Carried, needed: tuple[str, ...], optional: tuple[str, ...]
) -> Texts:
    """Draw texts whose first language has what is needed; others may have any part of it."""
    found: Texts = {}
    first = carried.languages[:1]
    for language in draw(languages_of(carried.languages, all_of=first)):
        keys = [*needed, *optional] if [language] == [*first] else [*optional, *needed]
        wanted = set(needed) if [language] == [*first] else set()
        said = {
            key: draw(carried.labels if key in needed else carried.maybe)
            for key in keys
            if key in wanted or draw(TRUTH)
        }
        if said:
            found[language] = said
    return found


@cache
@st.composite
def version_texts(draw: Draw, carried: Carried) -> Texts:
    """Draw what a version says of itself, with the names of its sources and older references."""
    if not carried.named:
        return {}
    keys = [SOURCE + "JIT2022", SOURCE + "x:y", REFERENCE + "U:a", REFERENCE + "b"]
    chosen = [key for key in keys if draw(TRUTH)]
    return draw(texts_with(carried, tuple(chosen), ("about", "licence")))


@st.composite
def item_nodes(
    draw: Draw, carried: Carried, named: Texts, rubrics: Sequence[str], *, anchored: bool
) -> tuple[ItemNode, ...]:
    """Draw a tree of items in reading order: each right after what its parent holds before it."""
    count = draw(st.integers(1, carried.most_items))
    parents: list[int | None] = [None]
    for place in range(1, count):
        line: list[int | None] = [place - 1]
        while (above := line[-1]) is not None:
            line.append(parents[above])
        deepest = carried.most_depth + 1 - len(line) >= 0
        parents.append(draw(st.sampled_from(line if deepest else line[1:])))
    codes = [draw(st.sampled_from(carried.codes)) + str(place) for place in range(count)]
    held = set(parents)
    items = []
    for place, code in enumerate(codes):
        kind = AREA if place in held else COMPETENCE
        if carried.mixed:
            kind = draw(st.sampled_from((AREA, COMPETENCE)))
        above = parents[place]
        parent = None if above is None else codes[above]
        items.append(
            draw(item_node(carried, kind, code, parent, named, rubrics, anchored=anchored))
        )
    return tuple(items)


@st.composite
def item_node(
    draw: Draw,
    carried: Carried,
    kind: str,
    code: str,
    parent: str | None,
    named: Texts,
    rubrics: Sequence[str],
    *,
    anchored: bool,
) -> ItemNode:
    """Draw one item."""
    more = ("description", "alternative") if carried.alternatives else ("description",)
    asked = kind == COMPETENCE
    detailed = carried.details and asked
    types = st.sampled_from(TYPES) if anchored else st.sampled_from((None, *TYPES, "autre"))
    keys = list(dict.fromkeys(key for said in named.values() for key in said))
    sources = [key.removeprefix(SOURCE) for key in keys if key.startswith(SOURCE)]
    tags = [key.removeprefix(REFERENCE) for key in keys if key.startswith(REFERENCE)]
    known = carried.foreign and draw(TRUTH)
    key = st.sampled_from((*rubrics, ""))
    return ItemNode(
        kind=kind,
        code=code,
        texts=draw(texts_with(carried, ("label",), more)),
        parent=parent,
        type=draw(types) if detailed or (anchored and asked) else None,
        scope=draw(st.sampled_from((None, *SCOPES))) if detailed else None,
        core=draw(TRUTH) if detailed else False,
        sources=tuple(one for one in sources if carried.named and draw(TRUTH)),
        references=tuple(one for one in tags if carried.named and asked and draw(TRUTH)),
        identity=draw(identities()) if known else None,
        foreign_id=draw(odd_texts(20)) if known else None,
        foreign=draw(json_objects(carried)) if known else {},
        criteria=tuple(
            draw(criterion_node(carried, draw(key)))
            for _ in range(draw(st.integers(0, 2)) if carried.criteria and asked else 0)
        ),
    )


@cache
def identities() -> st.SearchStrategy[str]:
    """Draw identities of other systems: UUIDs of any version, in either case."""
    return st.uuids().map(str) | st.uuids(version=4).map(lambda one: str(one).upper())


@cache
@st.composite
def criterion_node(draw: Draw, carried: Carried, rubric: str) -> CriterionNode:
    """Draw a criterion: up to six steps, on the scale or beside it."""
    steps = tuple(
        StepNode(
            texts=draw(texts_with(carried, (), ("label", "description", "feedback"))),
            score=draw(SCORES),
            foreign=draw(json_objects(carried)) if carried.foreign else {},
        )
        for _ in range(draw(st.integers(0, 6)))
    )
    return CriterionNode(
        steps=steps,
        rubric=rubric,
        texts=draw(texts_with(carried, (), ("category", "description"))),
        weight=draw(WEIGHTS),
        foreign=draw(json_objects(carried)) if carried.foreign else {},
    )


@cache
@st.composite
def rubric_nodes(draw: Draw, carried: Carried) -> tuple[RubricNode, ...]:
    """Draw up to two grids, with criteria that speak of no item held here."""
    keys = draw(st.lists(odd_texts(10) | st.uuids().map(str), max_size=2, unique=True))
    return tuple(
        RubricNode(
            key=key,
            texts=draw(texts_with(carried, (), ("title", "description"))),
            foreign=draw(json_objects(carried)) if carried.foreign else {},
            loose=tuple(draw(criterion_node(carried, key)) for _ in range(draw(st.integers(0, 1)))),
        )
        for key in keys
    )


@st.composite
def scale_nodes(draw: Draw, carried: Carried, *, needed: bool) -> dict[str, tuple[Texts, ...]]:
    """Draw both scales, or none."""
    if not carried.scales or not (needed or draw(TRUTH)):
        return {}
    step = texts_with(carried, ("label",), ("hint",))
    return {name: tuple(draw(step) for _ in range(STEPS)) for name in SCALES}


@cache
@st.composite
def anchor_nodes(draw: Draw, carried: Carried) -> dict[str, tuple[Texts, ...]]:
    """Draw what shows each level, for every type."""
    step = texts_with(carried, ("description",), ())
    steps = st.tuples(*[step] * STEPS)
    shared = draw(steps)
    return {type_: draw(st.just(shared) | steps) for type_ in (*TYPES, COLLECTIVE)}


@st.composite
def profile_nodes(
    draw: Draw, carried: Carried, items: Sequence[ItemNode]
) -> tuple[ProfileNode, ...]:
    """Draw up to two job profiles: levels, ranges, weights."""
    codes = st.sampled_from([item.code for item in items])
    return tuple(
        ProfileNode(
            code=code,
            texts=draw(texts_with(carried, ("label",), ("description", "attachment"))),
            expected=draw(st.dictionaries(codes, targets(), max_size=3)),
        )
        for code in ("P1", "=P2")[: draw(st.integers(0, 2))]
    )


@cache
@st.composite
def targets(draw: Draw) -> Target:
    """Draw what is expected of one item."""
    level = draw(st.integers(0, STEPS - 1))
    high = draw(st.none() | st.integers(level, STEPS - 1))
    return Target(level, high, draw(st.sampled_from((1.0, 0.5, 3.0))), draw(TRUTH))


@st.composite
def edge_nodes(draw: Draw, carried: Carried, items: Sequence[ItemNode]) -> tuple[EdgeNode, ...]:
    """Draw more parents, relations between items, and relations that leave the file."""
    codes = [item.code for item in items]
    found = []
    if carried.extra_parents and len(codes) > 1:
        for place in draw(st.sets(st.integers(1, len(codes) - 1), max_size=2)):
            others = [code for code in codes[:place] if code != items[place].parent]
            if others:
                target = draw(st.sampled_from(others))
                found.append(EdgeNode(CHILD_OF, codes[place], target, draw(json_objects(carried))))
    if carried.edges:
        types = st.sampled_from(("precedes", "isRelatedTo", "isPeerOf", "ext:my.Type-1"))
        for _ in range(draw(st.integers(0, 3))):
            origin, target = draw(st.sampled_from(codes)), draw(st.sampled_from([*codes, None]))
            outside = {"target": {"uri": "https://example.org/é", "title": draw(odd_texts())}}
            foreign = draw(json_objects(carried)) if target else outside
            found.append(EdgeNode(draw(types), origin, target, foreign))
    return tuple(found)


@st.composite
def crosswalk_nodes(
    draw: Draw, carried: Carried, items: Sequence[ItemNode]
) -> tuple[CrosswalkNode, ...]:
    """Draw correspondences in the order of the base: by item, then scheme, then target."""
    found = []
    for item in items:
        keys = st.tuples(st.sampled_from(("ESCO", "ROME", "x y")), odd_texts(12))
        for scheme, target in sorted(draw(st.sets(keys, max_size=2))):
            found.append(
                CrosswalkNode(
                    code=item.code,
                    scheme=scheme,
                    target=target,
                    target_version=draw(st.sampled_from(("v60 (v460)", "1.2", ""))),
                    target_label=draw(carried.texts),
                    relation=draw(st.sampled_from(RELATIONS)),
                    status=draw(st.sampled_from(("à valider", "validée", "refusée"))),
                )
            )
    return tuple(found)


@st.composite
def succession_nodes(draw: Draw, lineages: Sequence[str]) -> tuple[SuccessionNode, ...]:
    """Draw what became of entries of the version before."""
    found = []
    for lineage in lineages[: draw(st.integers(0, 3))]:
        kind = draw(st.sampled_from(SUCCESSIONS))
        before = None if kind == "added" else str(draw(st.uuids(version=5)))
        after = None if kind == "withdrawn" else lineage
        found.append(SuccessionNode(kind, before, after))
    return tuple(found)


@cache
def json_objects(carried: Carried) -> st.SearchStrategy[dict[str, Any]]:
    """Draw what a foreign file may have said besides, word for word."""
    if not carried.foreign:
        return st.just({})
    leaves = st.none() | st.booleans() | st.integers(-(2**31), 2**31) | odd_texts(10)
    numbers = st.sampled_from((0.5, -3.25))
    values = st.recursive(
        leaves | numbers,
        lambda inner: (
            st.lists(inner, max_size=2) | st.dictionaries(odd_texts(8), inner, max_size=2)
        ),
        max_leaves=4,
    )
    return st.dictionaries(odd_texts(8), values, max_size=2)
