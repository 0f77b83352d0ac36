"""Counting the changes of a draft, and beginning one from nothing."""

from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from referentiel.base import Texts
from referentiel.editing.errors import EntryGone, SlugTaken
from referentiel.models import Item, JobProfile, Referentiel, ScaleLevel, Version
from referentiel.models.versions import DRAFT
from referentiel.tree import ReferentielTree

FIRST_LABEL = "V1"


def touch(version: Version, *, by: int | None = None) -> None:
    """Count a change of an open draft, whose content has to be hashed anew.

    `by` wrote of the version itself; without, something else in it changed.
    """
    version.revision += 1
    version.content_hash = ""
    version.changed_by_id = by or version.changed_by_id


def rewrite(
    session: Session, row: Item | JobProfile, values: dict[str, Any], *, by: int | None = None
) -> None:
    """Write columns of a row, unless somebody wrote since it was read.

    Raises:
        EntryGone: the row is not there any more, or not as it was read.
    """
    table = type(row)
    written = session.execute(
        update(table)
        .where(table.id == row.id, table.revision == row.revision)
        .values(**values, revision=row.revision + 1, changed_by_id=by or row.changed_by_id)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    if written.first() is None:
        raise EntryGone
    session.refresh(row)


def start_draft(
    session: Session,
    *,
    slug: str,
    title: Texts,
    organisation_id: int,
    model: ReferentielTree | None,
) -> Version:
    """Return the first draft of a new référentiel, with the scales of `model`.

    Raises:
        SlugTaken: another référentiel has this address.
    """
    if session.scalar(select(Referentiel.id).where(Referentiel.slug == slug)):
        raise SlugTaken(slug=slug)
    referentiel = Referentiel(
        slug=slug, organisation_id=organisation_id, namespace=str(uuid4()), texts=title
    )
    session.add(referentiel)
    session.flush()
    version = Version(
        referentiel_id=referentiel.id,
        label=FIRST_LABEL,
        state=DRAFT,
        standing="projet",
        content_hash="",
        published_on=None,
        texts={language: {} for language in title},
    )
    session.add(version)
    session.flush()
    for scale, steps in (model.content.scales if model else {}).items():
        session.add_all(
            ScaleLevel(version_id=version.id, scale=scale, level=level, texts=texts)
            for level, texts in enumerate(steps)
        )
    session.flush()
    return version
