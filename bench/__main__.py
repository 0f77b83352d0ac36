"""`make bench`: what a submission, a report and a big import cost, in one run, as ratios."""

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from bench.bases import KINDS, SECRET, Store, add_campaign, check_whole, fill, make_store
from bench.coverage import show_coverage
from bench.importing import BIG, SMALL, compare_imports, compare_versions
from bench.plans import show_work
from bench.postgres import postgres
from bench.printing import number
from bench.processes import NotMeasurable, calibration, check_measurable, serving
from bench.reporting import Reported, page_times, pages_reading, release_times, show_times
from bench.rows import announce, show_taken, take
from bench.submissions import EMPTY, FLOOR, FULL, NAMES, journey_of, measure, show_costs
from bench.tallying import KIND, compare_recounts, compare_upkeep
from bench.typesetting import show_typesetting

OURS = "webapp.cli.serving:application"
PLAIN = "bench.floor:application"
VAR = Path("var")


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    rounds: int
    visits: int
    stored: int
    reports: tuple[int, ...]
    report_rounds: int
    imported: tuple[int, int]
    import_rounds: int
    samples: int
    taken: int


WHOLE = Size(12, 32, 100_000, (1_000, 100_000, 1_000_000), 5, (SMALL, BIG), 3, 4_000, 1_000_000)
QUICK = Size(2, 4, 2_000, (1_000, 2_000, 5_000), 1, (500, 2_000), 1, 100, 2_000)


def main() -> int:
    """Run the bench and print its tables; no figure makes it fail."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run: small and imprecise")
    size = QUICK if parser.parse_args().quick else WHOLE
    try:
        check_measurable()
    except NotMeasurable as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(
        f"Repères, banc de mesure : {os.cpu_count()} cœurs, {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
    print(f"Étalon (boucle fixe), avant : {number(calibration())} ms CPU", flush=True)
    start = monotonic()
    VAR.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VAR, prefix="bench-") as folder:
        run(Path(folder), size)
    print(f"\nÉtalon (boucle fixe), après : {number(calibration())} ms CPU")
    print(f"Durée : {number((monotonic() - start) / 60)} min")
    return 0


def run(folder: Path, size: Size) -> None:
    """Make the bases, measure, and print as it goes."""
    empty = make_store(folder / "empty.sqlite3")
    full = make_store(folder / "full.sqlite3")
    for store, count in ((empty, 0), (full, size.stored)):
        for kind in KINDS:
            with store.session(writing=True) as session:
                campaign = add_campaign(session, kind)
                if count:
                    fill(session, campaign, count)
    compare_submissions(folder, empty, full, size)
    journeys = {NAMES[kind.code]: journey_of(kind) for kind in KINDS}
    show_work(empty, full, journeys)
    compare_upkeep(full, rounds=size.rounds, visits=size.visits)
    compare_reports(folder, full, size)
    with postgres() as large:
        if large:
            compare_reports(folder, large, size)
    compare_imports(folder, size.imported, size.import_rounds)
    take_rows(folder, size.taken)
    show_coverage(size.samples)
    show_typesetting(size.report_rounds)
    compare_versions(folder, size.imported, size.import_rounds)


def compare_submissions(folder: Path, empty: Store, full: Store, size: Size) -> None:
    """Serve the floor and both bases, send answers to all, and prove that none was lost."""
    floor = {"FLOOR_DATABASE": f"sqlite:///{folder}/floor.sqlite3", "FLOOR_SECRET": SECRET}
    with ExitStack() as open_servers:
        servers = {
            name: open_servers.enter_context(serving(target, folder / f"{name}.log", environment))
            for name, target, environment in (
                (FLOOR, PLAIN, floor),
                (EMPTY, OURS, empty.environment),
                (FULL, OURS, full.environment),
            )
        }
        costs = measure(servers, rounds=size.rounds, visits=size.visits)
    show_costs(costs, visits=size.visits, stored=size.stored)
    sent = (size.rounds + 1) * size.visits
    for store, stored in ((empty, 0), (full, size.stored)):
        for kind in KINDS:
            with store.session() as session:
                check_whole(session, kind, stored + sent)
    print("\n  Tous les envois sont dans la base, une fois, et le décompte tenu égale le recompté.")


def compare_reports(folder: Path, store: Store, size: Size) -> None:
    """Release and show the report of campaigns of each size."""
    reported = []
    for people in size.reports:
        with store.session(writing=True) as session:
            campaign = add_campaign(session, KIND, code=f"people{people}")
            fill(session, campaign, people)
            reported.append(Reported(people, campaign.code, campaign.id))
    made = release_times(store, reported, size.report_rounds)
    reading = pages_reading(store, reported)
    with serving(OURS, folder / "reports.log", store.environment) as server:
        shown = page_times(server, reported, 2 * size.report_rounds)
    show_times(store.name, made, shown, reading)
    most = max(reported, key=lambda one: one.people)
    compare_recounts(store, most.code, most.people, rounds=size.report_rounds)


def take_rows(folder: Path, people: int) -> None:
    """Take the answers of a large campaign away, one by one."""
    store = make_store(folder / "rows.sqlite3")
    campaign_id = announce(store, people)
    with serving(OURS, folder / "rows.log", store.environment) as server:
        show_taken(people, take(server, campaign_id))


if __name__ == "__main__":
    sys.exit(main())
