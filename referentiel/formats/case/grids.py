"""Grids, criteria and steps of the tree as rubrics of CASE; levels by type travel as one too."""

from referentiel.base import Json, Texts, in_language
from referentiel.formats.case.fields import fitted
from referentiel.formats.case.frame import Frame
from referentiel.formats.case.identity import derived, exported
from referentiel.formats.case.marks import OWN, remainder, with_mark
from referentiel.formats.case.rubrics import OF_CRITERION, OF_RUBRIC, OF_STEP
from referentiel.models import COMPETENCE
from referentiel.tree import SCALES, CriterionNode, ItemNode, RubricNode, StepNode

LEVELS = ("Niveaux de maîtrise", "Levels of mastery")
Wanted = list[tuple[ItemNode | None, int, CriterionNode, bool]]


def rubrics(frame: Frame) -> list[Json]:
    """Return the grids of a version: those it names, then the one of its own levels."""
    content = frame.tree.content
    wanted: dict[str, Wanted] = {rubric.key: [] for rubric in content.rubrics}
    for item in content.items:
        for place, criterion in enumerate(item.criteria):
            wanted.setdefault(criterion.rubric, []).append((item, place, criterion, False))
        if item.kind == COMPETENCE and item.type in content.anchors and not item.criteria:
            levels = criterion_of_type(frame, item.type)
            wanted.setdefault("", []).append((item, 0, levels, True))
    named = {rubric.key: rubric for rubric in content.rubrics}
    for key, rubric in named.items():
        wanted[key] += [(None, 0, one, False) for one in rubric.loose]
    return [_rubric(frame, key, named.get(key), criteria) for key, criteria in wanted.items()]


def criterion_of_type(frame: Frame, type_: str) -> CriterionNode:
    """Return the levels of a type of competence as a criterion: their names and their anchors."""
    anchors = frame.tree.content.anchors[type_]
    scale = frame.tree.content.scales.get(SCALES[0], ())
    steps = []
    for level, anchor in enumerate(anchors):
        name = scale[level] if level < len(scale) else {}
        words = {
            "label": in_language(name, "label", frame.language),
            "description": in_language(anchor, "description", frame.language),
        }
        said = {key: text for key, text in words.items() if text}
        steps.append(StepNode({frame.language: said}, float(level)))
    return CriterionNode(tuple(steps))


def rubric_identifier(frame: Frame, key: str) -> str:
    """Return the identifier under which a grid leaves; the version's own has the key ""."""
    made = derived(frame.tree.namespace, "CFRubric", frame.tree.label, key)
    return exported(key) if key else made


def _rubric(frame: Frame, key: str, node: RubricNode | None, criteria: Wanted) -> Json:
    made = derived(frame.tree.namespace, "CFRubric", frame.tree.label, key)
    identifier = frame.claimed(rubric_identifier(frame, key), made)
    if node is None:
        mark: Json = {"key": key, "undeclared": True}
        title = LEVELS[0 if frame.language == "fr" else 1]
        own: Json = {} if key else {"title": title}
    else:
        own = _words(node.texts, OF_RUBRIC, frame.language)
        plain = RubricNode(identifier, _read(own, OF_RUBRIC, frame.language))
        mark = remainder(plain, node, leave=("loose",))
    said = [
        _criterion(frame, identifier, one, place) for place, one in enumerate(criteria, start=1)
    ]
    foreign = node.foreign if node is not None else {}
    head = {"identifier": identifier, "uri": frame.uri("CFRubrics", identifier)}
    return {
        **head,
        "lastChangeDateTime": frame.changed,
        **_given("CFRubric", foreign),
        **own,
        "identifier": identifier,
        "CFRubricCriteria": said,
        "extensions": with_mark(foreign.get("extensions"), mark),
    }


def _criterion(
    frame: Frame, rubric: str, wanted: tuple[ItemNode | None, int, CriterionNode, bool], place: int
) -> Json:
    item, rank, node, made_up = wanted
    about = frame.lineages[item.code] if item is not None else str(place)
    made = derived(
        frame.tree.namespace, "CFRubricCriterion", frame.tree.label, rubric, about, str(rank)
    )
    identifier = _claimed(frame, node.foreign, made)
    own = _words(node.texts, OF_CRITERION, frame.language)
    plain = CriterionNode(
        steps=node.steps,
        rubric=node.rubric,
        texts=_read(own, OF_CRITERION, frame.language),
        weight=node.weight,
    )
    mark = remainder(plain, node) | ({"place": rank} if rank else {})
    if node.weight is not None:
        own["weight"] = node.weight
    if item is not None:
        own["CFItemURI"] = frame.item_link(item.code)
    levels = [_level(frame, identifier, step, n) for n, step in enumerate(node.steps, start=1)]
    return {
        "uri": f"{frame.uri('CFRubrics', rubric)}#{identifier}",
        "lastChangeDateTime": frame.changed,
        "position": place,
        **_given("CFRubricCriterion", node.foreign),
        **own,
        "identifier": identifier,
        "rubricId": rubric,
        "CFRubricCriterionLevels": levels,
        "extensions": with_mark(
            node.foreign.get("extensions"), {"derived": True} if made_up else mark
        ),
    }


def _level(frame: Frame, criterion: str, node: StepNode, place: int) -> Json:
    made = derived(frame.tree.namespace, "CFRubricCriterionLevel", criterion, str(place))
    identifier = _claimed(frame, node.foreign, made)
    own = _words(node.texts, OF_STEP, frame.language)
    plain = StepNode(_read(own, OF_STEP, frame.language), node.score)
    if node.score is not None:
        own["score"] = node.score
    others = node.foreign.get("extensions")
    kept = [
        one
        for one in (others if isinstance(others, list) else [others])
        if isinstance(one, dict) and OWN not in one
    ]
    return {
        "uri": f"{frame.uri('CFRubrics', criterion)}#{identifier}",
        "lastChangeDateTime": frame.changed,
        "position": place,
        **_given("CFRubricCriterionLevel", node.foreign),
        **own,
        "identifier": identifier,
        "rubricCriterionId": criterion,
        "extensions": [*kept, {OWN: remainder(plain, node)}],
    }


def _claimed(frame: Frame, foreign: Json, made: str) -> str:
    said = foreign.get("identifier")
    return frame.claimed(exported(said), made) if isinstance(said, str) else frame.claimed(made)


def _given(name: str, foreign: Json) -> Json:
    found = fitted(name, foreign)
    return {key: value for key, value in found.items() if key != "extensions"}


def _words(texts: Texts, names: dict[str, str], language: str) -> Json:
    """Return the fields of CASE that hold texts: in the language of the package, else in any."""
    said = {field: in_language(texts, key, language) for field, key in names.items()}
    return {field: text for field, text in said.items() if text}


def _read(said: Json, names: dict[str, str], language: str) -> Texts:
    """Return the texts that a reader finds in these fields."""
    found = {key: said[field] for field, key in names.items() if field in said}
    return {language: found} if found else {}
