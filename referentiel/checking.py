"""What must hold of a référentiel, whatever file it came from."""

from collections.abc import Collection, Iterable
from itertools import chain

from referentiel.errors import (
    IncompleteScale,
    MissingField,
    ParentComesLater,
    RepeatedCode,
    UnknownCode,
    UnknownValue,
)
from referentiel.models import AREA, COMPETENCE
from referentiel.models.versions import SUCCESSIONS
from referentiel.tree import (
    REFERENCE,
    RELATIONS,
    SCALES,
    SCOPES,
    SOURCE,
    STANDINGS,
    STATES,
    STEPS,
    Content,
    ItemNode,
    ProfileNode,
    ReferentielTree,
    Target,
)


def check(tree: ReferentielTree) -> None:
    """Raise the `ImportRefused` of the first entry that does not hold together."""
    content = tree.content
    one_of(STATES, tree.label, "state", content.state)
    one_of(STANDINGS, tree.label, "standing", content.standing)
    _once(item.code for item in content.items)
    _once(profile.code for profile in content.profiles)
    _once(tree.lineages().values())
    _five_steps(content)
    _check_items(content)
    codes = {item.code for item in content.items}
    for profile in content.profiles:
        _check_profile(profile, codes)
    for edge in content.edges:
        for end in filter(None, (edge.origin, edge.target)):
            declared(codes, edge.type, end)
    for link in tree.crosswalks:
        declared(codes, link.scheme, link.code)
        one_of(RELATIONS, link.code, "relation", link.relation)
    for succession in tree.successions:
        one_of(SUCCESSIONS, tree.label, "successions", succession.kind)


def one_of(allowed: Collection[object], entry: str, field: str, value: object) -> None:
    """Raise `UnknownValue` unless `value` is `allowed` for this field of this entry."""
    if value not in allowed:
        names = ", ".join(str(choice) for choice in allowed)
        raise UnknownValue(entry=entry, field=field, value=value, allowed=names)


def declared(codes: Collection[str], entry: str, code: str) -> None:
    """Raise `UnknownCode` when an entry names something the file does not declare."""
    if code not in codes:
        raise UnknownCode(entry=entry, code=code)


def _once(codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise RepeatedCode(entry=code)
        seen.add(code)


def _five_steps(content: Content) -> None:
    """Refuse a scale that is not whole, and anchors without the scale that they describe."""
    wanted = SCALES if content.scales or content.anchors else ()
    for name in {*wanted, *content.scales, *content.anchors}:
        steps = content.scales.get(name, content.anchors.get(name, ()))
        if len(steps) != STEPS:
            raise IncompleteScale(entry=name, found=len(steps))


def _check_items(content: Content) -> None:
    named = {key for texts in content.texts.values() for key in texts}
    seen: set[str] = set()
    for item in content.items:
        if item.parent is not None and item.parent not in seen:
            raise ParentComesLater(entry=item.code, parent=item.parent)
        seen.add(item.code)
        _check_item(item, content, named)


def _check_item(item: ItemNode, content: Content, named: Collection[str]) -> None:
    one_of((AREA, COMPETENCE), item.code, "kind", item.kind)
    if not any(said.get("label") for said in item.texts.values()):
        raise MissingField(entry=item.code, field="label")
    if item.kind == COMPETENCE and content.anchors and not item.criteria:
        one_of(content.anchors, item.code, "type", item.type)
    one_of((None, *SCOPES), item.code, "scope", item.scope)
    for key in chain(
        (SOURCE + key for key in item.sources), (REFERENCE + tag for tag in item.references)
    ):
        declared(named, item.code, key)


def _check_profile(profile: ProfileNode, codes: Collection[str]) -> None:
    for code, target in profile.expected.items():
        declared(codes, profile.code, code)
        _check_target(profile.code, code, target)


def _check_target(profile: str, code: str, target: Target) -> None:
    one_of(range(STEPS), profile, code, target.level)
    if target.high is not None:
        one_of(range(target.level, STEPS), profile, code, target.high)
    if not target.weight > 0:
        raise UnknownValue(entry=profile, field=code, value=target.weight, allowed="> 0")
