"""`reperes run` and `reperes migrate`."""

import logging
import os
import signal
import socket
from contextlib import nullcontext

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from webapp import create_app
from webapp.cli.erasures import replay_ledger
from webapp.cli.worker import end_with, where_letters_go, worker_beside
from webapp.config import Settings
from webapp.database import MOST_AT_ONCE, make_engine
from webapp.jobs import prepare_queue
from webapp.migrating import migrate

TARGET = "webapp.cli.serving:application"


def application() -> Flask:
    """Return the application that the server runs, made from the environment.

    Its process ends with the server: one that outlived it would answer in place of the next.
    """
    logging.basicConfig(level=logging.INFO)
    end_with(os.getppid(), lambda: os.kill(os.getpid(), signal.SIGKILL))
    return create_app(Settings.from_env(os.environ))


def serve(host: str, port: int, workers: int = 1, target: str = TARGET) -> None:
    """Serve until interrupted. Many threads, so that slow visitors cannot take them all."""
    Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=MOST_AT_ONCE,
        factory=True,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
    ).serve()


def reachable(host: str) -> str:
    """Return the address at which others reach a server that listens on `host`."""
    if host != "0.0.0.0":  # noqa: S104 -- compared, not listened on
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: nothing is sent
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostbyname(socket.gethostname())


@click.command("migrate")
def migrate_command() -> None:
    """Bring the base to the latest tables."""
    prepare(Settings.from_env(os.environ))
    click.echo("La base est à jour.")


def prepare(settings: Settings) -> None:
    """Bring the base and the queue of jobs to what this version needs.

    What a base restored from an older backup brought back is erased again before anyone sees it.
    """
    migrate(make_engine(settings.database_url))
    prepare_queue(settings)
    replay_ledger(settings)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True)
@click.option(
    "--worker/--no-worker",
    "working",
    default=True,
    help="Send letters from a process beside the server (else run `reperes worker`).",
)
def run(host: str, port: int, workers: int, working: bool) -> None:
    """Serve the site of this machine, its base brought up to date first."""
    settings = Settings.from_env(os.environ)
    prepare(settings)
    click.echo(where_letters_go(settings))
    click.echo(f"Repères répond sur http://{reachable(host)}:{port}")
    with worker_beside() if working else nullcontext():
        serve(host, port, workers)
