"""An adversary with a whole snapshot tries to put anonymous answers beside those invited.

Two hundred people are invited one after the other, open their letters and answer in that very
order, by real requests; half of them after a reminder, on a later day. The campaign closes, its
figures are released, the worker does its work. Then the adversary has everything: tables with their
system columns, every file of the base byte by byte, what was logged, and the installation's secret.
He knows the order in which people came. He links each person to one answer; the exact chance of as
many right links under a random matching is printed. The same attacks on a snapshot taken before the
campaign is over do win: they can.
"""

import hmac
import logging
import random
import time
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from hashlib import sha256
from math import comb, factorial, sqrt
from pathlib import Path

import pytest
from flask import Response
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from referentiel.base import Base
from reports.release import release_first
from surveys.campaigns import close_campaign
from surveys.guard.sealing import hashed, keyed
from surveys.inviting.guests import Guest
from surveys.inviting.invitees import add_guests, ask, remind, token_from
from surveys.models import Campaign
from surveys.tickets import ALPHABET, CODE_LENGTH, LIVE, _signed, check_symbol, read_ticket
from tests.conftest import NOW
from tests.factories import LANGUAGES, SECRET, make_campaign, make_person
from tests.test_postgres import engine, sessions  # noqa: F401 -- fixtures
from webapp import create_app
from webapp.asking import write_to
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.delivering import Ground, deliver
from webapp.migrating import migrate
from webapp.scattered import scatter_what_is_over

PEOPLE = 200
MANY = 2000
UNLIKELY = Fraction(1, 10**6)  # of one attack; there are some three hundred on each engine
FAR = 5.2  # standard deviations of a rank correlation: as unlikely
LONGEST_SPELL = timedelta(minutes=16)  # past the grace


@dataclass
class Clock:
    now: object = NOW

    def __call__(self):
        return self.now


@dataclass
class Snapshot:
    """All that the adversary holds."""

    columns: Mapping[str, Mapping[str, list[tuple]]]  # table → column → values, in natural order
    files: Mapping[str, bytes]
    log: str


@dataclass
class Attack:
    """What was tried: how many of the links were right, and how far the two orders agree."""

    name: str
    right: int
    agreement: float  # standard deviations from none


