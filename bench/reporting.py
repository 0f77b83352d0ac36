"""What a report costs: making it at a release, then showing it from its frozen document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time

from bench.bases import ACCOUNT, OPENED, SECRET, Store
from bench.plans import noted
from bench.printing import number, show, verdict
from bench.processes import Server
from bench.visitors import IndoorVisitor, Visitor
from reports.release import release_campaign
from surveys.queries.campaigns import campaign_by_code
from webapp import create_app
from webapp.config import Settings
from webapp.database import session_maker
from webapp.translations import translations

SECONDS_MORE = 0.5  # what a million people may cost more than a thousand


@dataclass(frozen=True)
class Reported:
    """A campaign of `people`, by its code and id."""

    people: int
    code: str
    id: int


def release_once(store: Store, code: str, *, keep: bool = False) -> tuple[float, list[str]]:
    """Return the CPU seconds of a release in every language, and the statements it ran."""
    languages = translations()
    with store.session(writing=True) as session, noted(store.engine) as notes:
        campaign = campaign_by_code(session, code)
        if campaign is None:
            raise LookupError(code)
        start = process_time()
        release_campaign(session, campaign, now=OPENED, languages=languages)
        elapsed = process_time() - start
        if not keep:
            session.rollback()
        return elapsed, [text for text, _values, _rows in notes]


def release_times(
    store: Store, reported: Sequence[Reported], rounds: int
) -> tuple[dict[int, list[float]], int]:
    """Return the CPU seconds of each release, by turns, and how many statements read submissions.

    The last release of each campaign is kept.
    """
    times: dict[int, list[float]] = {subject.people: [] for subject in reported}
    reading = 0
    for turn in range(rounds + 1):
        for subject in reported:
            seconds, texts = release_once(store, subject.code, keep=turn == rounds)
            reading += _reading(texts)
            if turn:  # the first one warms up
                times[subject.people].append(seconds)
    return times, reading


def sign_in(reader: Visitor) -> Visitor:
    """Return a visitor who may read the reports."""
    email, password = ACCOUNT
    page = reader.get("/account/sign-in")
    reader.post(page.path, page.proof() | {"email": email, "password": password})
    return reader


def pages_reading(store: Store, reported: Sequence[Reported]) -> int:
    """Return how many statements read submissions when the reports are shown."""
    settings = Settings(database_url=store.url, secret_key=SECRET)
    app = create_app(settings, sessions=session_maker(store.engine))
    reader = sign_in(IndoorVisitor(app))
    with noted(store.engine) as notes:
        for subject in reported:
            reader.get(f"/reports/campaigns/{subject.id}")
    return _reading(text for text, _values, _rows in notes)


def _reading(texts: Iterable[str]) -> int:
    return sum("submission" in text.lower() for text in texts)


def page_times(server: Server, reported: Sequence[Reported], rounds: int) -> dict[int, list[float]]:
    """Return the server CPU seconds of showing each released report, by turns."""
    times: dict[int, list[float]] = {subject.people: [] for subject in reported}
    with Visitor(server.port) as visitor:
        reader = sign_in(visitor)
        for turn in range(rounds + 1):
            for subject in reported:
                before = server.cpu_seconds()
                reader.get(f"/reports/campaigns/{subject.id}")
                if turn:
                    times[subject.people].append(server.cpu_seconds() - before)
    return times


def show_times(
    built: Mapping[int, list[float]], shown: Mapping[int, list[float]], reading: int
) -> None:
    """Print what releasing and showing cost at each size, as ratios to the smallest."""
    first = min(built)
    rows = [
        (
            f"{number(people, 0)} personnes",
            *(number(value, 2) for value in (median(seconds), min(seconds), max(seconds))),
            number(median(seconds) / median(built[first]), 2),
            number(median(seconds) - median(built[first]), 2),
            number(median(shown[people]) * 1_000),
            number(median(shown[people]) / median(shown[first]), 2),
        )
        for people, seconds in built.items()
    ]
    show(
        "4. Le rapport d’une campagne de 40 compétences (trois notes, 50 segments)",
        "   Publier : secondes CPU pour masquer, calculer et figer le rapport en deux langues ; "
        "afficher : ms CPU du serveur par page figée.\n"
        f"   Instructions qui lisent la table des envois, publication et affichage : {reading}.",
        ("", "publier", "min", "max", "/ premier", "écart (s)", "afficher", "/ premier"),
        rows,
    )
    more = median(built[max(built)]) - median(built[first])
    target = f"{number(max(built), 0)} personnes coûtent au plus {number(SECONDS_MORE)} s de plus"
    print(f"\n  Cible : {target} : {verdict(more <= SECONDS_MORE)}")
