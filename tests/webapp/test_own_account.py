"""One's own account: name, language, address, password."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from referentiel.people import Person
from surveys.accounts import add_person, authenticate
from surveys.guard.letters import MOST_TRIES
from surveys.guard.passwords import has_password, set_password
from surveys.guard.sealing import hashed
from surveys.guard.sessions import FRESH, begin_session, recognise
from surveys.models import AuditEntry
from tests.conftest import NOW
from tests.correspondence import code_in, letters_to, wrong

GOOD = "cheval agrafe nuage correct"
OTHER = "tambour oblique sardine lundi"
NEW = "anne@nouvelle.example"
LATER = NOW + FRESH + timedelta(seconds=1)


@pytest.fixture
def anne(sign_in_as):
    """A client signed in as Anne, who has no role anywhere."""
    return sign_in_as(name="Anne")


@pytest.fixture
def person(anne, session):  # noqa: ARG001 -- she must be there
    return session.scalars(select(Person)).one()


def elsewhere(session, person):
    """Return the token of another browser in which a person is signed in."""
    token = begin_session(session, person, method="letter", browser="", now=NOW)
    session.commit()
    return token


def acts(session):
    return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


@pytest.mark.parametrize(
    "path", ["/account/", "/account/password", "/account/address", "/account/sessions/"]
)
def test_an_account_is_shown_to_its_owner_alone(client, path):
    assert client.get(path).location.startswith("/account/sign-in?next=/account")


def test_name_and_language_can_be_changed(anne, person, session):
    answer = anne.post("/account/", data={"name": " Anne  Dupont ", "language": "en"})

    session.refresh(person)
    assert answer.location == "/account/"
    assert (person.name, person.language) == ("Anne Dupont", "en")
    assert anne.get_cookie("language").value == "en"


@pytest.mark.parametrize(
    "data", [{"name": ""}, {"name": "A", "language": "xx"}, {"name": "é" * 121}]
)
def test_a_form_that_is_not_right_changes_nothing_and_keeps_what_was_typed(
    anne, person, session, data
):
    page = anne.post("/account/", data=data).get_data(as_text=True)

    session.refresh(person)
    assert "Erreur" in page
    assert f'value="{data["name"]}"' in page
    assert person.name == "Anne"


# Password


def test_a_password_can_be_chosen_and_the_person_is_told(anne, person, session):
    other = elsewhere(session, person)

    answer = anne.post("/account/password", data={"password": GOOD})

    assert answer.location == "/account/"
    assert authenticate(session, person.email, GOOD).id == person.id
    assert recognise(session, other, now=NOW) is None
    assert anne.get("/account/").status_code == 200
    assert "mot de passe" in letters_to(session, person.email)[0]
    assert GOOD not in letters_to(session, person.email)[0]
    assert acts(session) == ["account.password"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Écrivez le mot de passe que vous voulez avoir."),
        ("court", "12 signes au moins"),
        ("anne anne anne", "Ce mot de passe se devine trop vite."),
        ("x" * 201, "200 signes au plus"),
        ("x" * 50_000, "200 signes au plus"),
    ],
)
def test_a_password_that_does_not_do_is_said_and_never_shown_again(
    anne, person, session, typed, sentence
):
    page = anne.post("/account/password", data={"password": typed}).get_data(as_text=True)

    assert sentence in page
    assert not typed or f'value="{typed}"' not in page
    assert not has_password(session, person.id)
    assert letters_to(session, person.email) == []


def test_a_password_can_be_taken_away(anne, person, session):
    set_password(session, person, GOOD, now=NOW)
    other = elsewhere(session, person)
    assert "Supprimer le mot de passe" in anne.get("/account/password").get_data(as_text=True)

    anne.post("/account/password/remove")

    assert not has_password(session, person.id)
    assert recognise(session, other, now=NOW) is None
    assert "supprimé" in letters_to(session, person.email)[0]
    assert acts(session) == ["account.password_removed"]


@pytest.mark.parametrize("path", ["/account/password", "/account/address"])
def test_who_signed_in_long_ago_proves_again_who_they_are(anne, clock, path):
    clock.now = LATER

    answer = anne.get(path)

    assert answer.location == f"/account/sign-in?again=1&next={path}"
    assert "Montrer que c’est vous" in anne.get(answer.location).get_data(as_text=True)


def test_what_was_typed_too_late_is_not_lost_and_a_password_is_not_repeated(anne, clock):
    clock.now = LATER

    address = anne.post("/account/address", data={"email": NEW})
    password = anne.post("/account/password", data={"password": GOOD})

    assert (address.status_code, password.status_code) == (400, 400)
    assert f'name="email" value="{NEW}"' in address.get_data(as_text=True)
    assert GOOD not in password.get_data(as_text=True)


def test_a_password_is_not_removed_by_who_signed_in_long_ago(anne, person, session, clock):
    set_password(session, person, GOOD, now=NOW)
    session.commit()
    clock.now = LATER

    answer = anne.post("/account/password/remove")

    assert answer.location == "/account/sign-in?again=1&next=/account/"
    assert has_password(session, person.id)


def test_proving_again_leads_back_in_a_session_of_its_own(anne, person, session, clock):
    set_password(session, person, GOOD, now=NOW)
    session.commit()
    with anne.session_transaction() as cookie:
        before = cookie["_user_id"]
    clock.now = LATER

    typed = {"email": person.email, "password": GOOD}
    answer = anne.post("/account/sign-in?again=1&next=/account/password", data=typed)

    assert answer.location == "/account/password"
    assert anne.get("/account/password").status_code == 200
    assert recognise(session, before, now=LATER) is None


def test_who_is_signed_in_and_proved_it_lately_is_not_asked_again(anne):
    for query in ("", "?again=1"):
        assert anne.get(f"/account/sign-in{query}").location == "/me/"


# Address


def test_a_new_address_is_taken_once_its_letter_s_code_is_typed(anne, person, session):
    old, other = person.email, elsewhere(session, person)

    asked = anne.post("/account/address", data={"email": " Anne@Nouvelle.example "})
    session.refresh(person)
    assert asked.location == "/account/address"
    assert person.email == old

    code = code_in(letters_to(session, NEW)[0])
    assert NEW in anne.get("/account/address").get_data(as_text=True)
    answer = anne.post("/account/address/confirm", data={"code": code})

    session.refresh(person)
    assert answer.location == "/account/"
    assert person.email == NEW
    assert "vient d’être changée" in letters_to(session, old)[0]
    assert recognise(session, other, now=NOW) is None
    assert acts(session) == ["account.address"]


def test_a_wrong_code_changes_nothing_and_too_many_end_the_letter(anne, person, session):
    anne.post("/account/address", data={"email": NEW})
    code = code_in(letters_to(session, NEW)[0])

    for _ in range(MOST_TRIES):
        page = anne.post("/account/address/confirm", data={"code": wrong(code)})
        assert "Ce n’est pas le code du courriel." in page.get_data(as_text=True)
    page = anne.post("/account/address/confirm", data={"code": code}).get_data(as_text=True)

    session.refresh(person)
    assert "Ce courriel ne sert plus" in page
    assert person.email != NEW


def test_an_address_of_somebody_else_gets_the_same_page_and_another_letter(anne, session, clock):
    add_person(session, name="Paul", email="paul@example.org")
    session.commit()
    pages = []
    for email in (NEW, "paul@example.org"):
        clock.now += timedelta(seconds=1)
        anne.post("/account/address", data={"email": email})
        pages.append(anne.get("/account/address").get_data(as_text=True).replace(email, "…"))

    letter = letters_to(session, "paul@example.org")[0]

    assert pages[0] == pages[1]
    assert "déjà celle du vôtre" in letter
    with pytest.raises(IndexError):
        code_in(letter)


def test_an_address_taken_meanwhile_is_refused(anne, person, session):
    anne.post("/account/address", data={"email": NEW})
    add_person(session, name="Paul", email=NEW)
    session.commit()

    code = code_in(letters_to(session, NEW)[0])
    page = anne.post("/account/address/confirm", data={"code": code}).get_data(as_text=True)

    session.refresh(person)
    assert "Cette adresse est déjà celle d’un compte." in page
    assert person.email != NEW


def test_one_s_own_address_is_no_new_one(anne, person, session):
    page = anne.post("/account/address", data={"email": person.email.upper()})

    assert "C’est déjà votre adresse." in page.get_data(as_text=True)
    assert letters_to(session, person.email) == []


def test_a_code_for_a_new_address_signs_nobody_in(anne, app, session):
    anne.post("/account/address", data={"email": NEW})
    code = code_in(letters_to(session, NEW)[0])
    other = app.test_client()
    other.set_cookie("asking", anne.get_cookie("asking", path="/account").value, path="/account")

    answer = other.post("/account/letter", data={"code": code})

    assert answer.location == "/account/sign-in"


def test_a_code_that_another_account_asked_for_changes_nobody_s_address(anne, sign_in_as, session):
    paul = sign_in_as(name="Paul")
    paul.post("/account/address", data={"email": NEW})
    code = code_in(letters_to(session, NEW)[0])
    anne.set_cookie("asking", paul.get_cookie("asking", path="/account").value, path="/account")

    anne.post("/account/address/confirm", data={"code": code})

    assert session.scalar(select(Person).where(Person.email == NEW)) is None


# Browsers


def test_browsers_are_listed_and_ended_one_by_one(anne, person, session):
    other = begin_session(session, person, method="passkey", browser="Safari, iPhone", now=NOW)
    session.commit()

    page = anne.get("/account/sessions/").get_data(as_text=True)
    assert "Safari, iPhone" in page
    assert "ce navigateur" in page
    assert "par une clé d’accès" in page

    anne.post("/account/sessions/end", data={"which": hashed(other).hex()})
    assert recognise(session, other, now=NOW) is None
    assert "Safari, iPhone" not in anne.get("/account/sessions/").get_data(as_text=True)
    assert acts(session) == ["account.session_ended"]


def test_all_other_browsers_are_ended_at_once(anne, person, session):
    others = [elsewhere(session, person) for _ in range(3)]

    anne.post("/account/sessions/end-others")

    assert [recognise(session, token, now=NOW) for token in others] == [None] * 3
    assert anne.get("/account/").status_code == 200


def test_nobody_ends_or_sees_the_browsers_of_somebody_else(anne, sign_in_as, session):
    sign_in_as(name="Paul")
    paul = session.scalars(select(Person).where(Person.name == "Paul")).one()
    token = begin_session(session, paul, method="letter", browser="Opera, Linux", now=NOW)
    session.commit()

    anne.post("/account/sessions/end", data={"which": hashed(token).hex()})
    anne.post("/account/sessions/end-others")

    assert recognise(session, token, now=NOW)
    assert "Opera" not in anne.get("/account/sessions/").get_data(as_text=True)


@pytest.mark.parametrize("which", ["", "zz", "00", "é", "0" * 5_000])
def test_a_browser_that_is_none_ends_nothing(anne, which):
    answer = anne.post("/account/sessions/end", data={"which": which})

    assert answer.status_code in (303, 400)
    assert anne.get("/account/").status_code == 200


def test_a_browser_signed_out_elsewhere_is_led_to_sign_in(anne, person, session, app):
    token = elsewhere(session, person)
    other = app.test_client()
    with other.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert other.get("/account/").status_code == 200

    anne.post("/account/sessions/end-others")

    assert other.get("/account/").location == "/account/sign-in?next=/account/"


def test_a_browser_left_for_two_weeks_is_led_to_sign_in(anne, clock):
    clock.now = NOW + timedelta(days=15)

    assert anne.get("/account/").location == "/account/sign-in?next=/account/"