@dataclass
class Lab:
    """An installation, and the truth that the adversary looks for."""

    settings: Settings
    engine: Engine
    folder: Path
    clock: Clock = field(default_factory=Clock)
    truth: list[bytes] = field(default_factory=list)  # hashes of tickets, in the order of invitees

    def __post_init__(self) -> None:
        self.begun = time.time() - 1
        self.sessions = session_maker(self.engine)
        self.app = create_app(self.settings, sessions=self.sessions, clock=self.clock)
        self.app.config["WTF_CSRF_ENABLED"] = False
        self.ground = Ground(self.settings, self.sessions, self.clock)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Stand in a request, as who writes letters does."""
        with self.app.test_request_context(base_url="http://localhost"):
            self.app.preprocess_request()
            yield

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def snapshot(self, log: str = "") -> Snapshot:
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execute(text("CHECKPOINT"))
            columns = {
                name: self._columns(connection, table)
                for name, table in Base.metadata.tables.items()
            }
        return Snapshot(columns, self._files(), log)

    def _columns(self, connection, table) -> dict[str, list]:
        """Return each column in the order in which a scan meets the rows, system columns too."""
        system = "" if self.is_sqlite else "xmin::text::bigint, cmin::text::bigint, ctid::text, "
        if self.is_sqlite and table.dialect_options["sqlite"]["with_rowid"]:
            system = "rowid, "
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        statement = f'SELECT {system}{names} FROM "{table.name}"'  # noqa: S608 -- our own names
        result = connection.execute(text(statement))
        places = system.count(",")
        keys = [f"{n} {key}" if n < places else key for n, key in enumerate(result.keys())]
        rows = result.all()
        return {key: [row[n] for row in rows] for n, key in enumerate(keys)}

    def _files(self) -> dict[str, bytes]:
        paths = sorted(path for path in self.folder.rglob("*") if self._is_ours(path))
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}

    def _is_ours(self, path: Path) -> bool:
        """Say whether a file was written since people were invited: others hold nothing of it."""
        return path.is_file() and path.stat().st_mtime >= self.begun


@pytest.fixture
def on_sqlite(tmp_path) -> Iterator[Lab]:
    folder = tmp_path / "installation"
    url = f"sqlite:///{folder}/base.sqlite3"
    engine = make_engine(url)  # noqa: F811
    migrate(engine)
    yield Lab(Settings(database_url=url, secret_key=SECRET, folder=folder), engine, folder)
    engine.dispose()


@pytest.fixture
def on_postgres(engine, sessions, tmp_path) -> Lab:  # noqa: ARG001, F811
    with engine.connect() as connection:
        data = connection.execute(text("SHOW data_directory")).scalar_one()
        own = text("SELECT oid FROM pg_database WHERE datname = current_database()")
        number = connection.execute(own).scalar_one()
    settings = Settings(
        database_url="unused", secret_key=SECRET, folder=tmp_path, public_url="http://localhost"
    )
    return Lab(settings, engine, Path(data) / "base" / str(number))


def live(lab: Lab, people: int) -> Campaign:
    """Invite, answer in the order of the invitations, remind half of them."""
    with lab.sessions(True) as session:
        campaign = make_campaign(session, ("D4-01", "D4-02", "D4-03"))
        by = make_person(session).id
        guests = [Guest(n, f"person{n}@example.org", f"Person {n}") for n in range(people)]
        invitees = add_guests(session, campaign, guests, secret=SECRET, by=by, now=NOW)
        with lab.asking():
            write_to(session, campaign, ask(session, campaign, by=by, now=NOW))
        session.commit()
    deliver(lab.ground)
    chance = random.Random(4)
    for n, invitee in enumerate(invitees):
        if n == people // 2:
            lab.clock.now += timedelta(days=3)
            with (
                lab.sessions(True) as session,
                lab.asking(),
            ):
                again = session.get_one(Campaign, campaign.id)
                write_to(session, again, remind(session, again, by=by, now=lab.clock()), again=True)
                session.commit()
            deliver(lab.ground)
        lab.truth.append(answer(lab, campaign, token_from(SECRET, invitee.seed), chance))
    return campaign


def answer(lab: Lab, campaign: Campaign, token: str, chance: random.Random) -> bytes:
    client = FlaskClient(lab.app, Response)
    assert client.post(f"/i/{token}").status_code == 303
    path = f"/c/{campaign.code}"
    cookie = client.get_cookie(f"ticket-{campaign.code}", path=path)
    ticket = {"ticket": cookie.value}
    about = {"profile": chance.choice(("P1", "P2")), "structure": chance.choice(STRUCTURES)}
    levels = {f"{rating}{n}": str(chance.randrange(5)) for n in range(3) for rating in "ci"}
    for step, said in ((1, about), (2, levels)):
        assert client.post(f"{path}/{step}", data=ticket | said).status_code == 303
    sent = client.post(f"{path}/send", data=ticket | {"notice": str(campaign.notice)})
    assert sent.location.endswith("/thanks"), sent.location
    return read_ticket(SECRET, campaign.id, cookie.value).hash


STRUCTURES = ("association", "public", "other")


def end(lab: Lab, campaign_id: int) -> None:
    """Close, release, and let the worker do what it does once the grace is over."""
    with lab.sessions(True) as session:
        campaign = session.get_one(Campaign, campaign_id)
        close_campaign(session, campaign, now=lab.clock())
        assert release_first(session, campaign, now=lab.clock(), languages=LANGUAGES)
        session.commit()
    for times in (1, 0):  # at once, and once the grace is over
        assert scatter_what_is_over(lab.ground) == times
    lab.clock.now += LONGEST_SPELL
    for times in (1, 0):
        assert scatter_what_is_over(lab.ground) == times


# What the adversary does.


def attacks(snapshot: Snapshot, truth: Sequence[bytes]) -> list[Attack]:
    """Return every attack: each gives invitees and answers an order, and links rank by rank."""
    invitees, answers = snapshot.columns["invitee"], snapshot.columns["submission"]
    hashes = [bytes(value) for value in answers["ticket_hash"]]
    who, what = invitee_orders(invitees), answer_orders(snapshot, answers, hashes)
    found = [
        matched(f"{mine} × {theirs}", order, answer_order, invitees["id"], truth)
        for mine, order in who.items()
        for theirs, answer_order in what.items()
    ]
    return [
        *found,
        *derivations(invitees, hashes, truth),
        nearest(snapshot, invitees, hashes, truth),
    ]


def invitee_orders(columns: Mapping[str, list]) -> dict[str, list[int]]:
    """Return the invitees (ids) in the order of each column that has one."""
    return {f"invitee.{key}": in_order(columns["id"], values) for key, values in columns.items()}


def answer_orders(
    snapshot: Snapshot, columns: Mapping[str, list], hashes: list[bytes]
) -> dict[str, list[bytes]]:
    """Return the hashes of the answers in every order that the snapshot holds."""
    orders = {f"answer.{key}": in_order(hashes, values) for key, values in columns.items()}
    orders["answer as scanned"] = list(hashes)
    segments = snapshot.columns["segment"]
    for key, values in segments.items():
        by_id = dict(zip(segments["id"], values, strict=True))
        orders[f"segment.{key}"] = in_order(hashes, [by_id[s] for s in columns["segment_id"]])
    tally = snapshot.columns["tally"]
    for key, values in tally.items():
        if key[0].isdigit():  # a system column: which submission touched a count first, or last
            for name, pick in (("first", min), ("last", max)):
                found = {}
                for segment, value in zip(tally["segment_id"], map(plain, values), strict=True):
                    found[segment] = pick(found.get(segment, value), value)
                orders[f"tally.{key} {name}"] = in_order(
                    hashes, [found[s] for s in columns["segment_id"]]
                )
    for name, content in snapshot.files.items():
        for place, seek in (("first", content.find), ("last", content.rfind)):
            offsets = [seek(ticket) for ticket in hashes]
            if max(offsets) >= 0:
                orders[f"{name} {place} byte"] = in_order(hashes, offsets)
    return orders


def in_order(things: Sequence, values: Sequence) -> list:
    """Return things by their values; among equals, as they were met."""
    return [thing for _, thing in sorted(zip(map(plain, values), things, strict=True), key=first)]


def first(pair: tuple) -> object:
    return pair[0]


def plain(value: object) -> tuple:
    """Return what can be compared: nothing first, then numbers, then words."""
    if isinstance(value, str) and value.startswith("(") and "," in value:  # a place: (page,row)
        page, row = value.strip("()").split(",")
        return (1, int(page), int(row))
    if isinstance(value, bool | int | float):
        return (1, value, 0)
    return (0, 0, 0) if value is None else (2, str(value), 0)


def matched(
    name: str, people: Sequence[int], answers: Sequence[bytes], ids: Sequence[int], truth
) -> Attack:
    """Return what linking the nth person with the nth answer gives."""
    own = dict(zip(sorted(ids), truth, strict=True))
    rank = {ticket: n for n, ticket in enumerate(answers)}
    right = [rank[own[person]] for person in people]
    return Attack(name, sum(n == m for n, m in enumerate(right)), agreement(right))


def agreement(ranks: Sequence[int]) -> float:
    """Return Spearman's correlation of ranks in standard deviations: 1/√(n − 1) under chance."""
    n = len(ranks)
    squares = sum((place - rank) ** 2 for place, rank in enumerate(ranks))
    return (1 - 6 * squares / (n * (n * n - 1))) * sqrt(n - 1)


