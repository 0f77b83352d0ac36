"""What a report costs: making it at a release, then showing it from its frozen document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import process_time

from bench.bases import ACCOUNT, OPENED, SECRET, Store
from bench.plans import noted
from bench.printing import number, show, verdict
from bench.processes import Server
from bench.visitors import IndoorVisitor, Visitor
from reports import finishing
from reports.queries import released_lines, subject_of
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


@dataclass(frozen=True)
class Released:
    """CPU seconds of a release and its report in every language, and of whole answers apart.

    `reading` counts the statements of the first that read submissions.
    """

    seconds: float
    whole: float
    reading: int


def release_once(store: Store, code: str, *, keep: bool = False) -> Released:
    """Release a campaign and write its report; what whole answers say is measured apart."""
    languages = translations()
    with store.session(writing=True) as session, noted(store.engine) as notes:
        campaign = campaign_by_code(session, code)
        if campaign is None:
            raise LookupError(code)
        start = process_time()
        with left_to_the_worker():
            release = release_campaign(session, campaign, now=OPENED, languages=languages)
        subject, lines = subject_of(session, campaign), released_lines(session, release)
        decided, reading = process_time(), _reading(text for text, _values, _rows in notes)
        release.together = finishing.together_of(session, campaign, release, subject, lines)
        told = process_time()
        made = finishing.reports_of(session, campaign, release, subject, lines, languages)
        found = finishing.Finished(release.together, made)
        finishing.finish(session, release, found, now=OPENED)
        ended = process_time()
        if not keep:
            session.rollback()
        return Released(decided - start + ended - told, told - decided, reading)


@contextmanager
def left_to_the_worker() -> Iterator[None]:
    """Leave the report of every release to whoever finishes it, until the block ends."""
    many, finishing.MANY = finishing.MANY, -1
    try:
        yield
    finally:
        finishing.MANY = many


def release_times(
    store: Store, reported: Sequence[Reported], rounds: int
) -> dict[int, list[Released]]:
    """Return what each release takes, by turns. The last one of each campaign is kept."""
    times: dict[int, list[Released]] = {subject.people: [] for subject in reported}
    for turn in range(rounds + 1):
        for subject in reported:
            found = release_once(store, subject.code, keep=turn == rounds)
            if turn:  # the first one warms up
                times[subject.people].append(found)
    return times


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
    engine: str,
    made: Mapping[int, list[Released]],
    shown: Mapping[int, list[float]],
    reading: int,
) -> None:
    """Print what releasing and showing cost at each size, as ratios to the smallest."""
    built = {people: [one.seconds for one in found] for people, found in made.items()}
    reading += sum(one.reading for found in made.values() for one in found)
    first = min(built)
    rows = [
        (
            f"{number(people, 0)} personnes",
            *(number(value, 2) for value in (median(seconds), min(seconds), max(seconds))),
            number(median(seconds) / median(built[first]), 2),
            number(median(seconds) - median(built[first]), 2),
            number(median(one.whole for one in made[people]), 2),
            number(median(shown[people]) * 1_000),
            number(median(shown[people]) / median(shown[first]), 2),
        )
        for people, seconds in built.items()
    ]
    show(
        f"4. Le rapport d’une campagne de 40 compétences (trois notes, 50 segments), {engine}",
        "   Publier : secondes CPU pour masquer, calculer et figer le rapport en deux langues ; "
        "afficher : ms CPU du serveur par page figée.\n"
        "   Réponses entières : secondes CPU des rangs et de la cohérence, en tâche de fond "
        f"au-delà de {number(finishing.MANY, 0)} réponses.\n"
        f"   Instructions qui lisent la table des envois, publication et affichage : {reading}.",
        (
            *("", "publier", "min", "max", "/ premier", "écart (s)"),
            *("rép. entières", "afficher", "/ premier"),
        ),
        rows,
    )
    more = median(built[max(built)]) - median(built[first])
    target = f"{number(max(built), 0)} personnes coûtent au plus {number(SECONDS_MORE)} s de plus"
    print(f"\n  Cible : {target} : {verdict(more <= SECONDS_MORE)}")
