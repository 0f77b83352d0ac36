"""Passkeys, codes of an authenticator and recovery codes, from the pages."""

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from surveys.accounts import add_person
from surveys.guard.one_time import asks_code, begin_one_time, confirm_one_time, key_to_show
from surveys.guard.recovery import new_codes
from surveys.models import AuditEntry, Outgoing, Passkey, RecoveryCode, WebSession
from tests.authenticator import SoftPasskey
from tests.conftest import NOW, PASSWORD
from tests.factories import SECRET, make_person

FACTORS = "/account/factors/"
SECOND = "/account/factors/second"
ENTER = "/account/factors/passkeys/enter"
QUARTER = timedelta(minutes=16)


@pytest.fixture
def anne(sign_in_as):
    return sign_in_as()


@pytest.fixture
def key(anne):
    """A passkey that Anne has added."""
    key = SoftPasskey()
    assert add(anne, key).status_code == 303
    return key


@pytest.fixture
def zoe(session):
    return add_person(session, name="Zoé", email="zoe@example.org", password=PASSWORD)


@pytest.fixture
def codes(session, zoe):
    """The authenticator of Zoé, who signs in with a password."""
    begin_one_time(session, zoe.id, secret=SECRET)
    totp = pyotp.TOTP(key_to_show(session, zoe.id, secret=SECRET))
    then = NOW - timedelta(minutes=5)
    confirm_one_time(session, zoe.id, totp.at(then), secret=SECRET, now=then)
    session.commit()
    return totp


def add(client, key, *, name="Téléphone"):
    options = client.post(f"{FACTORS}passkeys/create").get_data(as_text=True)
    return client.post(FACTORS, data={"name": name, "answer": key.make(options)})


def show(client, key, **more):
    options = client.post(f"{FACTORS}passkeys/ask").get_data(as_text=True)
    return client.post(ENTER, data={"answer": key.show(options), **more})


def begin(client):
    """Sign in as Zoé by the password alone."""
    data = {"email": "zoe@example.org", "password": PASSWORD}
    return client.post("/account/sign-in?next=/events/", data=data)


def is_in(client):
    return client.get(FACTORS).status_code == 200


def acts(session):
    return session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()


def letters(session):
    return [row.payload["body"] for row in session.scalars(select(Outgoing)).all()]


@pytest.mark.usefixtures("key")
def test_an_added_passkey_is_listed_and_told_by_mail(anne, session):
    page = anne.get(FACTORS).get_data(as_text=True)

    assert "Téléphone" in page
    assert acts(session) == ["account.passkey_added"]
    assert "« Téléphone » a été ajoutée" in letters(session)[0].replace("\xa0", " ")


def test_a_passkey_signs_in_without_a_second_factor(app, client, codes, session):
    begin(client)
    client.post(SECOND, data={"code": codes.at(NOW)})
    key = SoftPasskey()
    add(client, key)
    fresh = app.test_client()

    answer = show(fresh, key, next="/events/")

    assert (answer.status_code, answer.location) == (303, "/events/")
    assert is_in(fresh)
    last = session.scalars(select(WebSession).order_by(WebSession.begun_at)).all()[-1]
    assert last.method == "passkey"


def test_a_shown_passkey_leads_to_no_other_site(app, key):
    client = app.test_client()

    answer = show(client, key, next="//evil.example/")

    assert answer.location.startswith("/")
    assert not answer.location.startswith("//")


def test_a_challenge_serves_once(app, key):
    client = app.test_client()
    options = client.post(f"{FACTORS}passkeys/ask").get_data(as_text=True)
    kept = client.get_cookie("session").value
    answer = key.show(options)
    client.post(ENTER, data={"answer": answer})
    thief = app.test_client()
    thief.set_cookie("session", kept)
    key.count += 1

    refused = thief.post(ENTER, data={"answer": key.show(options)})

    assert refused.location == "/account/sign-in"
    assert not is_in(thief)


def test_a_challenge_serves_the_browser_that_asked_for_it(app, key):
    options = app.test_client().post(f"{FACTORS}passkeys/ask").get_data(as_text=True)
    other = app.test_client()

    other.post(ENTER, data={"answer": key.show(options)})

    assert not is_in(other)


def test_a_challenge_waits_ten_minutes(app, key, clock):
    client = app.test_client()
    options = client.post(f"{FACTORS}passkeys/ask").get_data(as_text=True)
    clock.now = NOW + timedelta(minutes=10)

    client.post(ENTER, data={"answer": key.show(options)})

    assert not is_in(client)