def derivations(invitees: Mapping[str, list], hashes: list[bytes], truth) -> list[Attack]:
    """Try to make each ticket of what is known of its invitee and of the secret."""
    found, known = [], set(hashes)
    rows = [dict(zip(invitees, row, strict=True)) for row in zip(*invitees.values(), strict=True)]
    rows.sort(key=lambda row: row["id"])
    for name, text_of in BASES.items():
        for how, digest in DIGESTS.items():
            right = 0
            for row, own in zip(rows, truth, strict=True):
                made = guesses(row["campaign_id"], digest(text_of(row)))
                right += own in made & known
            found.append(Attack(f"ticket of {how}({name})", right, 0.0))
    return found


BASES: Mapping[str, Callable[[Mapping], str]] = {
    "id": lambda row: str(row["id"]),
    "email": lambda row: row["email"],
    "seed": lambda row: bytes(row["seed"]).hex(),
    "token": lambda row: token_from(SECRET, bytes(row["seed"])),
    "token hash": lambda row: bytes(row["token_hash"]).hex(),
}
DIGESTS: Mapping[str, Callable[[str], bytes]] = {
    "sha256": lambda said: sha256(said.encode()).digest(),
    "hmac": lambda said: hmac.new(SECRET.encode(), said.encode(), sha256).digest(),
    "ticket": lambda said: keyed(SECRET, "ticket", said),
    "invitee": lambda said: keyed(SECRET, "invitee", said),
}


def guesses(campaign_id: int, digest: bytes) -> set[bytes]:
    """Return the hashes that a digest may lead to: itself, its hash, the ticket of its symbols."""
    symbols = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:CODE_LENGTH])
    ticket = _signed(SECRET, campaign_id, symbols + check_symbol(symbols), LIVE)
    return {digest, sha256(digest).digest(), hashed(digest.hex()), ticket.hash}


