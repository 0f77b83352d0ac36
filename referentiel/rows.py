"""Writing the rows of a version: many at a time, so that twenty thousand items take seconds."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from referentiel.formats.base import Progress, silent
from referentiel.models import (
    Anchor,
    Crosswalk,
    Edge,
    ExpectedLevel,
    Item,
    JobProfile,
    ScaleLevel,
    Succession,
    Version,
)
from referentiel.models.links import PENDING
from referentiel.search import folded
from referentiel.tree import Content, CrosswalkNode, ItemNode, ReferentielTree, walk

AT_ONCE = 500


def write_rows(
    session: Session, tree: ReferentielTree, version_id: int, progress: Progress = silent
) -> None:
    """Make the rows of a version those that a tree describes; what it had before goes."""
    empty_version(session, version_id)
    ids = _write_items(session, tree, version_id, progress)
    _write_edges(session, tree.content, version_id, ids)
    _write_profiles(session, tree.content, version_id, ids)
    _write_steps(session, tree.content, version_id)
    version = session.get_one(Version, version_id)
    version.rubrics = [asdict(rubric) for rubric in tree.content.rubrics]
    session.add_all(
        Succession(version_id=version_id, kind=it.kind, origin=it.origin, target=it.target)
        for it in tree.successions
    )
    session.flush()


def empty_version(session: Session, version_id: int) -> None:
    """Delete the rows of a version; the version itself stays."""
    session.flush()
    profiles = select(JobProfile.id).where(JobProfile.version_id == version_id)
    session.execute(delete(ExpectedLevel).where(ExpectedLevel.profile_id.in_(profiles)))
    for table in (JobProfile, Anchor, ScaleLevel, Edge, Succession):
        session.execute(delete(table).where(table.version_id == version_id))
    session.execute(update(Item).where(Item.version_id == version_id).values(parent_id=None))
    session.execute(delete(Item).where(Item.version_id == version_id))


def _write_items(
    session: Session, tree: ReferentielTree, version_id: int, progress: Progress
) -> dict[str, int]:
    """Write the items, those of each depth together; return their ids by code.

    Those above are then known: to say them afterwards would write each row twice.
    """
    total = len(tree.content.items)
    levels: dict[int, list[tuple[int, ItemNode]]] = {}
    for position, (depth, node) in enumerate(walk(tree.content.items)):
        levels.setdefault(depth, []).append((position, node))
    ids: dict[str, int] = {}
    written = insert(Item).returning(Item.code, Item.id)
    for _depth, level in sorted(levels.items()):
        rows = (_row(tree, node, version_id, position, ids) for position, node in level)
        for some in batched_rows(rows):
            ids |= {code: number for code, number in session.execute(written, some)}  # noqa: C416 -- rows
            progress(len(ids), total)
    return ids


def batched_rows(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Return rows some hundreds at a time."""
    while some := list(islice(rows, AT_ONCE)):
        yield some


def _row(
    tree: ReferentielTree, node: ItemNode, version_id: int, position: int, ids: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "version_id": version_id,
        "parent_id": None if node.parent is None else ids[node.parent],
        "lineage": tree.lineage(node),
        "position": position,
        "kind": node.kind,
        "code": node.code,
        "foreign_id": node.foreign_id,
        "type": node.type,
        "scope": node.scope,
        "core": node.core,
        "texts": node.texts,
        "sources": list(node.sources),
        "references": list(node.references),
        "criteria": [asdict(criterion) for criterion in node.criteria],
        "foreign": node.foreign,
        "folded": folded(node.code, node.texts),
        "revision": 1,
    }


def _write_edges(session: Session, content: Content, version_id: int, ids: dict[str, int]) -> None:
    rows = (
        {
            "version_id": version_id,
            "position": position,
            "type": edge.type,
            "origin_id": ids[edge.origin] if edge.origin is not None else None,
            "target_id": ids[edge.target] if edge.target is not None else None,
            "foreign": edge.foreign,
        }
        for position, edge in enumerate(content.edges)
    )
    for some in batched_rows(rows):
        session.execute(insert(Edge), some)


def _write_profiles(
    session: Session, content: Content, version_id: int, ids: dict[str, int]
) -> None:
    for position, node in enumerate(content.profiles):
        profile = JobProfile(
            version_id=version_id, code=node.code, position=position, texts=node.texts
        )
        session.add(profile)
        session.flush()
        session.add_all(
            ExpectedLevel(profile_id=profile.id, item_id=ids[code], **asdict(target))
            for code, target in node.expected.items()
        )


def _write_steps(session: Session, content: Content, version_id: int) -> None:
    for scale, steps in content.scales.items():
        session.add_all(
            ScaleLevel(version_id=version_id, scale=scale, level=level, texts=texts)
            for level, texts in enumerate(steps)
        )
    for type_, steps in content.anchors.items():
        session.add_all(
            Anchor(version_id=version_id, type=type_, level=level, texts=texts)
            for level, texts in enumerate(steps)
        )


def replace_crosswalks(session: Session, tree: ReferentielTree, referentiel_id: int) -> None:
    """Make the pending links of the tree's entries those of the tree.

    Links that somebody decided upon, or added on screen, stay.
    """
    lineages = tree.lineages()
    held = set(lineages.values())
    own = Crosswalk.referentiel_id == referentiel_id
    decided: set[tuple[str, str, str]] = set()
    for link in session.scalars(select(Crosswalk).where(own)):
        if link.status != PENDING or link.decided_on is not None:
            decided.add((link.lineage, link.scheme, link.target))
        elif link.lineage in held:
            session.delete(link)
    session.flush()
    made = (_crosswalk(node, lineages[node.code], referentiel_id) for node in tree.crosswalks)
    session.add_all(it for it in made if (it.lineage, it.scheme, it.target) not in decided)
    session.flush()


def _crosswalk(node: CrosswalkNode, lineage: str, referentiel_id: int) -> Crosswalk:
    return Crosswalk(
        referentiel_id=referentiel_id,
        lineage=lineage,
        scheme=node.scheme,
        target=node.target,
        target_version=node.target_version,
        relation=node.relation,
        target_label=node.target_label,
        status=node.status,
    )
