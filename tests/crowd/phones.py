"""Phones behind one address, on a network that drops or delays what it carries."""

import re
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from itertools import count
from random import Random
from urllib.parse import urlencode

from surveys.models import Campaign

PATIENCE = 60  # seconds, for one answer
TRIES = 400
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
Fields = Mapping[str, object]


class Lost(Exception):
    """The network lost what was asked, or what was answered."""


@dataclass
class Times:
    """How long the server took, in seconds, by kind of request."""

    page: list[float] = field(default_factory=list)
    submission: list[float] = field(default_factory=list)

    def said(self) -> str:
        return "; ".join(
            f"{name} n = {len(taken)}, p50 {share(taken, 0.5):.0f} ms, "
            f"p95 {share(taken, 0.95):.0f} ms, p99 {share(taken, 0.99):.0f} ms"
            for name, taken in (("page", self.page), ("submission", self.submission))
        )


def share(taken: Sequence[float], part: float) -> float:
    """Return the time in milliseconds that `part` of the requests took at most."""
    ordered = sorted(taken)
    return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))]


@dataclass
class Phone:
    """One person at one phone; `script` says whether the scripts of the pages run."""

    port: int
    campaign: Campaign
    number: int
    times: Times
    script: bool = True
    trouble: float = 0.0  # share of requests that are dropped, lost or late
    cookies: dict[str, str] = field(default_factory=dict)
    acknowledged: str = ""  # the ticket, once the server has said that it has the answers

    def __post_init__(self) -> None:
        self._chance = Random(self.number)

    @property
    def levels(self) -> list[int]:
        """What this person answers, from 0 to 4 by competence."""
        places = range(len(self.campaign.questionnaire.items))
        return [(self.number + place) % 5 for place in places]

    def answer(self) -> "Phone":
        """Fill the questionnaire and send it, as often as it takes to be told that it arrived."""
        if self.script and self.number % 2:
            self._answer_on_device()
        else:
            self._answer_by_pages()
        return self

    def _answer_by_pages(self) -> None:
        code = self.campaign.code
        self.ask("GET", f"/c/{code}")
        at = f"/c/{code}/1"
        for _ in count():
            page = self.ask("GET", at)[1]
            names = dict.fromkeys(re.findall(r'name="(c\d+|structure)"', page))
            if not names:
                break
            fields = self._fields(names) | {"ticket": ticket_in(page)}
            if self.script:
                self.ask("POST", at, fields | {"go": "stay"})
            at = self.ask("POST", at, fields | {"go": "next"})[2]
        notice = re.findall(r'name="notice" value="(\d+)"', page)[0]
        ticket = ticket_in(page)
        status, _page, onward = self.ask(
            "POST", f"/c/{code}/send", {"ticket": ticket, "notice": notice}, submits=True
        )
        assert (status, onward) == (303, f"/c/{code}/thanks")
        self.acknowledged = ticket
        assert "Merci" in self.ask("GET", onward)[1]

    def _answer_on_device(self) -> None:
        code = self.campaign.code
        page = self.ask("GET", f"/c/{code}")[1]
        [ticket] = re.findall(r'data-ticket="([^"]+)"', page)
        names = [f"c{place}" for place in range(len(self.levels))] + ["structure"]
        fields = self._fields(names) | {"ticket": ticket, "act": "send", "touched": names}
        fields["notice"] = self.campaign.notice
        status, said, _ = self.ask("POST", f"/c/{code}/offline", fields, submits=True)
        assert (status, said.strip()) == (200, '{"sent":true}')
        self.acknowledged = ticket

    def _fields(self, names: "Sequence[str] | dict[str, None]") -> dict[str, object]:
        answers = {f"c{place}": level for place, level in enumerate(self.levels)}
        answers["structure"] = ("public", "association")[self.number % 2]
        return {name: answers[name] for name in names}

    def ask(
        self, method: str, path: str, fields: Fields | None = None, *, submits: bool = False
    ) -> tuple[int, str, str]:
        """Return status, text and onward address, once the network has let the answer through."""
        for tries in range(TRIES):
            try:
                return self._once(method, path, fields, submits=submits)
            except (Lost, OSError, HTTPException):
                time.sleep(self._chance.uniform(0.05, 0.2) * min(tries + 1, 5))
        raise Lost(path)

    def _once(
        self, method: str, path: str, fields: Fields | None, *, submits: bool
    ) -> tuple[int, str, str]:
        fate = self._chance.choice(("dropped", "lost", "late"))
        fate = fate if self._chance.random() < self.trouble else ""
        if fate == "dropped":
            raise Lost
        began = time.perf_counter()
        wire = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {"Cookie": cookies} if cookies else {}
            body = urlencode(fields, doseq=True) if fields else None
            wire.request(method, path, body, headers | (FORM if fields else {}))
            if fate == "lost":
                raise Lost  # the server may well have it
            answer = wire.getresponse()
            text = answer.read().decode()
        finally:
            wire.close()
        taken = time.perf_counter() - began
        (self.times.submission if submits else self.times.page).append(taken)
        if fate == "late":
            time.sleep(self._chance.uniform(0.2, 1.5))
        return self._read(answer, text)

    def _read(self, answer: HTTPResponse, text: str) -> tuple[int, str, str]:
        assert answer.status < 400, f"refused: {answer.status} {text[:2000]}"
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text, answer.headers.get("Location", "")


def ticket_in(page: str) -> str:
    return str(re.findall(r'name="ticket" value="([^"]+)"', page)[0])


def answer_all(phones: Sequence[Phone]) -> float:
    """Let everybody answer at once; return how many seconds it took."""
    began = time.perf_counter()
    with ThreadPoolExecutor(len(phones)) as pool:
        list(pool.map(Phone.answer, phones))
    return time.perf_counter() - began
