"""Signing in and out at an OpenID provider: discovery, code with PKCE, checks of what it says.

OpenID Connect Core 1.0 §3.1 and §5.3, RP-Initiated Logout 1.0, RFC 7636, RFC 9207.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token, is_secure_transport
from authlib.common.urls import add_params_to_uri
from authlib.integrations.base_client import MismatchingStateError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException, Response

from referentiel.base import Refusal, french
from surveys.guard.identities import Claims
from surveys.guard.sessions import FRESH
from webapp.config import Provider

TIMEOUT = (4, 8)  # seconds to connect, and between two bytes
FRESH_SECONDS = int(FRESH.total_seconds())
LEEWAY = 60  # seconds by which clocks may differ
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
SCOPES = ("openid", "email", "profile", "given_name", "usual_name")  # the last two: ProConnect
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
WANTED = json.dumps({"id_token": {"amr": None, "acr": None, "auth_time": None}})  # on request only
STRONG_CONTEXTS = frozenset({"eidas2", "eidas3", "phr", "phrh", "https://refeds.org/profile/mfa"})
KNOWN, HELD = frozenset({"pwd", "pin"}), frozenset({"otp", "totp", "hwk", "swk", "sc", "pop"})

Metadata = Mapping[str, Any]


class ProviderSilent(Refusal):
    sentence = french(
        "%(label)s ne répond pas. Essayez dans quelques minutes, ou connectez-vous par un autre "
        "moyen."
    )


class ProviderDeclined(Refusal):
    sentence = french(
        "La connexion n’a pas abouti chez %(label)s. Recommencez, ou connectez-vous par un autre "
        "moyen."
    )


class ProviderDoubtful(Refusal):
    sentence = french(
        "La réponse de %(label)s n’a pas pu être vérifiée. Recommencez depuis la page de "
        "connexion. Si cela se reproduit, dites-le à la personne qui gère ce site."
    )


@dataclass(frozen=True)
class Journey:
    """What was asked of the provider, against which its answer is checked."""

    state: str
    nonce: str
    verifier: str
    again: bool = False  # a proof of now is asked for, not one of this morning


@dataclass(frozen=True)
class Arrival:
    """Who came back, when they showed who they are, and with what they are signed out there."""

    claims: Claims
    id_token: str
    proved_at: datetime


def new_journey(*, again: bool = False) -> Journey:
    """Return the random values of one journey to the provider."""
    return Journey(generate_token(43), generate_token(43), generate_token(64), again)


def way_there(provider: Provider, journey: Journey, *, back: str) -> str:
    """Return the address where somebody shows the provider who they are, then comes `back`."""
    with _trusting(provider):
        metadata = _discover(provider)
        known = metadata.get("scopes_supported")
        scopes = SCOPES[:3] if known is None else [s for s in SCOPES if s in known]
        wanted: dict[str, Any] = {"claims": WANTED}
        if not metadata.get("claims_parameter_supported"):
            wanted = {}
        if journey.again:
            wanted["max_age"] = FRESH_SECONDS
        address, _ = _client(provider, metadata, back).create_authorization_url(
            metadata["authorization_endpoint"],
            state=journey.state,
            nonce=journey.nonce,
            code_verifier=journey.verifier,
            scope=" ".join(scopes),
            **wanted,
        )
        return str(address)


def arrival(
    provider: Provider, answer: Mapping[str, str], journey: Journey, *, back: str, now: datetime
) -> Arrival:
    """Return who came back with `answer`, the query of the address where they came.

    Raises:
        ProviderDeclined: the provider says that it did not sign them in.
        ProviderDoubtful: the answer is not to this journey, or not proved to be the provider's.
        ProviderSilent: the provider does not answer us.
    """
    with _trusting(provider):
        if answer.get("state") != journey.state:
            raise MismatchingStateError
        if "code" not in answer:
            raise ProviderDeclined(label=provider.label)
        metadata = _discover(provider)
        if answer.get("iss", metadata["issuer"]) != metadata["issuer"]:
            raise ValueError("the answer is another provider's")
        with _client(provider, metadata, back) as client:
            token = client.fetch_token(
                metadata["token_endpoint"],
                grant_type="authorization_code",
                code=answer["code"],
                code_verifier=journey.verifier,
                redirect_uri=back,
                allow_redirects=False,
            )
            keys = KeySet.import_key_set(_get(client, metadata["jwks_uri"]).json())
            said = _checked(metadata, keys, token, provider.client_id, journey, now)
            more = _userinfo(client, metadata, keys, provider.client_id, str(said["sub"]))
        claims = _claims(provider, metadata, said, more)
        return Arrival(claims, str(token["id_token"]), _proved_at(said, now))


def way_out(provider: Provider, id_token: str, *, back: str) -> str | None:
    """Return the address that signs somebody out at the provider; None where it has none."""
    with _trusting(provider):
        end = _discover(provider).get("end_session_endpoint")
        if not isinstance(end, str) or not is_secure_transport(end):
            return None
        params = {
            "id_token_hint": id_token,
            "client_id": provider.client_id,
            "post_logout_redirect_uri": back,
            "state": generate_token(20),  # asked by ProConnect; we keep nothing to compare it with
        }
        return str(add_params_to_uri(end, list(params.items())))


@contextmanager
def _trusting(provider: Provider) -> Iterator[None]:
    """Tell in our words what goes wrong with a provider: silence, refusal, or an untrue answer."""
    try:
        yield
    except RequestException as error:
        raise ProviderSilent(label=provider.label) from error
    except (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError) as error:
        raise ProviderDoubtful(label=provider.label) from error


def _discover(provider: Provider) -> Metadata:
    address = f"{provider.issuer}/.well-known/openid-configuration"
    if not is_secure_transport(address):
        raise ValueError("a provider is reached over https, or on this machine")
    with OAuth2Session(provider.client_id, default_timeout=TIMEOUT) as client:
        found: Metadata = _get(client, address).json()
    if str(found["issuer"]).rstrip("/") != provider.issuer:
        raise ValueError("the discovery document is another provider's")
    if not all(is_secure_transport(found[name]) for name in ENDPOINTS):
        raise ValueError("an endpoint of the provider is not reached over https")
    return found


def _client(provider: Provider, metadata: Metadata, back: str) -> OAuth2Session:
    methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    ways = [way for way in ("client_secret_basic", "client_secret_post") if way in methods]
    return OAuth2Session(
        provider.client_id,
        provider.client_secret or None,
        token_endpoint_auth_method=ways[0] if provider.client_secret and ways else "none",
        redirect_uri=back,
        code_challenge_method="S256",
        default_timeout=TIMEOUT,
    )


def _get(client: OAuth2Session, address: str, *, withhold_token: bool = True) -> Response:
    answer: Response = client.request(
        "GET", address, withhold_token=withhold_token, allow_redirects=False
    )
    answer.raise_for_status()
    return answer


def _checked(
    metadata: Metadata,
    keys: KeySet,
    token: Metadata,
    client_id: str,
    journey: Journey,
    now: datetime,
) -> Mapping[str, Any]:
    """Return what the id_token says, once its signature and every claim are checked."""
    read = jwt.decode(str(token["id_token"]), keys, registry=_registry())
    said = CodeIDToken(
        read.claims,
        read.header,
        {
            "iss": {"essential": True, "value": metadata["issuer"]},
            "aud": {"essential": True, "value": client_id},
        },
        {
            "nonce": journey.nonce,
            "client_id": client_id,
            "access_token": token["access_token"],
            "max_age": FRESH_SECONDS if journey.again else None,
        },
    )
    said.validate(now=int(now.timestamp()), leeway=LEEWAY)
    return dict(said)


def _userinfo(
    client: OAuth2Session, metadata: Metadata, keys: KeySet, client_id: str, subject: str
) -> Mapping[str, Any]:
    """Return what the provider adds about `subject`, plain or as a JWT that it signed."""
    address = metadata.get("userinfo_endpoint")
    if not isinstance(address, str):
        return {}
    if not is_secure_transport(address):
        raise ValueError("an endpoint of the provider is not reached over https")
    answer = _get(client, address, withhold_token=False)
    if answer.headers.get("Content-Type", "").partition(";")[0].strip() == "application/jwt":
        said: dict[str, Any] = jwt.decode(answer.text.strip(), keys, registry=_registry()).claims
        _require(said.get("iss", metadata["issuer"]) == metadata["issuer"])
        _require(client_id in _listed(said.get("aud", client_id)))
    else:
        said = answer.json()
    _require(said["sub"] == subject)
    return said


def _claims(
    provider: Provider, metadata: Metadata, said: Mapping[str, Any], more: Mapping[str, Any]
) -> Claims:
    source = more if more.get("email") else said
    both = {**said, **more}
    family = both.get("family_name") or both.get("usual_name")
    parts = " ".join(str(part) for part in (both.get("given_name"), family) if part)
    return Claims(
        issuer=str(metadata["issuer"]),
        subject=str(said["sub"]),
        label=provider.label,
        email=str(source.get("email") or ""),
        email_verified=source.get("email_verified") in (True, "true"),
        name=str(both.get("name") or parts),
        strong=_is_strong(said),
    )


def _proved_at(said: Mapping[str, Any], now: datetime) -> datetime:
    """Return when somebody showed who they are there; too long ago where the provider is silent."""
    shown, stale = said.get("auth_time"), FRESH_SECONDS + 1
    age = int(now.timestamp()) - shown if isinstance(shown, int) else stale
    return now - timedelta(seconds=min(max(age, 0), stale))


def _is_strong(said: Mapping[str, Any]) -> bool:
    """Say whether the provider states that several factors were shown (RFC 8176 and `acr`)."""
    context, methods = str(said.get("acr") or ""), set(map(str, said.get("amr") or ()))
    several = "mfa" in methods or bool(methods & KNOWN and methods & HELD)
    return several or context in STRONG_CONTEXTS or context.endswith("-2fa")


def _registry() -> JWSRegistry:
    return JWSRegistry(algorithms=list(SIGNATURES), strict_check_header=False)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _require(true: bool) -> None:
    if not true:
        raise ValueError("what the provider adds is not about this person or not for this site")
