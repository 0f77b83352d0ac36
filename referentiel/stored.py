"""A stored version as the neutral tree that formats write and differences compare."""

from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel import queries
from referentiel.base import Json, Texts
from referentiel.models import Crosswalk, Edge, Item, JobProfile, Referentiel, Succession, Version
from referentiel.models.links import BY_TARGET
from referentiel.people import Organisation
from referentiel.tree import (
    SCALES,
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
    lineage_of,
)

NOWHERE = UUID(int=0)


class StoredItem(NamedTuple):
    """What a node is made from: of twenty thousand items, no more is worth reading."""

    id: int
    lineage: str
    parent_id: int | None
    kind: str
    code: str
    foreign_id: str | None
    type: str | None
    scope: str | None
    core: bool
    texts: Texts
    sources: list[str]
    references: list[str]
    criteria: list[Json]
    foreign: Json


def tree_of_version(session: Session, version: Version) -> ReferentielTree:
    """Return all that a version says, with its correspondences; a constant number of SELECTs."""
    referentiel = session.get_one(Referentiel, version.referentiel_id)
    namespace = namespace_of(referentiel)
    items = _items(session, version.id)
    codes = {item.id: item.code for item in items}
    return ReferentielTree(
        slug=referentiel.slug,
        namespace=namespace,
        label=version.label,
        title=referentiel.texts,
        content=_content(session, version, items, codes, namespace),
        crosswalks=_crosswalks(session, referentiel.id, items),
        successions=_successions(session, version.id),
        published_on=version.published_on,
        holder=session.get_one(Organisation, referentiel.organisation_id).name,
    )


def _items(session: Session, version_id: int) -> list[StoredItem]:
    columns = [getattr(Item, name) for name in StoredItem._fields]
    found = select(*columns).where(Item.version_id == version_id).order_by(Item.position)
    return [StoredItem(*row) for row in session.execute(found)]


def namespace_of(referentiel: Referentiel) -> UUID:
    """Return the namespace of the identities of a référentiel, else one that its address makes."""
    return UUID(referentiel.namespace or str(uuid5(NOWHERE, referentiel.slug)))


def _content(
    session: Session,
    version: Version,
    items: list[StoredItem],
    codes: dict[int, str],
    namespace: UUID,
) -> Content:
    scales = {name: queries.scale_of(session, version.id, name) for name in SCALES}
    anchors = queries.anchors_of(session, version.id)
    profiles = queries.profiles_of(session, version.id)
    return Content(
        standing=version.standing,
        state=version.state,
        texts=version.texts,
        items=tuple(item_node(item, codes, namespace) for item in items),
        scales={name: tuple(s.texts for s in steps) for name, steps in scales.items() if steps},
        anchors={name: tuple(step.texts for step in steps) for name, steps in anchors.items()},
        profiles=tuple(_profile(profile, codes) for profile in profiles),
        edges=_edges(session, version.id, codes),
        rubrics=tuple(rubric_node(said) for said in version.rubrics),
        origin=version.origin,
    )


def item_node(item: Item | StoredItem, codes: dict[int, str], namespace: UUID) -> ItemNode:
    """Return an item as a node, under its parent where `codes` has it."""
    follows = item.lineage == lineage_of(namespace, item.code)
    return ItemNode(
        kind=item.kind,
        code=item.code,
        texts=item.texts,
        parent=codes.get(item.parent_id or 0),
        type=item.type,
        scope=item.scope,
        core=item.core,
        sources=tuple(item.sources),
        references=tuple(item.references),
        identity=None if follows else item.lineage,
        foreign_id=item.foreign_id,
        foreign=item.foreign,
        criteria=tuple(criterion_node(said) for said in item.criteria),
    )


def criterion_node(said: Json) -> CriterionNode:
    """Return a criterion from the JSON of its column."""
    steps = tuple(StepNode(**step) for step in said["steps"])
    return CriterionNode(**{**said, "steps": steps})


def rubric_node(said: Json) -> RubricNode:
    """Return a rubric from the JSON of its column."""
    loose = tuple(criterion_node(criterion) for criterion in said["loose"])
    return RubricNode(**{**said, "loose": loose})


def _profile(profile: JobProfile, codes: dict[int, str]) -> ProfileNode:
    expected = {
        codes[one.item_id]: Target(one.level, one.high, one.weight, one.critical)
        for one in profile.expected
    }
    return ProfileNode(profile.code, profile.texts, expected)


def _edges(session: Session, version_id: int, codes: dict[int, str]) -> tuple[EdgeNode, ...]:
    columns = (Edge.type, Edge.origin_id, Edge.target_id, Edge.foreign)
    found = select(*columns).where(Edge.version_id == version_id).order_by(Edge.position)
    return tuple(
        EdgeNode(type_, codes.get(origin or 0), codes.get(target or 0), foreign)
        for type_, origin, target, foreign in session.execute(found)
    )


def _crosswalks(
    session: Session, referentiel_id: int, items: list[StoredItem]
) -> tuple[CrosswalkNode, ...]:
    found = select(Crosswalk).where(Crosswalk.referentiel_id == referentiel_id).order_by(*BY_TARGET)
    links: dict[str, list[Crosswalk]] = {}
    for link in session.scalars(found):
        links.setdefault(link.lineage, []).append(link)
    return tuple(
        CrosswalkNode(
            code=item.code,
            scheme=link.scheme,
            target=link.target,
            target_version=link.target_version,
            target_label=link.target_label,
            relation=link.relation,
            status=link.status,
        )
        for item in items
        for link in links.get(item.lineage, [])
    )


def _successions(session: Session, version_id: int) -> tuple[SuccessionNode, ...]:
    found = select(Succession).where(Succession.version_id == version_id).order_by(Succession.id)
    return tuple(SuccessionNode(it.kind, it.origin, it.target) for it in session.scalars(found))
