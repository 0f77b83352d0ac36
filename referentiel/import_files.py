"""Files on their way to a version: who works on which, and how each goes on from there.

Whoever works on a file claims it for a while, like a letter of the outbox; one who dies leaves it
to the next. What a worker that lost its claim brings back is not taken.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from referentiel.base import as_written, french
from referentiel.errors import ImportRefused
from referentiel.formats.base import MOST_BYTES, Issue, Source, TooLarge
from referentiel.importing import SAME, Plan, PlanIsOld, Wish
from referentiel.models import ImportFile, Referentiel
from referentiel.models.imports import (
    CONFIRMED,
    PLANNED,
    READING,
    REFUSED,
    WAITING,
    WRITING,
    WRITTEN,
)
from referentiel.people import Organisation
from referentiel.plan_notes import issue_note, plan_notes

LEASE = timedelta(minutes=10)  # without a word of progress
MOST_ATTEMPTS = 3
MOST_PENDING = 10  # files of one organisation that nobody has decided upon
KEPT = timedelta(days=30)
PENDING = (WAITING, READING, PLANNED, CONFIRMED, WRITING)
BUSY = (WAITING, READING, CONFIRMED, WRITING)  # somebody works on it, or soon will
SHOWN = 120  # characters of a file's name


class TooManyPending(ImportRefused):
    sentence = french(
        "%(most)s fichiers attendent déjà dans votre organisation. "
        "Confirmez-les ou abandonnez-les d’abord."
    )


class WorkerLost(ImportRefused):
    sentence = french(
        "La lecture de ce fichier s’est arrêtée trois fois sans finir. "
        "Coupez-le en plusieurs, ou écrivez à qui tient ce site."
    )


class NotDone(ImportRefused):
    sentence = french(
        "Une panne imprévue a arrêté la lecture de ce fichier ; rien n’a été écrit. "
        "Écrivez à qui tient ce site."
    )


def add_file(
    session: Session,
    organisation: Organisation,
    source: Source,
    wish: Wish,
    *,
    by: int | None,
    now: datetime,
) -> ImportFile:
    """Keep a file until somebody has decided upon it.

    Raises:
        TooLarge: no format reads so much at once.
        TooManyPending: too many wait already.
    """
    if len(source.content) > MOST_BYTES:
        raise TooLarge(limit=f"{MOST_BYTES // 1_000_000} Mo")
    held = ImportFile.organisation_id == organisation.id
    waiting = (
        select(func.count()).select_from(ImportFile).where(held, ImportFile.state.in_(PENDING))
    )
    if (session.scalar(waiting) or 0) >= MOST_PENDING:
        raise TooManyPending(most=MOST_PENDING)
    file = ImportFile(
        organisation_id=organisation.id,
        sent_by_id=by,
        name=" ".join(source.name.replace("\0", "").split())[-SHOWN:],
        content=source.content,
        wish=asdict(wish),
        created_at=now,
    )
    session.add(file)
    session.flush()
    return file


def claim_file(session: Session, *, now: datetime, only: int | None = None) -> ImportFile | None:
    """Return the next file to read or to write, which nobody else gets before LEASE.

    The caller commits before it begins. None: nothing waits.
    """
    waits = or_(
        ImportFile.state.in_((WAITING, CONFIRMED)),
        and_(ImportFile.state.in_((READING, WRITING)), ImportFile.due_at <= now),
    )
    asked = waits if only is None else and_(waits, ImportFile.id == only)
    due = select(ImportFile).where(asked).order_by(ImportFile.id).limit(1)
    while (found := session.scalar(due.with_for_update(skip_locked=True))) is not None:
        if found.attempts < MOST_ATTEMPTS:
            found.state = READING if found.state in (WAITING, READING) else WRITING
            found.attempts += 1
            found.due_at = now + LEASE
            found.done = found.total = 0
            session.flush()
            return found
        _close(found, REFUSED, {"issues": [issue_note(Issue(WorkerLost.sentence, is_error=True))]})
        session.flush()
    return None


def note_progress(
    session: Session, claimed: ImportFile, done: int, total: int, *, now: datetime
) -> None:
    """Say how far a file is; whoever works on it has it for LEASE from now."""
    values = {"done": done, "total": total, "due_at": now + LEASE}
    session.execute(update(ImportFile).where(_claim(claimed)).values(values))


def put_plan(session: Session, claimed: ImportFile, plan: Plan) -> None:
    """Note what a file would change: to be confirmed, unless it cannot be, or changes nothing."""
    file = _again(session, claimed)
    if file is None:
        return
    notes = plan_notes(plan)
    file.format = plan.format.key
    if plan.tree is not None:
        file.slug, file.label = plan.tree.slug, plan.tree.label
    if plan.errors:
        _close(file, REFUSED, notes)
    elif plan.action == SAME:
        _close(file, WRITTEN, notes)
        file.version_id = plan.version_id
    else:
        file.state, file.plan, file.due_at, file.attempts = PLANNED, notes, None, 0
    session.flush()


def put_refusal(session: Session, claimed: ImportFile, refused: ImportRefused) -> None:
    """Note why a file is not read, or not written after all."""
    file = _again(session, claimed)
    if file is not None:
        issue = Issue(refused.sentence, refused.values, is_error=True)
        _close(file, REFUSED, {"issues": [issue_note(issue)]})
        session.flush()


def put_back(session: Session, claimed: ImportFile) -> None:
    """Have a file read anew, since what its plan rests on has changed."""
    file = _again(session, claimed)
    if file is not None:
        file.state, file.message = WAITING, PlanIsOld.sentence
        file.plan, file.due_at, file.attempts = {}, None, 0
        session.flush()


def is_claimed(session: Session, claimed: ImportFile) -> bool:
    """Say whether whoever claimed a file has it still; nobody else can take it until the commit."""
    return _again(session, claimed) is not None


def put_written(session: Session, claimed: ImportFile, version_id: int) -> None:
    """Note, in the transaction that wrote it, which version a file became."""
    file = _again(session, claimed)
    if file is not None:
        _close(file, WRITTEN, file.plan)
        file.version_id = version_id
        session.flush()


def confirm(session: Session, file: ImportFile, stamp: str) -> bool:
    """Have a file written that somebody has read the plan of; False if it is not that plan now."""
    if file.state != PLANNED or file.plan.get("stamp") != stamp:
        return False
    planned = ImportFile.id == file.id, ImportFile.state == PLANNED
    changed = update(ImportFile).where(*planned).values(state=CONFIRMED, message="")
    once = session.connection().execute(changed).rowcount == 1
    session.refresh(file)
    return once


def give_up(session: Session, file: ImportFile) -> bool:
    """Forget a file, unless it is being written."""
    free = ImportFile.id == file.id, ImportFile.state.not_in((CONFIRMED, WRITING))
    gone = session.connection().execute(delete(ImportFile).where(*free)).rowcount == 1
    if gone:
        session.expunge(file)
    return gone


def import_of(
    session: Session, import_id: int, organisations: Collection[int]
) -> ImportFile | None:
    """Return a file that somebody of `organisations` sent."""
    own = ImportFile.organisation_id.in_(organisations)
    return session.scalar(select(ImportFile).where(ImportFile.id == import_id, own))


def imports_of(
    session: Session, organisations: Collection[int], *, limit: int
) -> list[tuple[ImportFile, Organisation]]:
    """Return the files of organisations, the latest first, without their contents and plans."""
    found = (
        select(ImportFile, Organisation)
        .join(Organisation, Organisation.id == ImportFile.organisation_id)
        .where(ImportFile.organisation_id.in_(organisations))
        .order_by(ImportFile.id.desc())
        .limit(limit)
    )
    return [(file, organisation) for file, organisation in session.execute(found)]


def referentiels_held(session: Session, organisations: Collection[int]) -> list[Referentiel]:
    """Return the référentiels that organisations hold, by address."""
    held = Referentiel.organisation_id.in_(organisations)
    return list(
        session.scalars(select(Referentiel).where(held).order_by(as_written(Referentiel.slug)))
    )


def forget_files(session: Session, *, now: datetime) -> int:
    """Delete the files that came too long ago, whatever became of them; return how many."""
    old = delete(ImportFile).where(ImportFile.created_at < now - KEPT)
    return session.connection().execute(old).rowcount


def wish_of(file: ImportFile) -> Wish:
    """Return what was asked with a file."""
    return Wish(**file.wish)


def _close(file: ImportFile, state: str, plan: Mapping[str, object]) -> None:
    """End the way of a file: its bytes serve no more."""
    file.state, file.plan, file.content = state, dict(plan), b""
    file.due_at, file.message = None, ""


def _claim(claimed: ImportFile) -> ColumnElement[bool]:
    return and_(
        ImportFile.id == claimed.id,
        ImportFile.attempts == claimed.attempts,
        ImportFile.state == claimed.state,
    )


def _again(session: Session, claimed: ImportFile) -> ImportFile | None:
    """Return the row of what was claimed, held until the commit; None if another has it now."""
    held = select(ImportFile).where(_claim(claimed)).with_for_update()
    return session.scalar(held.execution_options(populate_existing=True))
