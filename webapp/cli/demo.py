"""`reperes demo`: the whole chain on real content, with made-up answers."""

import os

import click

from reports.document import Document
from reports.queries import archived, last_release
from webapp.cli.serving import prepare, reachable, serve
from webapp.cli.worker import where_letters_go, worker_beside
from webapp.clock import utc_now
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.demonstration import ACCOUNT, stage
from webapp.translations import translations

FIRST = 5


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--serve/--no-serve", "serving", default=True, help="Serve once it is set up.")
def demo(host: str, port: int, serving: bool) -> None:
    """Set up the demonstration, print the first needs of the seminar, and serve."""
    address = f"http://{reachable(host)}:{port}"
    os.environ.setdefault("REPERES_PUBLIC_URL", address)
    os.environ["REPERES_DEMO"] = "1"
    settings = Settings.from_env(os.environ)
    prepare(settings)
    engine = make_engine(settings.database_url)
    with session_maker(engine)(True) as session:
        campaign = stage(
            session, secret=settings.secret_key, now=utc_now(), languages=translations()
        )
        session.commit()
        release = last_release(session, campaign.id)
        report = archived(session, release, "fr") if release else None
    engine.dispose()
    if report:
        click.echo(first_needs(report))
    click.echo(_welcome(address, campaign.code, where_letters_go(settings)))
    if serving:
        with worker_beside():
            serve(host, port)


def first_needs(report: Document) -> str:
    """Return the first needs of a report as lines of text."""
    table = report.section("needs").table
    rows = table.rows[:FIRST] if table else ()
    keys = [column.key for column in table.columns] if table else []
    place, label = keys.index("code"), keys.index("label")
    lines = [f"  {i}. {row[place].value}  {row[label].value}" for i, row in enumerate(rows, 1)]
    title = "Premiers besoins du séminaire du 13 février 2015 (données de démonstration)\u00a0:"
    return "\n".join([title, *lines])


def _welcome(address: str, code: str, letters: str) -> str:
    name, password = ACCOUNT
    return (
        f"\n{letters}\n\n"
        f"Ouvrez       {address}\n"
        f"Répondez     {address}/c/{code}\n"
        f"Animez       {address}/account/sign-in   ({name} · {password})\n"
        "Arrêtez      Ctrl+C\n"
    )
