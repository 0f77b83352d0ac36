"""Erasing a person on a real PostgreSQL: no table, statistic or page of the base keeps a word."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select, text

from referentiel.people import Person
from reports.exports import FORMATS
from reports.organisation_file import write_organisation
from reports.recount import differences
from reports.release import release_campaign
from surveys.models import Campaign
from surveys.queries.campaigns import received
from tests.conftest import NOW
from tests.erasing import (
    CROWD,
    MARK,
    WRITTEN,
    House,
    erase,
    give_anne,
    give_crowd,
    housed,
    report_of,
    run_everything,
    traces_of,
)
from tests.factories import LANGUAGES, make_organisation
from tests.test_postgres import engine, sessions  # noqa: F401 -- fixtures
from tests.unpacking import parts_of

pytestmark = pytest.mark.postgres
STATISTICS = """
SELECT tablename || '.' || attname, most_common_vals::text, histogram_bounds::text FROM pg_stats
"""


@pytest.fixture
def house(engine, sessions, tmp_path) -> Iterator[House]:  # noqa: ARG001, F811
    url = engine.url.render_as_string(hide_password=False)
    with housed(tmp_path / "house", url) as house:
        yield house


@pytest.fixture
def campaign(house) -> Campaign:
    """A campaign of a crowd, each with an account, a space and a few words."""
    return give_crowd(house)


@pytest.fixture
def anne(house, campaign) -> Person:
    """Somebody whose every word is a canary."""
    return give_anne(house, campaign)


def outside_transactions(house: House, *statements: str) -> None:
    with house.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def in_statistics(house: House) -> list[str]:
    """Return the columns of which a sample of values holds a word of hers."""
    with house.engine.connect() as connection:
        rows = connection.execute(text(STATISTICS)).all()
    return [row[0] for row in rows if MARK.casefold() in str(row).casefold()]


def in_pages(house: House) -> list[str]:
    """Return the files of tables, indexes and catalogues that hold a word of hers."""
    with house.engine.connect() as connection:
        base = Path(connection.exec_driver_sql("SHOW data_directory").scalar_one()) / "base"
    word = MARK.lower().encode()
    files = [path for path in base.rglob("*") if path.is_file()]
    return [path.name for path in files if word in path.read_bytes().lower()]


def exported_since(house: House, campaign: Campaign) -> list[bytes]:
    """Make every export that may be made once she is gone; return the files in them."""
    with house.sessions(True) as session:
        other = session.scalars(select(Person).order_by(Person.id)).first()
        asked = session.get_one(Campaign, campaign.id)
        release_campaign(session, asked, now=NOW, languages=LANGUAGES)
        session.commit()
        files = [report_of(session, asked, name) for name in FORMATS]
        organisation = BytesIO()
        write_organisation(session, make_organisation(session), organisation)
    own = house.client_of(other).post("/me/export").get_data()

    with ZipFile(BytesIO(own)) as archive:
        told = json.loads(archive.read("reperes.json"))
    assert told["answers"][0]["items"][0]["current"] == 0
    assert told["person"]["name"] == "Person0"
    return [part for data in (*files, organisation.getvalue(), own) for part in parts_of(data)]


def test_no_word_of_an_erased_person_is_left_anywhere(house, campaign, anne):
    client = run_everything(house, campaign, anne)
    outside_transactions(house, "ANALYZE", "CHECKPOINT")
    traces = traces_of(house, anne)
    assert set(house.tables_with(*traces)) > WRITTEN
    assert {"person.email", "note.text"} < set(in_statistics(house))
    assert in_pages(house) != []

    erase(client)

    assert house.tables_with(*traces) == []
    assert house.files_with(MARK.lower().encode()) == []
    assert in_statistics(house) == []
    outside_transactions(house, "VACUUM FULL", "CHECKPOINT")
    assert in_pages(house) == []
    with house.sessions(False) as session:
        assert differences(session, session.get_one(Campaign, campaign.id)) == {}
        assert received(session, [campaign.id]) == {campaign.id: CROWD}
    files = exported_since(house, campaign)
    word, browser = MARK.lower().encode(), f"{MARK} browser".lower().encode()
    assert len(files) > 10
    assert [data for data in files if word in data.lower().replace(browser, b"")] == []
