"""Opening an account: a letter proves the address, a notice comes before the name."""

from flask.testing import FlaskClient
from sqlalchemy import func, select

from referentiel.people import Person
from surveys.accounts import add_person
from surveys.models import AuditEntry, SignInLetter
from tests.conftest import NOW
from tests.correspondence import code_in, letters_to, link_in, wrong

NEW = "lucie@example.org"


def ask(client: FlaskClient):
    return client.post("/account/sign-in", data={"email": NEW})


def count_people(session):
    return session.scalar(select(func.count()).select_from(Person))


def test_an_unknown_address_opens_an_account_after_a_notice(client, session):
    ask(client)
    link = link_in(letters_to(session, NEW)[-1])

    page = client.get(link).get_data(as_text=True)
    assert "Ce qui est gardé" in page
    assert count_people(session) == 0

    answer = client.post(link, data={"name": "  Lucie   Martin "})
    person = session.scalars(select(Person)).one()
    assert (person.name, person.email, person.language) == ("Lucie Martin", NEW, "fr")
    assert person.since == NOW.date()
    assert answer.location == "/me/"
    assert client.get("/account/").status_code == 200
    acts = list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert acts[0] == "account.opened"


def test_an_account_is_not_opened_without_a_name(client, session):
    ask(client)

    for data in ({}, {"name": " "}, {"name": "x" * 121}):
        assert client.post(link_in(letters_to(session, NEW)[-1]), data=data).status_code == 200

    assert count_people(session) == 0
    assert session.scalar(select(SignInLetter.used_at)) is None


def test_a_code_opens_an_account_too(client, session):
    ask(client)
    code = code_in(letters_to(session, NEW)[-1])

    page = client.post("/account/letter", data={"code": code}).get_data(as_text=True)
    answer = client.post("/account/letter", data={"code": code, "name": "Lucie"})

    assert "Ce qui est gardé" in page
    assert answer.location == "/me/"
    assert session.scalar(select(Person.name)) == "Lucie"


def test_a_wrong_code_with_a_name_opens_nothing(client, session):
    ask(client)
    code = wrong(code_in(letters_to(session, NEW)[-1]))

    client.post("/account/letter", data={"code": code, "name": "Lucie"})

    assert count_people(session) == 0


def test_an_address_that_got_an_account_meanwhile_signs_in_to_it(client, session):
    ask(client)
    add_person(session, name="Lucie, invitée", email=NEW)
    session.commit()

    client.post(link_in(letters_to(session, NEW)[-1]), data={"name": "Lucie"})

    assert list(session.scalars(select(Person.name))) == ["Lucie, invitée"]
    assert client.get("/account/").status_code == 200
