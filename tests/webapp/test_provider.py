"""Signing in and out at an OpenID provider that really answers, on this machine."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from sqlalchemy import select

from surveys.guard.one_time import begin_one_time, confirm_one_time, key_to_show
from surveys.models import AuditEntry, Identity, Outgoing, WebSession
from tests.conftest import NOW, StrictClient, _session
from tests.factories import SECRET, make_person
from tests.provider import CLIENT, CLIENT_SECRET, Provider, providing
from webapp import create_app
from webapp.config import Provider as Known
from webapp.config import Settings

pytestmark = pytest.mark.usefixtures("provider")
BEGIN = "/account/provider/begin"
ANNE = {
    "sub": "42",
    "email": "anne@example.org",
    "email_verified": True,
    "given_name": "Anne",
    "usual_name": "Martin",
}
LEO = {"sub": "43", "email": "leo@example.org", "email_verified": True, "name": "Léo Petit"}


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


@pytest.fixture
def provider(served, clock) -> Provider:
    """The provider as it is before each test."""
    clean = vars(Provider(served.issuer, key=served.key))
    vars(served).clear()
    vars(served).update(clean)
    served.people = {"anne": dict(ANNE), "leo": dict(LEO)}
    served.clock = clock
    return served


@pytest.fixture(scope="module")
def made_with_provider(served, stand):
    known = Known(
        issuer=served.issuer, client_id=CLIENT, client_secret=CLIENT_SECRET, label="ProConnect"
    )
    app = create_app(
        Settings(database_url="sqlite://", secret_key=SECRET, provider=known),
        sessions=lambda _writing: _session(stand.connection),
        clock=lambda: stand.clock(),
    )
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = StrictClient
    return app


@pytest.fixture
def site(made_with_provider, stand, connection, clock):
    stand.connection, stand.clock = connection, clock
    return made_with_provider


@pytest.fixture
def client(site):
    return site.test_client()


@pytest.fixture
def anne(site, sign_in_as):
    """Anne, signed in on the site that knows a provider."""
    cookie = sign_in_as().get_cookie("session")
    client = site.test_client()
    client.set_cookie("session", cookie.value)
    return client


def query_of(address):
    return {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}


def way_there(client, path=BEGIN, **data):
    """Press the button, and return what the provider is asked."""
    answer = client.post(path, data=data)
    shown = unescape(re.search(r'class="button" href="([^"]+)"', answer.text).group(1))
    assert answer.headers["Refresh"] == f"0;url={shown}"
    return query_of(shown)


def come_back(client, provider, asked, login="anne"):
    back = urlsplit(provider.authorize(asked, login))
    return client.get(f"{back.path}?{back.query}")


def enter(client, provider, login="anne", **data):
    return come_back(client, provider, way_there(client, **data), login)


def is_in(client):
    return client.get("/account/factors/").status_code == 200


def people(session):
    return session.scalars(select(Identity.person_id)).all()


def test_without_a_provider_there_is_no_button_and_no_page(app):
    client = app.test_client()

    assert "provider" not in client.get("/account/sign-in").get_data(as_text=True)
    assert client.post(BEGIN).status_code == 404


def test_the_button_bears_the_name_of_the_provider(client):
    assert "Continuer avec ProConnect" in client.get("/account/sign-in").get_data(as_text=True)


def test_the_way_there_asks_for_a_code_with_pkce_state_and_nonce(client):
    asked = way_there(client)

    assert asked["redirect_uri"] == "http://localhost/account/provider/back"
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert set(asked["scope"].split()) == {"openid", "email", "profile"}
    assert min(len(asked[key]) for key in ("state", "nonce", "code_challenge")) >= 43
    assert "code_verifier" not in asked


def test_a_verified_address_unknown_here_makes_a_person(client, provider, session):
    answer = enter(client, provider, "leo", next="/events/")

    assert answer.location == "/events/"
    assert is_in(client)
    assert make_person(session, "Leo").name == "Léo Petit"


def test_a_verified_address_leads_to_its_account_and_its_owner_is_told(client, provider, session):
    anne = make_person(session)

    enter(client, provider, next="/events/")

    assert people(session) == [anne.id]
    assert session.scalars(select(AuditEntry.act)).all() == [
        "account.provider_linked",
        "account.signed_in",
    ]
    assert len(session.scalars(select(Outgoing)).all()) == 1


def test_a_known_identity_is_told_of_once(client, provider, site, session):
    enter(client, provider, next="/events/")

    enter(site.test_client(), provider, next="/events/")

    assert len(session.scalars(select(Outgoing)).all()) == 1
    assert len(session.scalars(select(WebSession)).all()) == 2


def test_userinfo_signed_as_a_jwt_is_read(client, provider, session):
    provider.signed_userinfo = True

    enter(client, provider, next="/events/")

    assert is_in(client)
    assert make_person(session).name == "Anne Martin"


@pytest.mark.parametrize("verified", [False, None, "false", "yes", 0])
def test_an_unverified_address_signs_nobody_in_and_says_what_to_do(
    client, provider, session, verified
):
    make_person(session)
    provider.people["anne"]["email_verified"] = verified

    answer = enter(client, provider)

    assert answer.status_code == 403
    assert "par un courriel" in answer.text
    assert people(session) == []
    assert not is_in(client)


def test_a_signed_in_person_links_an_identity_of_another_address(anne, provider, site, session):
    provider.people["anne"] |= {"email": "a.martin@ville.example", "email_verified": False}

    asked = way_there(anne, "/account/provider/link")
    answer = come_back(anne, provider, asked)

    assert answer.location == "/account/factors/"
    assert "ProConnect est relié" in anne.get("/account/factors/").text.replace("\xa0", " ")
    other = site.test_client()
    enter(other, provider, next="/events/")
    assert is_in(other)
    assert people(session) == [make_person(session).id]


def test_an_identity_of_another_account_is_not_linked(anne, provider, site, session):
    enter(site.test_client(), provider, "leo", next="/events/")

    answer = come_back(anne, provider, way_there(anne, "/account/provider/link"), "leo")

    assert answer.status_code == 409
    assert people(session) == [make_person(session, "Leo").id]


def test_who_signed_out_on_the_way_links_nothing(anne, provider, session):
    asked = way_there(anne, "/account/provider/link")
    session.scalar(select(WebSession)).ended_at = NOW
    session.commit()

    answer = come_back(anne, provider, asked)

    assert answer.status_code == 409
    assert people(session) == []


def test_linking_asks_for_a_recent_proof(anne, clock):
    clock.now = NOW + timedelta(minutes=16)

    for path in ("/account/provider/link", "/account/provider/unlink"):
        assert "/account/sign-in?again=1" in anne.post(path).location


def test_an_unlinked_identity_signs_in_by_its_address_only(anne, provider, session):
    come_back(anne, provider, way_there(anne, "/account/provider/link"))

    anne.post("/account/provider/unlink")

    assert people(session) == []
    assert len(session.scalars(select(Outgoing)).all()) == 2


@pytest.mark.parametrize(
    ("shown", "is_fresh"), [(None, False), (timedelta(minutes=16), False), (timedelta(0), True)]
)
def test_a_proof_is_as_recent_as_the_provider_says(client, provider, shown, is_fresh):
    if shown is not None:
        provider.people["anne"]["auth_time"] = int((NOW - shown).timestamp())

    enter(client, provider, next="/events/")

    page = client.get("/account/factors/").text
    assert ("Me connecter de nouveau" not in page) is is_fresh


def test_who_must_prove_again_is_asked_for_a_proof_of_now(anne, provider):
    asked = way_there(anne)

    refused = come_back(anne, provider, asked)

    assert asked["max_age"] == "900"
    assert refused.status_code == 400  # this provider does not say when


@pytest.mark.parametrize(
    ("strong", "onward"),
    [
        ({}, "/account/factors/second"),
        ({"amr": ["pwd"]}, "/account/factors/second"),
        ({"acr": "eidas1"}, "/account/factors/second"),
        ({"amr": ["pwd", "otp"]}, "/events/"),
        ({"amr": ["mfa"]}, "/events/"),
        ({"acr": "https://proconnect.gouv.fr/assurance/self-asserted-2fa"}, "/events/"),
    ],
)
def test_a_second_factor_is_asked_unless_the_provider_saw_several(
    client, provider, session, strong, onward
):
    anne = make_person(session)
    begin_one_time(session, anne.id, secret=SECRET)
    code = pyotp.TOTP(key_to_show(session, anne.id, secret=SECRET)).at(NOW)
    confirm_one_time(session, anne.id, code, secret=SECRET, now=NOW)
    session.commit()
    provider.people["anne"] |= strong

    answer = enter(client, provider, next="/events/")

    assert answer.location == onward


def test_the_proof_for_signing_out_outlives_the_second_factor(client, provider, session):
    anne = make_person(session)
    begin_one_time(session, anne.id, secret=SECRET)
    codes = pyotp.TOTP(key_to_show(session, anne.id, secret=SECRET))
    then = NOW - timedelta(minutes=5)
    confirm_one_time(session, anne.id, codes.at(then), secret=SECRET, now=then)
    session.commit()
    enter(client, provider, next="/events/")

    client.post("/account/factors/second", data={"code": codes.at(NOW)})

    assert session.scalar(select(WebSession.id_token)) == provider.tokens[0]


def test_an_answer_that_is_not_proved_signs_nobody_in(client, provider, session):
    provider.lie = {"nonce": "another"}

    answer = enter(client, provider)

    assert answer.status_code == 400
    assert "n’a pas pu être vérifiée" in answer.text
    assert people(session) == []
    assert not is_in(client)


def test_another_state_signs_nobody_in(client, provider):
    asked = way_there(client)

    answer = come_back(client, provider, asked | {"state": "another"})

    assert answer.status_code == 400
    assert not is_in(client)


def test_an_answer_given_to_another_browser_signs_nobody_in(client, provider, site):
    asked = way_there(client)

    answer = come_back(site.test_client(), provider, asked)

    assert answer.status_code == 409


def test_an_answer_serves_once(client, provider, site):
    asked = way_there(client)
    kept = client.get_cookie("session").value
    come_back(client, provider, asked)
    thief = site.test_client()
    thief.set_cookie("session", kept)

    answer = come_back(thief, provider, asked)

    assert answer.status_code == 409
    assert not is_in(thief)


def test_an_answer_after_ten_minutes_comes_too_late(client, provider, clock):
    asked = way_there(client)
    clock.now = NOW + timedelta(minutes=10)

    assert come_back(client, provider, asked).status_code == 409


def test_a_stolen_code_is_worth_nothing_without_its_verifier(client, provider, site):
    stolen = provider.authorize(way_there(site.test_client()), "anne")
    state = way_there(client)["state"]
    code = query_of(stolen)["code"]

    answer = client.get(f"/account/provider/back?code={code}&state={state}")

    assert answer.status_code == 400


def test_a_provider_that_falls_silent_on_the_way_is_said_in_words(client, provider):
    asked = way_there(client)
    provider.silent = True

    answer = come_back(client, provider, asked)

    assert answer.status_code == 409
    assert "ne répond pas" in answer.text


def test_who_gives_up_at_the_provider_is_told_so(client):
    asked = way_there(client)

    answer = client.get(f"/account/provider/back?error=access_denied&state={asked['state']}")

    assert answer.status_code == 409
    assert "n’a pas abouti chez ProConnect" in answer.text


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=%00&state=%ff", "?error=x"])
def test_an_answer_to_no_question_is_refused(client, query):
    assert client.get(f"/account/provider/back{query}").status_code == 409


def test_a_silent_provider_is_said_in_words(client, provider):
    provider.silent = True

    answer = client.post(BEGIN)

    assert answer.status_code == 409
    assert "ne répond pas" in answer.text


def test_signing_out_here_leads_to_signing_out_there(client, provider):
    enter(client, provider, next="/events/")

    answer = client.post("/account/sign-out")

    there = unescape(re.search(r'class="button" href="([^"]+)"', answer.text).group(1))
    assert there.startswith(f"{provider.issuer}/end_session?")
    asked = query_of(there)
    assert asked.pop("state")
    assert asked == {
        "id_token_hint": provider.tokens[0],
        "client_id": CLIENT,
        "post_logout_redirect_uri": "http://localhost/account/provider/left",
    }
    assert not is_in(client)


def test_who_came_another_way_is_not_led_to_the_provider(anne):
    assert anne.post("/account/sign-out").location == "/"


def test_a_provider_that_cannot_sign_out_keeps_nobody_in(client, provider):
    enter(client, provider, next="/events/")
    provider.more = {"end_session_endpoint": None}

    assert client.post("/account/sign-out").location == "/"
    assert not is_in(client)
