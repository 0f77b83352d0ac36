"""From a file to a version in tables: once, all or nothing."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from referentiel.errors import HeldElsewhere, VersionIsPublished
from referentiel.formats import yaml_file
from referentiel.models import (
    AREA,
    Anchor,
    Crosswalk,
    ExpectedLevel,
    Item,
    JobProfile,
    Referentiel,
    ScaleLevel,
    Version,
)
from referentiel.people import Organisation
from referentiel.tree import Content, CrosswalkNode, ReferentielTree, check

PENDING = "à valider"


@dataclass(frozen=True)
class Loaded:
    """What the file holds; `changed` is false when the version already said the same."""

    version: Version
    changed: bool
    areas: int
    competences: int
    profiles: int
    crosswalks: int


def load_version(
    session: Session, path: Path, *, organisation: Organisation, today: date
) -> Loaded:
    """Write the version of the file at `path`, or find it already there.

    A draft is rewritten. The correspondences live outside the version: they follow the file even
    when the version is frozen, except those that somebody has already decided upon.

    Raises:
        ImportRefused: the file is at fault, or it would change a published version.
    """
    return write_version(session, yaml_file.read(path), organisation=organisation, today=today)


def write_version(
    session: Session, tree: ReferentielTree, *, organisation: Organisation, today: date
) -> Loaded:
    """Write the version that a tree describes, or find it already there: see `load_version`."""
    check(tree)
    with session.begin_nested():
        referentiel = _referentiel(session, tree, organisation)
        version, changed = _version(session, tree, referentiel, today)
        _replace_crosswalks(session, tree)
    areas = sum(item.kind == AREA for item in tree.content.items)
    return Loaded(
        version=version,
        changed=changed,
        areas=areas,
        competences=len(tree.content.items) - areas,
        profiles=len(tree.content.profiles),
        crosswalks=len(tree.crosswalks),
    )


def _referentiel(
    session: Session, tree: ReferentielTree, organisation: Organisation
) -> Referentiel:
    found = session.scalar(select(Referentiel).where(Referentiel.slug == tree.slug))
    if found is None:
        found = Referentiel(slug=tree.slug, organisation_id=organisation.id, texts=tree.title)
        session.add(found)
        session.flush()
    if found.organisation_id != organisation.id:
        raise HeldElsewhere(slug=tree.slug)
    return found


def _version(
    session: Session, tree: ReferentielTree, referentiel: Referentiel, today: date
) -> tuple[Version, bool]:
    """Return the version of this label, and whether it had to be written."""
    content = tree.content
    named = select(Version).where(
        Version.referentiel_id == referentiel.id, Version.label == tree.label
    )
    version = session.scalar(named)
    if version is None:
        version = Version(
            referentiel_id=referentiel.id,
            label=tree.label,
            state=content.state,
            standing=content.standing,
            content_hash="",
            published_on=None,
            texts=content.texts,
        )
        session.add(version)
    elif version.content_hash == content.hash:
        return version, False
    elif version.state != "draft":
        raise VersionIsPublished(label=tree.label)
    version.state, version.standing, version.texts = content.state, content.standing, content.texts
    version.content_hash = content.hash
    version.published_on = today if content.state == "published" else None
    session.flush()
    _rewrite(session, tree, version.id)
    return version, True


def _rewrite(session: Session, tree: ReferentielTree, version_id: int) -> None:
    profiles = select(JobProfile.id).where(JobProfile.version_id == version_id)
    session.execute(delete(ExpectedLevel).where(ExpectedLevel.profile_id.in_(profiles)))
    for table in (JobProfile, Anchor, ScaleLevel):
        session.execute(delete(table).where(table.version_id == version_id))
    session.execute(delete(Item).where(Item.version_id == version_id, Item.parent_id.is_not(None)))
    session.execute(delete(Item).where(Item.version_id == version_id))
    ids = _write_items(session, tree, version_id)
    _write_profiles(session, tree.content, version_id, ids)
    _write_steps(session, tree.content, version_id)
    session.flush()


def _write_items(session: Session, tree: ReferentielTree, version_id: int) -> dict[str, int]:
    """Write areas and competences in file order; return their ids by code."""
    ids: dict[str, int] = {}
    for position, node in enumerate(tree.content.items):
        item = Item(
            version_id=version_id,
            lineage=tree.lineage(node.code),
            parent_id=ids[node.parent] if node.parent else None,
            position=position,
            kind=node.kind,
            code=node.code,
            type=node.type,
            scope=node.scope,
            core=node.core,
            texts=node.texts,
            sources=list(node.sources),
            references=list(node.references),
        )
        session.add(item)
        if node.kind == AREA:
            session.flush()
            ids[node.code] = item.id
    session.flush()
    written = session.scalars(select(Item).where(Item.version_id == version_id))
    return {item.code: item.id for item in written}


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
            ExpectedLevel(profile_id=profile.id, item_id=ids[code], level=level)
            for code, level in node.expected.items()
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


def _replace_crosswalks(session: Session, tree: ReferentielTree) -> None:
    """Make the pending links of the file's entries those of the file; decided links stay."""
    lineages = {tree.lineage(item.code) for item in tree.content.items}
    stored = session.scalars(select(Crosswalk).where(Crosswalk.lineage.in_(lineages)))
    decided = set()
    for link in stored:
        if link.status == PENDING:
            session.delete(link)
        else:
            decided.add((link.lineage, link.scheme, link.target))
    session.flush()
    links = (_crosswalk(tree, node) for node in tree.crosswalks)
    session.add_all(
        link for link in links if (link.lineage, link.scheme, link.target) not in decided
    )
    session.flush()


def _crosswalk(tree: ReferentielTree, node: CrosswalkNode) -> Crosswalk:
    return Crosswalk(
        lineage=tree.lineage(node.code),
        scheme=node.scheme,
        target=node.target,
        target_version=node.target_version,
        relation=node.relation,
        target_label=node.target_label,
        status=node.status,
    )
