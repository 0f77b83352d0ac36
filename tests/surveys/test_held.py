"""Every row about a person is found from the tables: theirs goes, others lose their name."""

from sqlalchemy import LargeBinary

from referentiel.base import Base
from surveys.guard.sessions import begin_session
from surveys.held import ANSWERS, SECRETS, delete_rows, naming_columns, own_tables, rows_of
from surveys.models import Invitation, Membership, WebSession
from surveys.roles import Role
from tests.answering import count
from tests.conftest import NOW
from tests.factories import make_organisation, make_person


def pointing():
    """Return every column that points to a person."""
    return {
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    }


def test_each_column_that_points_to_a_person_is_theirs_or_names_them():
    own = {f"{table.name}.person_id" for table in own_tables()}
    naming = {str(column) for column in naming_columns()}

    assert own | naming | {f"{ANSWERS}.person_id"} == pointing()
    assert own & naming == set()


def test_a_name_can_be_taken_off_every_row_of_another():
    assert [str(column) for column in naming_columns() if not column.nullable] == []


def test_rows_of_a_person_go_and_those_of_others_lose_their_name(session):
    anne, benoit = make_person(session, "Anne"), make_person(session, "Benoit")
    unadel = make_organisation(session)
    for person in (anne, benoit):
        session.add(Membership(organisation_id=unadel.id, person_id=person.id, role=Role.MEMBER))
        begin_session(session, person, method="letter", browser="Firefox", now=NOW)
    session.add(
        Invitation(
            organisation_id=unadel.id,
            email="c@example.org",
            role="member",
            token_hash=b"x" * 32,
            invited_by=anne.id,
            invited_at=NOW,
            expires_at=NOW,
        )
    )
    session.flush()

    delete_rows(session, anne.id)

    session.expire_all()
    assert (count(session, Membership), count(session, WebSession)) == (1, 1)
    assert session.query(Invitation).one().invited_by is None
    assert set(map(len, rows_of(session, anne.id).values())) == {0}


def test_what_lets_somebody_in_is_not_told(session):
    anne = make_person(session, "Anne")
    begin_session(session, anne, method="letter", browser="Firefox", now=NOW, id_token="secret")

    [told] = rows_of(session, anne.id)["web_session"]

    assert told["browser"] == "Firefox"
    assert told["begun_at"] == NOW.isoformat()
    assert set(told) == {"method", "browser", "begun_at", "proved_at", "seen_on", "ended_at"}


def test_no_key_and_no_secret_is_ever_told():
    kept_back = {
        f"{table.name}.{column.name}"
        for table in own_tables()
        for column in table.columns
        if isinstance(column.type, LargeBinary) or column.name in SECRETS
    }

    assert {"credential.password_hash", "web_session.token_hash", "person_key.key"} <= kept_back
