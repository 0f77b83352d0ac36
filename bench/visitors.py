"""Visitors over real HTTP: what a phone without JavaScript asks for, and nothing else."""

import re
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from random import Random
from typing import Self
from urllib.parse import urlencode

from flask import Flask

HIDDEN = re.compile(r'<input[^>]*\bname="(csrf_token|ticket|notice)"[^>]*\bvalue="([^"]+)"')
RADIO = re.compile(
    r'<input\b(?=[^>]*\btype="radio")[^>]*\bname="(\w+)"[^>]*\bvalue="([^"]*)"', re.ASCII
)
ASSET = re.compile(r'<(?:link|img)\b[^>]*\b(?:href|src)="(/static/[^"]+)"')
STEPS = 5  # the blanks come after the steps of a scale: they are left aside
GZIP = 31  # window bits that mean: a gzip file


@dataclass(frozen=True)
class Answer:
    """What a server answered, as it came."""

    status: int
    headers: Message
    data: bytes


@dataclass(frozen=True)
class Page:
    """A page received, where it came from, and the bytes that travelled."""

    path: str
    text: str
    size: int

    def filled_in(self, chance: Random) -> dict[str, str]:
        """Return the form of the page with a button pressed at random in each group."""
        groups: dict[str, list[str]] = {}
        for name, value in RADIO.findall(self.text):
            groups.setdefault(name, []).append(value)
        pressed = {name: chance.choice(values[:STEPS]) for name, values in groups.items()}
        return pressed | self.proof()

    def proof(self) -> dict[str, str]:
        """Return what the page hides in its form to be sent back."""
        return dict(HIDDEN.findall(self.text))


class Visitor:
    """A new browser: one connection, no cookie yet."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}
        self.requests = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @property
    def cookie(self) -> str:
        """What the browser says of itself with each request."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def get(self, path: str) -> Page:
        return self._ask("GET", path, "")

    def post(self, path: str, form: dict[str, str]) -> Page:
        return self._ask("POST", path, urlencode(form))

    def _ask(self, method: str, path: str, body: str) -> Page:
        headers = {"Accept-Encoding": "gzip", "Accept": "text/html", "Accept-Language": "fr"}
        if self._cookies:
            headers["Cookie"] = self.cookie
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self._send(method, path, headers, body.encode())
        self.requests += 1
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        if answer.status in (302, 303):
            return self.get(answer.headers["Location"])
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status}\n{answer.data[:2_000]!r}")
        packed = answer.headers["Content-Encoding"] == "gzip"
        text = (zlib.decompress(answer.data, GZIP) if packed else answer.data).decode()
        return Page(path, text, len(answer.data))

    def _send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        self._connection.request(method, path, body or None, headers)
        answer = self._connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


class IndoorVisitor(Visitor):
    """A visitor of an application in this process: nothing travels."""

    def __init__(self, app: Flask) -> None:
        super().__init__(0)
        self._client = app.test_client(use_cookies=False)

    def _send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        answer = self._client.open(path, method=method, headers=headers, data=body)
        kept = Message()
        for name, value in answer.headers.items():
            kept[name] = value
        return Answer(answer.status_code, kept, answer.data)


Journey = Callable[[Visitor, Random], None]


def floor_journey(visitor: Visitor, chance: Random) -> None:
    """The page, the answers, the thanks."""
    page = visitor.get("/")
    _arrived(visitor.post("/", page.filled_in(chance)))


def one_page_journey(code: str) -> Journey:
    """The page, the answers, the thanks."""

    def walk(visitor: Visitor, chance: Random) -> None:
        page = visitor.get(f"/c/{code}")
        _arrived(visitor.post(f"/c/{code}/send", page.filled_in(chance)))

    return walk


def block_journey(code: str) -> Journey:
    """The promise, each block of competences, the last look, the thanks."""

    def walk(visitor: Visitor, chance: Random) -> None:
        visitor.get(f"/c/{code}")
        page = visitor.get(f"/c/{code}/1")
        while RADIO.search(page.text):
            page = visitor.post(page.path, page.filled_in(chance) | {"go": "next"})
        _arrived(visitor.post(f"/c/{code}/send", page.proof()))

    return walk


def first_files(port: int, code: str) -> Journey:
    """The style sheet, the logo and the icon of a page, which a browser asks for once."""
    with Visitor(port) as visitor:
        paths = sorted(set(ASSET.findall(visitor.get(f"/c/{code}").text)))

    def walk(visitor: Visitor, _chance: Random) -> None:
        for path in paths:
            visitor.get(path)

    return walk


def _arrived(page: Page) -> None:
    if not page.path.endswith("/thanks"):
        raise RuntimeError(f"a submission ended on {page.path}")


def visit(port: int, journey: Journey, times: int, *, parallel: int, seed: int) -> int:
    """Walk `journey` so many times, a new browser each; return the requests of one visit."""

    def once(number: int) -> int:
        with Visitor(port) as visitor:
            journey(visitor, Random(seed * 1_000_003 + number))
            return visitor.requests

    with ThreadPoolExecutor(parallel) as pool:
        counts = set(pool.map(once, range(times)))
    if len(counts) != 1:
        raise RuntimeError(f"visits took different numbers of requests: {sorted(counts)}")
    return counts.pop()
