"""What is said of a draft: comments, and proposals of words that somebody adopts or declines."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from referentiel.editing.errors import AlreadyDecided, NothingProposed, TextChanged
from referentiel.editing.fields import item_fields, version_fields
from referentiel.editing.items import save_item
from referentiel.editing.merging import Sent, digest, plain
from referentiel.editing.queries import item_of_lineage
from referentiel.editing.texts import save_texts
from referentiel.models import Remark, Version
from referentiel.models.discussion import ADOPTED, COMMENT, DECLINED, OPEN, PROPOSAL
from referentiel.models.versions import DRAFT
from referentiel.versioning import open_draft

SHOWN = 50  # on a page


def add_remark(
    session: Session,
    version: Version,
    *,
    lineage: str | None,
    text: str,
    by: int,
    now: datetime,
    field: str = "",
    proposed: str = "",
) -> Remark:
    """Return a new comment on a draft, or a proposal of words for one field of an entry.

    Raises:
        VersionIsFrozen: the version is no draft.
        NothingProposed: the draft has no such entry.
    """
    draft = open_draft(session, version)
    if lineage is not None and item_of_lineage(session, draft.id, lineage) is None:
        raise NothingProposed
    remark = Remark(
        version_id=draft.id,
        lineage=lineage,
        kind=PROPOSAL if field else COMMENT,
        field=field,
        text=text.strip(),
        proposed=plain(field, proposed) if field else "",
        author_id=by,
        created_at=now,
    )
    session.add(remark)
    session.flush()
    return remark


def adopt(
    session: Session,
    version: Version,
    remark: Remark,
    *,
    seen: str,
    answer: str,
    by: int,
    now: datetime,
) -> None:
    """Take a remark up: the words of a proposal are put into the draft.

    Once the version is published its words stay: what is taken up is for the next one.
    `seen` is the digest of the text that it replaces, as the person who decides has read it.

    Raises:
        AlreadyDecided, TextChanged, NothingProposed, VersionIsFrozen: as said.
        LabelMissing, CodeTaken, CodeUnfit: the words would not do.
    """
    with session.begin_nested():
        _decide(session, remark, ADOPTED, answer=answer, by=by, now=now)
        if remark.kind == PROPOSAL and version.state == DRAFT:
            _put_in(session, open_draft(session, version), remark, seen)


def _put_in(session: Session, draft: Version, remark: Remark, seen: str) -> None:
    """Put the words of a proposal into the draft."""
    said = Sent(0, {remark.field: remark.proposed}, {remark.field: seen}, remark.author_id)
    current = text_now(session, draft, remark)
    if current is None:
        raise NothingProposed
    if current == remark.proposed:
        return
    if digest(plain(remark.field, current)) != seen:
        raise TextChanged
    if remark.lineage is None:
        save_texts(session, draft, said)
        return
    item = item_of_lineage(session, draft.id, remark.lineage)
    if item is not None:
        save_item(session, draft, item.id, said)


def decline(session: Session, remark: Remark, *, answer: str, by: int, now: datetime) -> None:
    """Set a remark aside, with the reason.

    Raises:
        AlreadyDecided: somebody has decided of it.
    """
    _decide(session, remark, DECLINED, answer=answer, by=by, now=now)


def _decide(
    session: Session, remark: Remark, state: str, *, answer: str, by: int, now: datetime
) -> None:
    decided = session.execute(
        update(Remark)
        .where(Remark.id == remark.id, Remark.state == OPEN)
        .values(state=state, answer=answer.strip(), decided_by_id=by, decided_at=now)
        .returning(Remark.id)
        .execution_options(synchronize_session=False)
    )
    if decided.first() is None:
        raise AlreadyDecided
    session.refresh(remark)


def text_now(session: Session, version: Version, remark: Remark) -> str | None:
    """Return what the field of a proposal says at present; None where its entry is gone."""
    if remark.lineage is None:
        return version_fields(version).get(remark.field, "")
    item = item_of_lineage(session, version.id, remark.lineage)
    return None if item is None else item_fields(item).get(remark.field, "")


def remark_in(session: Session, version_id: int, remark_id: int) -> Remark | None:
    """Return a remark on a version."""
    found = select(Remark).where(Remark.version_id == version_id, Remark.id == remark_id)
    return session.scalar(found)


def remarks_on(
    session: Session, version_id: int, *, is_open: bool | None = None, lineage: str | None = None
) -> list[Remark]:
    """Return the remarks on a version, the latest first: open, decided or all; on one entry."""
    found = select(Remark).where(Remark.version_id == version_id)
    if is_open is not None:
        found = found.where((Remark.state == OPEN) if is_open else (Remark.state != OPEN))
    if lineage is not None:
        found = found.where(Remark.lineage == lineage)
    return list(session.scalars(found.order_by(Remark.id.desc())))
