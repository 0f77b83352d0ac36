"""Changing a draft as authoring does, in one line each."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.models import COMPETENCE, Item, Version
from referentiel.stored import namespace_of
from referentiel.tree import lineage_of
from tests.factories import fr


def item_in(session: Session, version: Version, code: str) -> Item:
    found = select(Item).where(Item.version_id == version.id, Item.code == code)
    return session.scalars(found).one()


def reword(session: Session, version: Version, code: str, label: str) -> None:
    item_in(session, version, code).texts = fr(label=label)
    session.flush()


def remove(session: Session, version: Version, code: str) -> None:
    session.delete(item_in(session, version, code))
    session.flush()


def add(session: Session, version: Version, code: str, under: str) -> Item:
    """Add a competence at the end of an area."""
    item = Item(
        version_id=version.id,
        lineage=lineage_of(namespace_of(version.referentiel), code),
        parent_id=item_in(session, version, under).id,
        position=1000 + len(code),
        kind=COMPETENCE,
        code=code,
        type="savoir-faire",
        scope="I",
        texts=fr(label=f"Compétence {code}"),
    )
    session.add(item)
    session.flush()
    return item