def test_a_removed_passkey_signs_nobody_in(app, anne, key, session):
    passkey_id = session.scalar(select(Passkey.id))

    anne.post(f"{FACTORS}passkeys/{passkey_id}/remove")

    client = app.test_client()
    show(client, key)
    assert not is_in(client)
    assert acts(session)[-1] == "account.passkey_removed"
    assert len(letters(session)) == 2


@pytest.mark.usefixtures("key")
def test_nobody_removes_the_passkey_of_another(sign_in_as, session):
    passkey_id = session.scalar(select(Passkey.id))

    sign_in_as(name="Bilal").post(f"{FACTORS}passkeys/{passkey_id}/remove")

    assert session.scalar(select(Passkey.id)) == passkey_id


def test_a_passkey_without_a_name_keeps_what_was_typed_and_is_not_added(anne, session):
    answer = anne.post(FACTORS, data={"name": "", "answer": "{}"})

    assert answer.status_code == 200
    assert "Donnez-lui un nom" in answer.get_data(as_text=True)
    assert session.scalar(select(Passkey.id)) is None


def test_without_a_script_no_passkey_is_added_and_the_page_says_so(anne):
    page = anne.post(FACTORS, data={"name": "Téléphone"}).get_data(as_text=True)

    assert "demande un navigateur avec JavaScript" in page
    assert 'value="Téléphone"' in page


def test_changes_ask_for_a_recent_proof(anne, clock, session):
    clock.now = NOW + QUARTER

    page = anne.get(FACTORS).get_data(as_text=True)
    answers = [
        anne.post(FACTORS + act)
        for act in (
            "passkeys/create",
            "passkeys/1/remove",
            "one-time/begin",
            "one-time/remove",
            "recovery",
        )
    ]

    assert "Me connecter de nouveau" in page
    assert "Ajouter une clé" not in page
    assert all("/account/sign-in?again=1" in answer.location for answer in answers)
    assert acts(session) == []


