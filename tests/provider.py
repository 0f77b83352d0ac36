"""A small OpenID provider in a thread: discovery, sign-in page, token, keys, userinfo, sign-out.

It keeps to the code flow of OpenID Connect Core 1.0 with PKCE; `lie` changes what it says, so that
tests see who is believed.
"""

import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from webapp.clock import utc_now

CLIENT, CLIENT_SECRET = "reperes", "secret of the client"
METHODS = ("amr", "acr", "auth_time")
LIFE = 300  # seconds of an id_token
PAGE = "<!doctype html><html lang=fr><title>{0}</title><h1>{0}</h1>{1}"
LOGIN = (
    '<form method=post action="/authorize?{}"><label>Identifiant <input name=login></label>'
    "<button>Entrer</button></form>"
)

Query = dict[str, str]
Reply = tuple[int, str, str]  # status, content type or address, body


@dataclass
class Provider:
    """What the provider knows, who it knows, and what it was asked."""

    issuer: str
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    clock: Callable[[], datetime] = utc_now
    signed_userinfo: bool = False
    silent: bool = False  # hangs up on whoever asks
    more: dict[str, Any] = field(default_factory=dict)  # of the discovery document
    lie: dict[str, Any] = field(default_factory=dict)  # claims said in place of the true ones
    lie_of_userinfo: dict[str, Any] = field(default_factory=dict)
    asked: list[Query] = field(default_factory=list)
    signed_out: list[Query] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    credentials: str = ""  # how the client proved last who it is
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signing: RSAKey | None = None  # another key than the one shown
    _codes: dict[str, Query] = field(default_factory=dict)
    _access: dict[str, str] = field(default_factory=dict)

    def metadata(self) -> dict[str, Any]:
        ends = ("authorization", "token", "userinfo", "end_session")
        places = {f"{end}_endpoint": f"{self.issuer}/{end}" for end in ends}
        places["authorization_endpoint"] = f"{self.issuer}/authorize"
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **places, **self.more}

    def authorize(self, query: Query, login: str) -> str:
        """Return the address where somebody who signed in as `login` is sent back."""
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert (query["client_id"], "openid" in query["scope"]) == (CLIENT, True)
        code = token_urlsafe()
        self._codes[code] = {**query, "login": login}
        back = {"code": code, "state": query["state"], "iss": self.issuer}
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def token(self, form: Query, credentials: str) -> Reply:
        """Exchange a code, once, for who signed in; refuse a wrong client, verifier or address."""
        known = self._codes.pop(form.get("code", ""), None)
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        self.credentials = "client_secret_basic" if credentials else "client_secret_post"
        given = unquote(b64decode(credentials.removeprefix("Basic ")).decode())
        given = given or f"{form.get('client_id')}:{form.get('client_secret')}"
        right = known and (
            given == f"{CLIENT}:{CLIENT_SECRET}"
            and known["code_challenge"] == challenge
            and known["redirect_uri"] == form["redirect_uri"]
        )
        if not known or not right:
            return 400, "application/json", json.dumps({"error": "invalid_grant"})
        access = token_urlsafe()
        self._access[access] = known["login"]
        answer = {"access_token": access, "token_type": "Bearer"}
        answer["id_token"] = self.id_token(known["login"], known["nonce"])
        self.tokens.append(answer["id_token"])
        return 200, "application/json", json.dumps(answer)

    def id_token(self, login: str, nonce: str) -> str:
        now = int(self.clock().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": self.people[login]["sub"]}
        claims |= {"iat": now, "exp": now + LIFE, "nonce": nonce}
        about = {key: value for key, value in self.people[login].items() if key in METHODS}
        return self.sign({**claims, **about, **self.lie})

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signing or self.key)

    def userinfo(self, bearer: str) -> Reply:
        login = self._access.get(bearer.removeprefix("Bearer "))
        if login is None:
            return 401, "text/plain", ""
        said = {k: v for k, v in self.people[login].items() if k not in METHODS}
        if not self.signed_userinfo:
            return 200, "application/json", json.dumps(said)
        return (
            200,
            "application/jwt",
            self.sign({**said, "iss": self.issuer, "aud": CLIENT, **self.lie_of_userinfo}),
        )


class Door(BaseHTTPRequestHandler):
    """Reads requests and writes replies; what is said is the provider's."""

    provider: Provider

    def do_GET(self) -> None:
        path, query = self._asked()
        if path == "/.well-known/openid-configuration":
            self._say(200, "application/json", json.dumps(self.provider.metadata()))
        elif path == "/jwks":
            keys = [self.provider.key.as_dict(private=False)]
            self._say(200, "application/json", json.dumps({"keys": keys}))
        elif path == "/authorize":
            self.provider.asked.append(query)
            self._say(200, "text/html", PAGE.format("Fournisseur", LOGIN.format(urlencode(query))))
        elif path == "/userinfo":
            self._say(*self.provider.userinfo(self.headers.get("Authorization", "")))
        elif path == "/end_session":
            self.provider.signed_out.append(query)
            back = f"{query['post_logout_redirect_uri']}?state={query['state']}"
            self._say(303, back, "")
        else:
            self._say(404, "text/plain", "")

    def do_POST(self) -> None:
        path, query = self._asked()
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {key: values[0] for key, values in parse_qs(body).items()}
        if path == "/authorize" and form.get("login") in self.provider.people:
            self._say(303, self.provider.authorize(query, form["login"]), "")
        elif path == "/authorize":
            back = {"error": "access_denied", "state": query["state"]}
            self._say(303, f"{query['redirect_uri']}?{urlencode(back)}", "")
        else:
            self._say(*self.provider.token(form, self.headers.get("Authorization", "")))

    def log_message(self, *_args: object) -> None:
        """Say nothing: the tests read what was asked."""

    def handle_one_request(self) -> None:
        if not self.provider.silent:
            super().handle_one_request()
            return
        self.close_connection = True

    def _asked(self) -> tuple[str, Query]:
        parts = urlsplit(self.path)
        return parts.path, {key: values[0] for key, values in parse_qs(parts.query).items()}

    def _say(self, status: int, kind: str, body: str) -> None:
        self.send_response(status)
        self.send_header("Location" if status == 303 else "Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())


@contextmanager
def providing(**about: Any) -> Iterator[Provider]:
    """Serve a provider on a free port of this machine until the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("DoorHere", (Door,), {}))
    server.daemon_threads = True
    provider = Provider(f"http://127.0.0.1:{server.server_port}", **about)
    server.RequestHandlerClass.provider = provider
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
