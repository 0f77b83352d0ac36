"""What a provider says is believed when it is proved, and only then."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from surveys.guard.identities import Claims
from tests.conftest import NOW
from tests.provider import CLIENT, CLIENT_SECRET, Provider, providing
from webapp.config import Provider as Known
from webapp.oidc import (
    Arrival,
    ProviderDeclined,
    ProviderDoubtful,
    ProviderSilent,
    arrival,
    new_journey,
    way_out,
    way_there,
)

BACK = "http://localhost/back"
ANNE = {"sub": "42", "email": "anne@example.org", "email_verified": True, "name": "Anne"}


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


@pytest.fixture
def provider(served) -> Provider:
    """The provider as it is before each test."""
    clean = vars(Provider(served.issuer, key=served.key, clock=lambda: NOW))
    vars(served).clear()
    vars(served).update(clean)
    served.people = {"anne": dict(ANNE)}
    return served


@pytest.fixture
def known(provider) -> Known:
    """What the settings say of the provider."""
    return Known(
        issuer=provider.issuer, client_id=CLIENT, client_secret=CLIENT_SECRET, label="ProConnect"
    )


def query_of(address):
    return {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}


def arrived(known, provider, **changed) -> Arrival:
    """Go there, show who one is, and come back with `changed` in the answer."""
    journey = new_journey()
    asked = query_of(way_there(known, journey, back=BACK))
    answer = query_of(provider.authorize(asked, "anne")) | changed
    return arrival(known, answer, journey, back=BACK, now=NOW)


@pytest.mark.parametrize("signed", [False, True])
def test_who_comes_back_is_told_plain_or_as_a_jwt(known, provider, signed):
    provider.signed_userinfo = signed

    came = arrived(known, provider)

    assert came.id_token == provider.tokens[0]
    assert came.claims == Claims(
        issuer=provider.issuer,
        subject="42",
        label="ProConnect",
        email="anne@example.org",
        email_verified=True,
        name="Anne",
    )


def test_scopes_are_those_that_the_provider_knows(known, provider):
    provider.more = {"scopes_supported": ["openid", "email", "given_name", "usual_name", "siret"]}
    provider.more |= {"claims_parameter_supported": True}

    asked = query_of(way_there(known, new_journey(), back=BACK))

    assert asked["scope"] == "openid email given_name usual_name"
    assert asked["claims"] == '{"id_token": {"amr": null, "acr": null, "auth_time": null}}'


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int((NOW - timedelta(minutes=2)).timestamp())},
        {"exp": None},
        {"exp": "soon"},
        {"iat": int((NOW + timedelta(hours=1)).timestamp())},
        {"sub": None},
        {"sub": "666"},  # userinfo is about 42
        {"at_hash": "AAAA"},
        {"auth_time": "this morning"},
        {"amr": "pwd"},
    ],
    ids=str,
)
def test_an_untrue_token_is_not_believed(known, provider, lie):
    provider.lie = lie

    with pytest.raises(ProviderDoubtful):
        arrived(known, provider)


@pytest.mark.parametrize("lie", [{"sub": "666"}, {"iss": "https://evil.example"}, {"aud": "x"}])
def test_userinfo_about_another_or_for_another_is_not_believed(known, provider, lie):
    provider.signed_userinfo = True
    provider.lie_of_userinfo = lie

    with pytest.raises(ProviderDoubtful):
        arrived(known, provider)


def test_a_token_of_another_key_is_not_believed(known, provider):
    provider.signing = RSAKey.generate_key(2048, {"kid": "one"})

    with pytest.raises(ProviderDoubtful):
        arrived(known, provider)


@pytest.mark.parametrize(
    "token", ["eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiJ9.", "", "a.b.c", "é", "..", None]
)
def test_what_is_no_signed_token_is_not_believed(known, provider, token):
    provider.sign = lambda _claims: token

    with pytest.raises(ProviderDoubtful):
        arrived(known, provider)


def test_a_token_signed_with_the_public_key_as_a_secret_is_not_believed(known, provider):
    def forged(claims):
        parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "kid": "one"}, claims)]
        said = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in parts)
        mark = hmac.digest(provider.key.as_pem(private=False), said, "sha256")
        return (said + b"." + urlsafe_b64encode(mark).rstrip(b"=")).decode()

    provider.sign = forged

    with pytest.raises(ProviderDoubtful):
        arrived(known, provider)


@pytest.mark.parametrize("changed", [{"state": "another"}, {"iss": "https://evil.example"}])
def test_an_answer_to_another_journey_is_not_believed(known, provider, changed):
    with pytest.raises(ProviderDoubtful):
        arrived(known, provider, **changed)


def test_an_answer_without_a_code_is_a_refusal(known):
    journey = new_journey()

    with pytest.raises(ProviderDeclined):
        arrival(known, {"state": journey.state, "error": "x"}, journey, back=BACK, now=NOW)


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "http://evil.example/authorize"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"scopes_supported": 5},
    ],
    ids=str,
)
def test_a_discovery_document_that_leads_astray_is_refused(known, provider, said):
    provider.more = said

    with pytest.raises(ProviderDoubtful):
        way_there(known, new_journey(), back=BACK)


@pytest.mark.parametrize(
    "issuer", ["http://id.example", "ftp://localhost", "http://localhost.evil.example", "x"]
)
def test_a_provider_is_reached_over_https_or_on_this_machine(known, issuer):
    with pytest.raises(ProviderDoubtful):
        way_there(replace(known, issuer=issuer), new_journey(), back=BACK)


def test_a_provider_that_hangs_up_is_silent(known, provider):
    provider.silent = True

    with pytest.raises(ProviderSilent):
        way_there(known, new_journey(), back=BACK)


def test_credentials_go_in_the_form_where_the_provider_reads_them_there(known, provider):
    arrived(known, provider)
    usual = provider.credentials
    provider.more = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}

    arrived(known, provider)

    assert (usual, provider.credentials) == ("client_secret_basic", "client_secret_post")


def test_a_wrong_secret_brings_nobody_back(known, provider):
    with pytest.raises(ProviderDoubtful):
        arrived(replace(known, client_secret="another"), provider)


@pytest.mark.parametrize("said", [None, 5, "http://evil.example/out", "javascript:alert(1)"])
def test_nobody_is_led_astray_when_signing_out(known, provider, said):
    provider.more = {"end_session_endpoint": said}

    assert way_out(known, "token", back=BACK) is None
