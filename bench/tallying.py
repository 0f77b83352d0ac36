"""What the tally costs: keeping it in each submission, and counting it anew from the answers."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from random import Random
from statistics import median
from time import process_time

import numpy as np
from sqlalchemy import LargeBinary, delete, select, type_coerce

from bench.bases import ITEMS, SECRET, Kind, Store, add_campaign, fill
from bench.importing import peak_megabytes
from bench.printing import number, show, verdict
from bench.submissions import journey_of
from bench.visitors import IndoorVisitor
from reports.recount import PORTION, rebuild, recount
from surveys import tally
from surveys.levels import PACKED_AS
from surveys.models import Submission, Tally
from surveys.models.campaigns import SINGLE
from surveys.queries.campaigns import campaign_by_code
from webapp import create_app
from webapp.config import Settings
from webapp.database import make_engine, session_maker

MOST_UPKEEP = 0.15  # of a submission without it
MOST_TIMES = 4.0  # reading the packed answers and one bincount
MOST_MEGABYTES = 400
KIND = Kind("kept", SINGLE, rich=True, aimed=True)


@dataclass(frozen=True)
class Recount:
    """Processor seconds of counting anew, of the bare reading, and of writing; peak megabytes."""

    counting: float
    reading: float
    writing: float
    peak: float


def compare_upkeep(store: Store, *, rounds: int, visits: int) -> None:
    """Send whole submissions with the tally and without it, by turns, and print what it adds."""
    with store.session(writing=True) as session:
        campaign = add_campaign(session, KIND)
        fill(session, campaign, 1_000, with_rows=False)
    settings = Settings(database_url=store.url, secret_key=SECRET)
    app = create_app(settings, sessions=session_maker(store.engine))
    journey = journey_of(KIND)

    def sent(seed: int) -> float:
        start = process_time()
        for number_of_visit in range(visits):
            journey(IndoorVisitor(app), Random(1_000 * seed + number_of_visit))
        return 1_000 * (process_time() - start) / visits

    sent(0)
    kept, bare = [], []
    for turn in range(1, rounds + 1):
        kept.append(sent(turn))
        with _unkept():
            bare.append(sent(turn))
    more = median(a / b for a, b in zip(kept, bare, strict=True)) - 1
    show(
        "Tenir le décompte : un envoi de 40 compétences et trois notes, avec et sans lui",
        f"   Millisecondes CPU, {rounds} tours alternés de {visits} envois ; écart médian.",
        ("", "médiane", "min", "max", "écart", "cible", ""),
        [
            ("Sans décompte", *_spread(bare), "", "", ""),
            (
                "Avec",
                *_spread(kept),
                f"{number(100 * more)} %",
                f"≤ {number(100 * MOST_UPKEEP, 0)} %",
                verdict(more <= MOST_UPKEEP),
            ),
        ],
    )


@contextmanager
def _unkept() -> Iterator[None]:
    """Send without counting, until the block ends."""
    post: Callable[..., None] = tally.post
    keys = tally.keys
    tally.post, tally.keys = (lambda *_: None), (lambda *_: [])  # type: ignore[assignment]
    try:
        yield
    finally:
        tally.post, tally.keys = post, keys  # type: ignore[assignment]


def _spread(values: list[float]) -> tuple[str, str, str]:
    return number(median(values)), number(min(values)), number(max(values))


def compare_recounts(store: Store, code: str, people: int, *, rounds: int) -> None:
    """Count a campaign anew in processes of their own, and print it beside a bare reading."""
    command = [sys.executable, "-m", "bench.tallying", store.url, code]
    found = [
        Recount(**json.loads(subprocess.run(command, check=True, capture_output=True).stdout))
        for _ in range(rounds)
    ]
    times = median(one.counting / one.reading for one in found)
    peak = max(one.peak for one in found)
    show(
        f"Recompter {number(people, 0)} envois de 40 compétences et trois notes",
        f"   Secondes CPU, médiane de {rounds} processus. Lecture nue : les notes compactes de la "
        "même base et un seul bincount.",
        ("lecture nue", "recompter", "rapport", "", "réécrire", "pic, Mo", ""),
        [
            (
                number(median(one.reading for one in found), 2),
                number(median(one.counting for one in found), 2),
                f"× {number(times)}",
                verdict(times <= MOST_TIMES),
                number(median(one.writing for one in found), 2),
                number(peak, 0),
                verdict(peak < MOST_MEGABYTES),
            )
        ],
    )


def recount_one(url: str, code: str) -> Recount:
    """Count a campaign anew, then read its answers barely, then write its tally; change nothing."""
    engine = make_engine(url)
    with session_maker(engine)(True) as session:
        campaign = campaign_by_code(session, code)
        if campaign is None:
            raise LookupError(code)
        start = process_time()
        recount(session, campaign)
        peak, counted = peak_megabytes(), process_time()
        rows = session.connection().execute(
            select(type_coerce(Submission.levels, LargeBinary)).where(
                Submission.campaign_id == campaign.id
            ),
            execution_options={"yield_per": PORTION},
        )
        _one_bincount(b"".join(packed for [packed] in rows))
        read = process_time()
        session.execute(delete(Tally).where(Tally.campaign_id == campaign.id))
        deleted = process_time()
        rebuild(session, campaign)
        written = process_time()
        session.rollback()
    counting = counted - start
    return Recount(counting, read - counted, written - deleted - counting, peak)


def _one_bincount(packed: bytes) -> None:
    numbers = np.frombuffer(packed, dtype=PACKED_AS).reshape(-1, ITEMS)
    np.bincount(((numbers & 511) + 512 * np.arange(ITEMS)).ravel())


if __name__ == "__main__":
    print(json.dumps(asdict(recount_one(sys.argv[1], sys.argv[2]))))