def test_an_authenticator_is_set_up_by_its_first_code(anne, session):
    answer = anne.post(f"{FACTORS}one-time/begin", follow_redirects=True)
    page = answer.get_data(as_text=True)
    shown = re.search(r'class="key">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")

    wrong = anne.post(f"{FACTORS}one-time", data={"code": "000000"})
    right = anne.post(f"{FACTORS}one-time", data={"code": pyotp.TOTP(shown).at(NOW)})

    assert answer.headers["Cache-Control"] == "no-store"
    assert "<svg" in page
    assert "a déjà servi" in wrong.get_data(as_text=True)
    assert len(re.findall(r"<li><code>", right.get_data(as_text=True))) == 10
    assert right.headers["Cache-Control"] == "no-store"
    assert acts(session) == ["account.one_time_added"]
    assert anne.get(f"{FACTORS}one-time").location == FACTORS


def test_the_key_of_an_authenticator_in_service_is_not_shown_again(anne, session):
    anne.post(f"{FACTORS}one-time/begin")
    key = key_to_show(session, make_person(session).id, secret=SECRET)
    anne.post(f"{FACTORS}one-time", data={"code": pyotp.TOTP(key).at(NOW)})

    answer = anne.post(f"{FACTORS}one-time/begin")

    assert answer.status_code == 409
    assert key not in anne.get(FACTORS).get_data(as_text=True)


@pytest.mark.usefixtures("codes")
def test_who_has_an_authenticator_is_asked_for_a_code(client, session):
    answer = begin(client)

    assert answer.location == SECOND
    assert "Encore un code" in client.get(SECOND).get_data(as_text=True)
    assert session.scalars(select(WebSession)).all() == []
    assert not is_in(client)


def test_the_code_of_the_authenticator_signs_in(client, codes, session):
    begin(client)

    answer = client.post(SECOND, data={"code": codes.at(NOW)})

    assert (answer.status_code, answer.location) == (303, "/events/")
    assert is_in(client)
    entry = session.scalars(select(AuditEntry)).all()[-1]
    assert (entry.act, entry.subject) == ("account.signed_in", "password+one_time")


def test_a_code_serves_one_sign_in(app, client, codes):
    begin(client)
    client.post(SECOND, data={"code": codes.at(NOW)})
    other = app.test_client()
    begin(other)

    answer = other.post(SECOND, data={"code": codes.at(NOW)})

    assert "a déjà servi" in answer.get_data(as_text=True)
    assert not is_in(other)


def test_a_first_proof_serves_one_sign_in(app, client, codes, clock):
    begin(client)
    kept = client.get_cookie("session").value
    client.post(SECOND, data={"code": codes.at(NOW)})
    thief = app.test_client()
    thief.set_cookie("session", kept)
    clock.now = NOW + timedelta(minutes=1)

    answer = thief.post(SECOND, data={"code": codes.at(clock.now)})

    assert answer.status_code == 409
    assert not is_in(thief)


def test_a_first_proof_waits_ten_minutes(client, codes, clock):
    begin(client)
    clock.now = NOW + timedelta(minutes=10)

    answer = client.post(SECOND, data={"code": codes.at(clock.now)})

    assert answer.location == "/account/sign-in"
    assert not is_in(client)


@pytest.mark.usefixtures("codes")
def test_a_first_proof_opens_no_other_page(client):
    begin(client)

    for path in (FACTORS, f"{FACTORS}one-time", "/campaigns/"):
        assert client.get(path).location.startswith("/account/sign-in")


@pytest.mark.usefixtures("codes")
def test_a_recovery_code_serves_once_and_is_told_by_mail(app, client, zoe, session):
    code, *_ = new_codes(session, zoe.id, secret=SECRET)
    begin(client)

    answer = client.post(SECOND, data={"code": code})

    assert answer.location == "/events/"
    assert "il en reste 9" in client.get("/events/").get_data(as_text=True)
    assert "il en reste 9" in letters(session)[-1]
    other = app.test_client()
    begin(other)
    other.post(SECOND, data={"code": code})
    assert not is_in(other)


def test_a_passkey_is_a_second_factor_too(app, client, codes):
    begin(client)
    client.post(SECOND, data={"code": codes.at(NOW)})
    key = SoftPasskey()
    add(client, key)
    other = app.test_client()
    begin(other)

    answer = show(other, key)

    assert answer.location == "/events/"
    assert is_in(other)


@pytest.mark.usefixtures("codes")
def test_a_refused_passkey_leaves_the_first_proof_waiting(client, key):
    begin(client)
    key.user = b"nobody"

    answer = show(client, key)

    assert answer.location == SECOND
    assert "n’a pas été reconnue" in client.get(SECOND).get_data(as_text=True)


def test_six_wrong_codes_stop_the_next_and_the_owner_is_told_once(client, codes, session):
    begin(client)
    for _ in range(6):
        client.post(SECOND, data={"code": "000000"})
    before = len(letters(session))

    pages = [client.post(SECOND, data={"code": codes.at(NOW)}) for _ in range(2)]

    assert "Trop d’essais" in pages[0].get_data(as_text=True)
    assert not is_in(client)
    assert len(letters(session)) == before + 1
    assert acts(session).count("account.second_factor_refused") == 1


def test_new_recovery_codes_are_shown_once_and_replace_the_old(client, codes, zoe, session):
    old, *_ = new_codes(session, zoe.id, secret=SECRET)
    begin(client)
    client.post(SECOND, data={"code": codes.at(NOW)})

    page = client.post(f"{FACTORS}recovery").get_data(as_text=True)

    shown = re.findall(r"<li><code>([a-z2-9-]+)<", page)
    assert len(shown) == 10
    assert old not in shown
    assert shown[0] not in client.get(FACTORS).get_data(as_text=True)


def test_a_removed_authenticator_is_asked_no_more(app, client, codes, zoe, session):
    new_codes(session, zoe.id, secret=SECRET)
    begin(client)
    client.post(SECOND, data={"code": codes.at(NOW)})

    client.post(f"{FACTORS}one-time/remove")

    assert not asks_code(session, zoe.id)
    assert session.scalar(select(RecoveryCode.person_id)) is None
    assert begin(app.test_client()).location == "/events/"
    assert "n’est plus demandé" in letters(session)[-1]


def test_a_sign_in_begins_a_session_under_another_name(client, codes):
    begin(client)
    before = client.get_cookie("session").value

    client.post(SECOND, data={"code": codes.at(NOW)})

    with client.session_transaction() as cookie:
        assert cookie["_user_id"] not in before
        assert "second factor" not in cookie


@pytest.mark.parametrize("answer", ["", "[]", "{}", "null", "[" * 5000, "é" * 30_000])
def test_a_made_up_passkey_is_refused_in_words(client, answer):
    client.post(f"{FACTORS}passkeys/ask")

    refused = client.post(ENTER, data={"answer": answer}, follow_redirects=True)

    assert "n’a pas été reconnue" in refused.get_data(as_text=True)
