"""Ten thousand requests that nobody means: no failure, nothing unforeseen, no markup sent back."""

import json
import logging
from collections import Counter
from random import Random
from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import Headers
from werkzeug.routing import Rule
from werkzeug.test import EnvironBuilder

from surveys.roles import Role
from tests.access.visiting import Actor, methods_of
from tests.access.world import value_of

REQUESTS = 2_500  # for each seed
MARKUP = "\"'><img src=x onerror=zz1></script><b zz2>"
NAUGHTY = (
    MARKUP,
    "",
    " ",
    "\x00",
    "a\x00b",
    "\r\nSet-Cookie: zz=1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "' OR 1=1 --",
    '"; DROP TABLE person; --',
    "{{ 7*7 }}{% raw %}",
    "${7*7} %s %n %(x)s %d",
    "../../../../etc/passwd",
    "..%2f..%2f",
    "%00%ff%fe",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "//elsewhere.example/",
    "-1",
    "0",
    "1e400",
    "NaN",
    "99999999999999999999999",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "null",
    "true",
    "[]",
    "{}",
    "Zoé Œuvrard\u00a0: « déjà » ’",
    "\u202etxet desrever\u202c",
    "👩🏽‍🏫🇫🇷",
    "ﷺ" * 20,
    "Z̸̡͖a̷l̴g̶o̵" * 10,
    "\ud800",
    "a" * 5_000,
    "é" * 70_000,
    "[" * 2_000,
)
WORDS = """
title name email address code token kind role roles reader until purpose scope offer text
password current new competences ratings attributes mode layout organisation k dpo contact
ticket go c0 i0 t0 b0 resume profile notice file output topics page next language q cursor
limit scopes days confirm receiver event workshop csrf_token
"""
KINDS = (
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/json",
    "text/csv",
    "application/octet-stream",
    "text/plain; charset=utf-16",
    "x/y; charset=none",
)
HEADERS = (
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "Authorization",
    "Content-Type",
    "Cookie",
    "If-None-Match",
    "If-Modified-Since",
    "Idempotency-Key",
    "Origin",
    "Range",
    "Referer",
    "Sec-Fetch-Site",
    "User-Agent",
    "X-Forwarded-For",
    "X-Forwarded-Host",
)
COOKIES = ("session", "language", "ticket-x", "__Host-session", "known-browser")


class Noise:
    """Where noise comes from: one seed, the rules of the site and what stands in its base."""

    def __init__(self, seed: int, rules: list[Rule], house) -> None:
        self.chance = Random(seed)
        self.rules = rules
        self.house = house

    def word(self) -> str:
        return self.chance.choice(NAUGHTY)

    def fields(self) -> dict[str, str]:
        names = self.chance.sample(WORDS.split(), self.chance.randint(0, 6))
        return {name: self.word() for name in names}

    def form(self) -> bytes:
        """Return fields as a form or a query holds them."""
        return urlencode(self.fields(), errors="surrogatepass").encode()

    def path(self, urls, rule: Rule, method: str) -> tuple[str, bool]:
        """Return an address that exists, or one that is a little or wholly wrong."""
        values = {name: value_of(self.house, rule.endpoint, name) for name in rule.arguments}
        path = urls.build(rule.endpoint, values, method=method)
        if self.chance.random() < 0.6:
            return path, True
        pieces = path.split("/")
        pieces[self.chance.randrange(len(pieces))] = self.word()[:500]
        return "/".join(pieces), False

    def body(self) -> bytes:
        kind = self.chance.randrange(4)
        if kind == 0:
            return json.dumps(self.fields(), ensure_ascii=True).encode()
        if kind == 1:
            return self.word().encode(errors="surrogatepass")
        if kind == 2:
            return self.chance.randbytes(self.chance.randint(0, 200))
        pairs = self.fields().items()
        return "&".join(f"{k}={v}" for k, v in pairs).encode(errors="surrogatepass")

    def headers(self) -> Headers:
        found = Headers()
        for name in self.chance.sample(HEADERS, self.chance.randint(0, 3)):
            value = self.word().replace("\r", "").replace("\n", "").replace("\x00", "")
            found.add(name, value.encode(errors="replace").decode("latin-1")[:3_000])
        return found


def tidy(path: str) -> str:
    """Return an address that a client can send at all."""
    plain = path.encode(errors="replace").decode("latin-1")
    return plain.replace("?", "%3F").replace("#", "%23")


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.chaos) for seed in (2, 3, 4))]
)
def test_noise_breaks_nothing_and_is_never_sent_back(app, caplog, world, connection, seed):
    urls = app.url_map.bind("localhost")
    rules = list(app.url_map.iter_rules())
    noise = Noise(seed, rules, world.own)
    actors = [Actor("anybody"), *(Actor.of(world.own, role) for role in Role)]
    existing = 0
    statuses: Counter[int] = Counter()
    caplog.set_level(logging.WARNING)

    for _ in range(REQUESTS):
        rule = noise.chance.choice(rules)
        method = noise.chance.choice(methods_of(rule))
        path, exists = noise.path(urls, rule, method)
        existing += exists
        actor = noise.chance.choice(actors)
        client = actor.client(app)
        for name in noise.chance.sample(COOKIES, noise.chance.choice((0, 0, 0, 1))):
            client.set_cookie(name, noise.word()[:300].encode(errors="ignore").decode())
        headers = noise.headers()
        headers.extend(actor.headers(path))
        options: dict[str, object] = {"method": method, "headers": headers}
        if method != "GET" and noise.chance.random() < 0.5:
            options |= {"data": noise.form(), "content_type": KINDS[0]}
        elif method != "GET":
            options |= {"data": noise.body(), "content_type": noise.chance.choice(KINDS)}
        with connection.begin_nested() as visit:
            builder = EnvironBuilder(
                tidy(path), query_string=noise.form().decode()[:2_000], **options
            )
            response = client.open(builder)
            page = response.get_data(as_text=True) if "html" in response.mimetype else ""
            statuses[response.status_code] += 1
            assert response.status_code < 500, f"{method} {path!r} as {actor.name}"
            assert "<img src=x" not in page, f"{method} {path!r} as {actor.name}"
            assert "<b zz2>" not in page, f"{method} {path!r} as {actor.name}"
            assert "zz=1" not in str(response.headers), f"{method} {path!r}"
            visit.rollback()

    assert existing >= REQUESTS / 2
    errors = [entry.getMessage() for entry in caplog.records if entry.levelno >= logging.ERROR]
    assert errors == []
    assert {200, 404} <= statuses.keys()
