"""Writing the spreadsheets of answers that were asked for: each step is committed."""

import logging
from datetime import timedelta
from io import BytesIO
from threading import Lock

from referentiel.base import Refusal
from reports.rows.planning import plan_rows
from reports.rows.writing import RowWriter, write_sheet
from surveys import row_files as files
from surveys.models import Campaign, RowFile
from webapp.delivering import Ground
from webapp.translations import translations

MOST = 20  # of one run: the next one comes within the minute
PAUSE = timedelta(seconds=1)  # between two words of progress
_writing = Lock()  # one at a time
app_log = logging.getLogger("reperes")


def write_out(ground: Ground) -> None:
    """Write what was asked for, one spreadsheet after the other, unless another thread does."""
    if _writing.acquire(blocking=False):
        try:
            for _ in range(MOST):
                if not write_next(ground):
                    return
        finally:
            _writing.release()


def write_next(ground: Ground) -> bool:
    """Write the next spreadsheet; False if nothing waits."""
    with ground.sessions(True) as session:
        claimed = files.claim_file(session, now=ground.clock())
        session.commit()
    if claimed is None:
        return False
    try:
        content = _written(ground, claimed)
    except Refusal:
        _fail(ground, claimed)
    except Exception:
        app_log.exception("a spreadsheet of answers could not be written")
        _fail(ground, claimed)
    else:
        with ground.sessions(True) as session:
            files.put_ready(session, claimed, content, now=ground.clock())
            session.commit()
    return True


def _written(ground: Ground, claimed: RowFile) -> bytes:
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
                files.note_progress(noting, claimed, done, total, now=now)
                noting.commit()

    with ground.sessions(False) as session:
        write_sheet(writer, session, stream, tell)
    return stream.getvalue()


def _fail(ground: Ground, claimed: RowFile) -> None:
    with ground.sessions(True) as session:
        files.put_failed(session, claimed)
        session.commit()
