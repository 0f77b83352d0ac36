"""Work that pages do not wait for: a queue of seven words without data.

« deliver » sends the outbox, « take_in » reads and writes imported files, « retain » forgets,
« scatter » leaves no trace of the order in which anonymous answers came, « write_out » writes the
spreadsheets of answers that were asked for, « mail_reports » writes to those who follow a report
that came out, « finish_releases » makes the reports of releases that count many answers.

The queue lies in a file of its own beside an SQLite base, and in the base itself on PostgreSQL,
where pages and worker may run on different machines.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer
from sqlalchemy import make_url

from surveys.guard.sealing import keyed
from webapp.config import Settings
from webapp.room import here

Task = Callable[[], object]
FILE = "jobs.sqlite3"
TABLES = "job"  # begins the names of the queue's tables on PostgreSQL
DELIVER, TAKE_IN, WRITE_OUT = "deliver", "take_in", "write_out"
MAIL_REPORTS, FINISH = "mail_reports", "finish_releases"
ENOUGH = 4  # waiting at once: a word more would tell the worker nothing new
EVERY_MINUTE = crontab(minute="*")
EVERY_NIGHT = crontab(hour="3", minute="17")
app_log = logging.getLogger("reperes")


@dataclass(frozen=True)
class Queue:
    """The queue of an installation; calling one of its words puts it in."""

    huey: Huey
    deliver: Task
    retain: Task
    take_in: Task
    scatter: Task
    write_out: Task
    mail_reports: Task
    finish_releases: Task


def elsewhere() -> None:
    """Stand for a task in a process that asks for it and does not do it."""


def open_queue(
    settings: Settings,
    *,
    deliver: Task = elsewhere,
    retain: Task = elsewhere,
    take_in: Task = elsewhere,
    scatter: Task = elsewhere,
    write_out: Task = elsewhere,
    mail_reports: Task = elsewhere,
    finish_releases: Task = elsewhere,
) -> Queue:
    """Return the queue of an installation; its words are what the worker does."""
    huey = _opened(settings)
    return Queue(
        huey,
        deliver=huey.periodic_task(EVERY_MINUTE, name="deliver")(lambda: deliver()),
        retain=huey.periodic_task(EVERY_NIGHT, name="retain")(lambda: retain()),
        take_in=huey.periodic_task(EVERY_MINUTE, name="take_in")(lambda: take_in()),
        scatter=huey.periodic_task(EVERY_MINUTE, name="scatter")(lambda: scatter()),
        write_out=huey.periodic_task(EVERY_MINUTE, name="write_out")(lambda: write_out()),
        mail_reports=huey.periodic_task(EVERY_MINUTE, name="mail_reports")(lambda: mail_reports()),
        finish_releases=huey.periodic_task(EVERY_MINUTE, name=FINISH)(lambda: finish_releases()),
    )


def prepare_queue(settings: Settings) -> None:
    """Make the tables of the queue on PostgreSQL, which two processes must not do at once."""
    if _is_postgres(settings):
        _opened(settings, create_tables=True).storage.close()


def _opened(settings: Settings, *, create_tables: bool = False) -> Huey:
    # Signed, so that a file that others can write makes the worker run nothing of theirs; named
    # after the secret, so that two bases in one folder do not take each other's words.
    name = keyed(settings.secret_key, "jobs", "name").hex()[:16]
    options = {"results": False, "serializer": SignedSerializer(settings.secret_key, salt="jobs")}
    if _is_postgres(settings):
        url = make_url(settings.database_url).set(drivername="postgresql")
        dsn = url.render_as_string(hide_password=False)
        tables = {"table_prefix": TABLES, "create_tables": create_tables}
        return PostgresHuey(name, dsn=dsn, **tables, **options)
    settings.folder.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(name, filename=str(settings.folder / FILE), **options)


def _is_postgres(settings: Settings) -> bool:
    return make_url(settings.database_url).get_backend_name() == "postgresql"


class Bell:
    """Asks the worker to do something soon; the queue is opened at the first ring."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._queue: Queue | None = None

    def ring(self, word: str = DELIVER) -> None:
        """Ask. If this fails, nothing is lost: the worker looks every minute all the same."""
        try:
            if self._queue is None:
                self._queue = open_queue(self._settings)
            if self._queue.huey.pending_count() < ENOUGH:
                getattr(self._queue, word)()
        except Exception:
            app_log.exception("the queue of jobs could not be reached")

    def close(self) -> None:
        """Let go of the queue, which the next ring opens again."""
        if self._queue is not None:
            self._queue.huey.storage.close()
        self._queue = None


def deliver_soon() -> None:
    """Have what the outbox holds sent in a moment; to be called by a view after its commit."""
    here().ring()


def take_in_soon() -> None:
    """Have the files that wait read or written in a moment; to be called after the commit."""
    here().ring(TAKE_IN)


def write_out_soon() -> None:
    """Have the spreadsheets asked for written in a moment; to be called after the commit."""
    here().ring(WRITE_OUT)


def mail_reports_soon() -> None:
    """Have those who follow a report written to in a moment; to be called after the commit."""
    here().ring(MAIL_REPORTS)


def finish_releases_soon() -> None:
    """Have the releases that wait for their report finished in a moment; after the commit."""
    here().ring(FINISH)
