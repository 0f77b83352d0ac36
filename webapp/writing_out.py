"""Writing the files that were asked for, of each kind in turn: each step is committed."""

import logging
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from threading import Lock
from typing import TypeVar

from referentiel.base import Refusal
from reports.document import Document
from reports.exports import format_named
from reports.rows.planning import plan_rows
from reports.rows.writing import RowWriter, write_sheet
from surveys.models import Campaign, ReportFile, RowFile
from surveys.models.writing import Written
from surveys.report_files import document_in
from surveys.row_files import note_progress
from surveys.writing import claim_file, put_failed, put_ready
from webapp.delivering import Ground
from webapp.translations import translations

MOST = 20  # of a kind in one run: the next one comes within the minute
PAUSE = timedelta(seconds=1)  # between two words of progress
Kind = TypeVar("Kind", bound=Written)
_writing = Lock()  # one at a time
app_log = logging.getLogger("reperes")


def write_out(ground: Ground) -> None:
    """Write what was asked for, one file after the other, unless another thread does."""
    if _writing.acquire(blocking=False):
        try:
            for _ in range(MOST):
                if not write_next(ground):
                    return
        finally:
            _writing.release()


def write_next(ground: Ground) -> bool:
    """Write the next file of each kind; False if nothing waits."""
    report = _write(ground, ReportFile, _report)
    return _write(ground, RowFile, _sheet) or report


def _write(ground: Ground, kind: type[Kind], content_of: Callable[[Ground, Kind], bytes]) -> bool:
    with ground.sessions(True) as session:
        claimed = claim_file(session, kind, now=ground.clock())
        session.commit()
    if claimed is None:
        return False
    try:
        content = content_of(ground, claimed)
    except Refusal:
        _fail(ground, claimed)
    except Exception:
        app_log.exception("a file that was asked for could not be written")
        _fail(ground, claimed)
    else:
        with ground.sessions(True) as session:
            put_ready(session, claimed, content, now=ground.clock())
            session.commit()
    return True


def _report(ground: Ground, claimed: ReportFile) -> bytes:
    with ground.sessions(False) as session:
        written = document_in(session.get_one(ReportFile, claimed.id))
    stream = BytesIO()
    kind = format_named(claimed.extension, decimal=claimed.decimal)
    kind.write(Document.model_validate_json(written), stream, ground.clock())
    return stream.getvalue()


def _sheet(ground: Ground, claimed: RowFile) -> bytes:
    with ground.sessions(False) as session:
        plan = plan_rows(session, session.get_one(Campaign, claimed.campaign_id))
    language = claimed.language
    writer = RowWriter(plan, translate=translations()[language], language=language)
    last, stream = ground.clock(), BytesIO()

    def tell(done: int, total: int) -> None:
        nonlocal last
        now = ground.clock()
        if now - last >= PAUSE:
            last = now
            with ground.sessions(True) as noting:
                note_progress(noting, claimed, done, total, now=now)
                noting.commit()

    with ground.sessions(False) as session:
        write_sheet(writer, session, stream, tell)
    return stream.getvalue()


def _fail(ground: Ground, claimed: Written) -> None:
    with ground.sessions(True) as session:
        put_failed(session, claimed, now=ground.clock())
        session.commit()
