"""Reading files that were sent, and writing those that were confirmed: each step is committed."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Lock

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from referentiel import import_files as files
from referentiel.errors import ImportRefused
from referentiel.formats.base import Source
from referentiel.importing import (
    FileRead,
    Plan,
    PlanIsOld,
    Wish,
    plan_import,
    read_file,
    write_plan,
)
from referentiel.models import ImportFile
from referentiel.models.imports import READING
from referentiel.people import Organisation
from referentiel.plan_notes import plan_notes
from surveys.guard.audit import record
from webapp.delivering import Ground

WRITTEN = "import.written"
MOST = 20  # of one run: the next one comes within the minute
READ = 70  # of a hundred: what reading takes of the time to a plan
PAUSE = timedelta(seconds=1)  # between two words of progress
_taking = Lock()  # large files take memory: one at a time
app_log = logging.getLogger("reperes")


class _Stopped(Exception):
    """Another worker has taken over what this one was doing."""


def take_in(ground: Ground) -> None:
    """Do what waits, one file after the other, unless another thread does."""
    if _taking.acquire(blocking=False):
        try:
            for _ in range(MOST):
                if not take_in_one(ground):
                    return
        finally:
            _taking.release()


def take_in_one(ground: Ground, only: int | None = None) -> bool:
    """Read or write the next file, or this one; False if nothing waits."""
    with ground.sessions(True) as session:
        claimed = files.claim_file(session, now=ground.clock(), only=only)
        session.commit()
    if claimed is None:
        return False
    try:
        with suppress(_Stopped):
            (_plan if claimed.state == READING else _write)(ground, claimed)
    except ImportRefused as refused:
        _note(ground, files.put_refusal, claimed, refused)
    except Exception:
        app_log.exception("a file could not be taken in")
        _note(ground, files.put_refusal, claimed, files.NotDone())
    return True


def _plan(ground: Ground, claimed: ImportFile) -> None:
    plan = _planned(ground, claimed, files.wish_of(claimed))
    _note(ground, files.put_plan, claimed, plan)


def _write(ground: Ground, claimed: ImportFile) -> None:
    """Write what was confirmed, if its plan still stands; else have it planned anew."""
    wish = files.wish_of(claimed)
    placed = replace(wish, slug=claimed.slug, label=claimed.label)  # as the plan found it
    plan = _planned(ground, claimed, placed)
    try:
        with ground.sessions(True) as session:
            if not files.is_claimed(session, claimed):
                raise _Stopped
            kept = session.get_one(ImportFile, claimed.id)
            if plan_notes(plan)["stamp"] != kept.plan.get("stamp"):
                raise PlanIsOld
            _written(ground, session, claimed, plan)
            session.commit()
    except (PlanIsOld, IntegrityError):
        _note(ground, files.put_back, claimed)


def _written(ground: Ground, session: Session, claimed: ImportFile, plan: Plan) -> None:
    # SQLite has one writer at a time, and it is this one: nothing is told on the way.
    tells = session.get_bind().dialect.name == "postgresql"
    telling = {"progress": _telling(ground, claimed)} if tells else {}
    version = write_plan(
        session,
        plan,
        organisation=session.get_one(Organisation, claimed.organisation_id),
        today=ground.clock().date(),
        **telling,
    )
    files.put_written(session, claimed, version.id)
    record(
        session,
        WRITTEN,
        now=ground.clock(),
        person_id=claimed.sent_by_id,
        organisation_id=claimed.organisation_id,
        subject=f"import:{claimed.id}",
    )


def _read(ground: Ground, claimed: ImportFile, wish: Wish) -> FileRead:
    with ground.sessions(False) as session:
        content = session.get_one(ImportFile, claimed.id).content
    told = _telling(ground, claimed)

    def progress(done: int, total: int) -> None:
        told(READ * min(done, total) // max(total, 1), 100)

    source = Source(claimed.name, content, progress)
    file = read_file(source, wish)
    told(READ, 100)
    return file


def _planned(ground: Ground, claimed: ImportFile, wish: Wish) -> Plan:
    file = _read(ground, claimed, wish)
    with ground.sessions(False) as session:
        return plan_import(
            session,
            file,
            wish,
            organisation=session.get_one(Organisation, claimed.organisation_id),
            today=ground.clock().date(),
        )


def _telling(ground: Ground, claimed: ImportFile) -> Callable[[int, int], None]:
    """Return what notes how far a file is, once in a while."""
    last = ground.clock()

    def tell(done: int, total: int) -> None:
        nonlocal last
        now = ground.clock()
        if now - last >= PAUSE:
            last = now
            _note(ground, partial(files.note_progress, now=now), claimed, done, total)

    return tell


def _note(ground: Ground, what: Callable[..., None], claimed: ImportFile, *said: object) -> None:
    with ground.sessions(True) as session:
        what(session, claimed, *said)
        session.commit()