def nearest(snapshot: Snapshot, invitees: Mapping[str, list], hashes: list[bytes], truth) -> Attack:
    """Link each person to the answer whose bytes lie nearest theirs in any file."""
    own = dict(zip(sorted(invitees["id"]), truth, strict=True))
    near: dict[int, tuple[int, bytes]] = {}
    for content in snapshot.files.values():
        lying = sorted((at, ticket) for ticket in hashes for at in places(content, ticket))
        for person, token in zip(invitees["id"], invitees["token_hash"], strict=True):
            for at in places(content, bytes(token)):
                n = bisect(lying, (at,))
                for place, ticket in lying[max(0, n - 1) : n + 1]:
                    found = (abs(place - at), ticket)
                    near[person] = min(near.get(person, found), found)
    right = sum(ticket == own[person] for person, (_gap, ticket) in near.items())
    return Attack("nearest bytes", right, 0.0)


def places(content: bytes, word: bytes) -> Iterator[int]:
    at = content.find(word)
    while at >= 0:
        yield at
        at = content.find(word, at + 1)


def chance_of(right: int, n: int) -> Fraction:
    """Return how likely a random matching of n has at least so many right links, exactly."""
    none_right = [1, 0]  # matchings of so many in which nobody is right
    for m in range(2, n + 1):
        none_right.append((m - 1) * (none_right[m - 1] + none_right[m - 2]))
    fewer = sum(comb(n, k) * none_right[n - k] for k in range(min(right, n + 1)))
    return 1 - Fraction(fewer, factorial(n))


def report(lab: Lab, tried: Sequence[Attack]) -> None:
    best = sorted(tried, key=lambda attack: (-attack.right, -abs(attack.agreement)))[:5]
    said = f"{lab.engine.dialect.name}: {len(tried)} attacks on {len(lab.truth)} people; the best:"
    print(f"\n{said}")  # noqa: T201
    for attack in best:
        p = float(chance_of(attack.right, len(lab.truth)))
        said = f"{attack.right:4} right, p = {p:.3g}, {attack.agreement:+.1f} sd   {attack.name}"
        print(f"  {said}")  # noqa: T201
    farthest = max(tried, key=lambda attack: abs(attack.agreement))
    print(f"  farthest order: {farthest.agreement:+.2f} sd   {farthest.name}")  # noqa: T201


def won(tried: Sequence[Attack], n: int) -> list[Attack]:
    """Return the attacks that did better than chance explains."""
    most = next(right for right in range(n) if chance_of(right, n) < UNLIKELY)
    return [attack for attack in tried if attack.right >= most or abs(attack.agreement) > FAR]


def attacked(lab: Lab, caplog, people: int) -> None:
    caplog.set_level(logging.DEBUG)
    campaign = live(lab, people)
    early = attacks(lab.snapshot(), lab.truth)
    report(lab, early)
    assert won(early, people), "the adversary is too weak to prove anything"
    end(lab, campaign.id)
    late = lab.snapshot(caplog.text)
    tried = attacks(late, lab.truth)
    report(lab, tried)

    assert won(tried, people) == []
    assert residues(late, lab.truth) == []
    assert [word for word in log_words(late) if word in late.log] == []


def residues(snapshot: Snapshot, truth: Sequence[bytes]) -> list[str]:
    """Return the files that hold an answer’s hash more than in its row and in its index."""
    return [
        f"{name}: {content.count(ticket)}"
        for name, content in snapshot.files.items()
        for ticket in truth[:20]
        if content.count(ticket) > MOST_COPIES
    ]


# SQLite keeps the key of a table without rows’ numbers in its indexes too; a B-tree of PostgreSQL
# has the first key of a page in that page, at the end of the page before and in the page above.
MOST_COPIES = 3


def log_words(snapshot: Snapshot) -> list[str]:
    invitees = snapshot.columns["invitee"]
    tokens = [token_from(SECRET, bytes(seed)) for seed in invitees["seed"]]
    return [
        *invitees["email"],
        *tokens,
        *(bytes(h).hex() for h in snapshot.columns["submission"]["ticket_hash"]),
    ]


def test_the_exact_chance_of_right_links():
    # Of the 24 matchings of four, 9 have none right, 8 one, 6 two, none three, 1 four.
    assert [chance_of(right, 4) for right in range(6)] == [
        1,
        Fraction(15, 24),
        Fraction(7, 24),
        Fraction(1, 24),
        Fraction(1, 24),
        0,
    ]


def test_a_snapshot_of_sqlite_links_nobody(on_sqlite, caplog):
    attacked(on_sqlite, caplog, PEOPLE)


@pytest.mark.postgres
def test_a_snapshot_of_postgresql_links_nobody(on_postgres, caplog):
    attacked(on_postgres, caplog, PEOPLE)


@pytest.mark.chaos
def test_two_thousand_people_on_sqlite(on_sqlite, caplog):
    attacked(on_sqlite, caplog, MANY)


@pytest.mark.chaos
@pytest.mark.postgres
def test_two_thousand_people_on_postgresql(on_postgres, caplog):
    attacked(on_postgres, caplog, MANY)
