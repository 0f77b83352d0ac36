"""`reperes worker`: send what the outbox holds, take in files, keep the promises of retention."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread
from time import sleep

import click
from huey.consumer import Consumer

from webapp.clock import utc_now
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.delivering import Ground, deliver
from webapp.finishing import finish_releases
from webapp.importing import take_in
from webapp.jobs import open_queue
from webapp.mail import LETTERS
from webapp.mailing_reports import mail_reports
from webapp.nightly import every_night
from webapp.scattered import scatter_what_is_over
from webapp.writing_out import write_out

COMMAND = (sys.executable, "-c", "from webapp.cli import main; main()", "worker")
THREADS = 3  # a slow mail server or a slow webhook holds one
LOOK = 2.0  # seconds between two looks at the queue at most, and at the process beside
PATIENCE = 30  # seconds to end what is being sent
PAUSE = 5.0  # seconds before a worker that failed is started again


@click.command()
@click.option("--beside", type=int, hidden=True, help="Processus avec lequel finir.")
def worker(beside: int | None) -> None:
    """Envoyer les lettres et les appels, et appliquer les durées de conservation."""
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("huey").setLevel(logging.WARNING)
    settings = Settings.from_env(os.environ)
    consumer = consumer_of(settings)
    if beside:
        end_with(beside, consumer.stop)
    else:
        click.echo(where_letters_go(settings))
    consumer.run()


def where_letters_go(settings: Settings) -> str:
    """Return a sentence that says what becomes of letters."""
    if settings.smtp_url:
        return "Courriels\u00a0: envoyés par le serveur de REPERES_SMTP."
    folder = settings.folder / LETTERS
    return f"Courriels\u00a0: écrits dans {folder}, sans être envoyés (REPERES_SMTP est vide)."


def consumer_of(settings: Settings) -> Consumer:
    """Return what takes words out of the queue and does them, in threads of this process."""
    sessions = session_maker(make_engine(settings.database_url))
    ground = Ground(settings, sessions, utc_now)
    queue = open_queue(
        settings,
        deliver=partial(deliver, ground),
        retain=partial(every_night, ground),
        take_in=partial(take_in, ground),
        scatter=partial(scatter_what_is_over, ground),
        write_out=partial(write_out, ground),
        mail_reports=partial(mail_reports, ground),
        finish_releases=partial(finish_releases, ground),
    )
    queue.retain()  # a machine that sleeps at night forgets too
    return queue.huey.create_consumer(
        workers=THREADS, max_delay=LOOK, shutdown_timeout=PATIENCE, graceful_signal="TERM"
    )


def end_with(process: int, end: Callable[[], object]) -> None:
    """Call `end` once `process` is not the parent any more, whatever it died of."""

    def watch() -> None:
        while os.getppid() == process:
            sleep(LOOK)
        end()

    Thread(target=watch, daemon=True).start()


@contextmanager
def worker_beside() -> Iterator[None]:
    """Keep a worker running in a process of its own until the end of the block."""
    stopping = Event()
    keeper = Thread(target=_keep_running, args=[stopping], daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join(PATIENCE + PAUSE)


def _keep_running(stopping: Event) -> None:
    """Start a worker, again if it fails, until `stopping`; then ask it to end."""
    while not stopping.is_set():
        command = [*COMMAND, "--beside", str(os.getpid())]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:  # noqa: S603 -- ours
            while process.poll() is None and not stopping.wait(LOOK / 4):
                pass
            process.terminate()
        if process.returncode == 0:
            return
        stopping.wait(PAUSE)
