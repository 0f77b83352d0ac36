"""From a tree, or the file it is in, to a version in tables: once, all or nothing."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.checking import check
from referentiel.errors import HeldElsewhere, VersionIsPublished
from referentiel.formats import yaml_file
from referentiel.formats.base import Progress, silent
from referentiel.models import AREA, Referentiel, Version
from referentiel.people import Organisation
from referentiel.rows import replace_crosswalks, write_rows
from referentiel.stored import tree_of_version
from referentiel.tree import Content, ReferentielTree


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
    """Write the version of the house file at `path`, or find it already there.

    A draft is rewritten. The correspondences live outside the version: they follow the file even
    when the version is frozen, except those that somebody has already decided upon.

    Raises:
        ImportRefused: the file is at fault, or it would change a published version.
    """
    return write_version(session, yaml_file.read(path), organisation=organisation, today=today)


def write_version(
    session: Session,
    tree: ReferentielTree,
    *,
    organisation: Organisation,
    today: date,
    progress: Progress = silent,
) -> Loaded:
    """Write the version that a tree describes, or find it already there: see `load_version`.

    `progress` is told how many items are written, of how many.
    """
    check(tree)
    with session.begin_nested():
        referentiel = _referentiel(session, tree, organisation)
        version, changed = _version(session, tree, referentiel, today)
        if changed:
            write_rows(session, tree, version.id, progress)
        replace_crosswalks(session, tree, referentiel.id)
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
    found.namespace = found.namespace or str(tree.namespace)
    return found


def _version(
    session: Session, tree: ReferentielTree, referentiel: Referentiel, today: date
) -> tuple[Version, bool]:
    """Return the version of this label, and whether it has to be written."""
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
    elif version.state != "draft" and _says_the_same(session, version, content):
        return version, False
    elif version.state != "draft":
        raise VersionIsPublished(label=tree.label)
    _describe(version, content, today)
    session.flush()
    return version, True


def _says_the_same(session: Session, version: Version, content: Content) -> bool:
    """Say whether a frozen version holds this content; its hash may have to be found anew."""
    if not version.content_hash:
        version.content_hash = tree_of_version(session, version).content.hash
    return version.content_hash == content.hash


def _describe(version: Version, content: Content, today: date) -> None:
    version.state, version.standing, version.texts = content.state, content.standing, content.texts
    version.origin = content.origin
    version.content_hash = "" if content.state == "draft" else content.hash
    version.published_on = today if content.state == "published" else None
    version.revision = (version.revision or 0) + 1
