"""Proof that a submission asks the base for the same work, however many answers it holds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import Connection, Engine, event

from bench.bases import SECRET, Store
from bench.printing import show
from bench.visitors import IndoorVisitor, Journey
from webapp import create_app
from webapp.config import Settings
from webapp.database import session_maker


@dataclass(frozen=True)
class Done:
    """A statement that was run, how many rows of values it was given, and SQLite's plan for it."""

    statement: str
    rows: int
    plan: tuple[str, ...]


@contextmanager
def noted(engine: Engine) -> Iterator[list[tuple[str, Any, int]]]:
    """Note the statements run on `engine` during the block: text, values, rows of values."""
    notes: list[tuple[str, Any, int]] = []

    def note(_conn: Any, _cursor: Any, text: str, values: Any, _context: Any, many: bool) -> None:
        notes.append((text, values[0] if many else values, len(values) if many else 1))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield notes
    finally:
        event.remove(engine, "before_cursor_execute", note)


def work_of(store: Store, journey: Journey) -> list[Done]:
    """Return all that one submission runs, in order, once the pages are rendered."""
    app = create_app(
        Settings(database_url=store.url, secret_key=SECRET), sessions=session_maker(store.engine)
    )
    journey(IndoorVisitor(app), Random(1))
    with noted(store.engine) as notes:
        journey(IndoorVisitor(app), Random(2))
    with store.engine.connect() as connection:
        return [Done(text, rows, plan_of(connection, text, values)) for text, values, rows in notes]


def plan_of(connection: Connection, statement: str, values: Any) -> tuple[str, ...]:
    """Return how SQLite would find the rows of a statement, step by step."""
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    return tuple(line.detail for line in plan)


def show_work(empty: Store, full: Store, journeys: Mapping[str, Journey]) -> None:
    """Print whether each kind of submission runs the same statements and plans in both bases."""
    rows = []
    for name, journey in journeys.items():
        before, after = work_of(empty, journey), work_of(full, journey)
        texts = [done.statement for done in before] == [done.statement for done in after]
        scans = {line for done in after for line in done.plan if line.startswith("SCAN")}
        words = (_word(texts), _word(before == after), ", ".join(sorted(scans)) or "aucune")
        rows.append((name, str(len(after)), *words))
    show(
        "3. Ce qu’un envoi demande à la base, vide puis pleine (EXPLAIN QUERY PLAN)",
        "   « mêmes » : les mêmes textes dans le même ordre, puis les mêmes plans.",
        ("", "instructions", "textes", "plans", "lectures d’une table entière"),
        rows,
    )


def _word(same: bool) -> str:
    return "mêmes" if same else "autres"
