import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from surveys.guard.outbox import DELAYS, NotSent, Refused
from surveys.guard.webhooks import OPENED, add_webhook, stop_webhook, try_webhook
from surveys.models import Outgoing, Webhook
from tests.conftest import NOW
from tests.factories import SECRET, make_organisation, make_person
from webapp import calls
from webapp.calls import addresses_of, call
from webapp.clock import utc_now
from webapp.delivering import deliver

PAGE = Path(__file__).parents[2] / "webapp/templates/webhooks/index.html"
DOCS = Path(__file__).parents[2] / "docs/webhooks.md"


class Reader(BaseHTTPRequestHandler):
    """Keeps what it is sent, and answers as its server was told to."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.read.append((self.path, dict(self.headers), body))
        answer = self.server.answer
        if answer == "silence":
            time.sleep(1)
            return
        if answer == "drip":
            self.drip()
            return
        self.send_response(answer)
        if answer == 302:
            self.send_header("Location", "http://127.0.0.1/elsewhere")
        self.end_headers()

    def drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(30):
            try:
                self.wfile.write(b"X: y\r\n")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.1)

    def log_message(self, *_words) -> None:
        """Say nothing."""


@contextmanager
def reader(answer: int | str = 204) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Reader)
    server.daemon_threads = True
    server.answer, server.read = answer, []
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def a_call(address: str) -> Outgoing:
    told = {"id": "0" * 32, "topic": OPENED, "at": "2026-11-20T15:30:00+00:00"}
    return Outgoing(
        kind="hook", uid="0" * 32, address=address, payload=told, created_at=NOW, due_at=NOW
    )


def address_of(server: ThreadingHTTPServer, host: str = "127.0.0.1") -> str:
    return f"http://{host}:{server.server_port}/hook?a=b"


def checker_in(text: str):
    """Return the function that a page shows to its readers."""
    [source] = re.findall(r"(import hashlib, hmac, time\n.*?parts\[\"v1\"\]\))", text, re.DOTALL)
    names: dict[str, object] = {}
    exec(source.replace("&gt;", ">").replace("&lt;", "<"), names)  # noqa: S102 -- our own page
    return names["is_from_reperes"]


@pytest.mark.parametrize("path", [PAGE, DOCS], ids=["page", "docs"])
def test_a_call_is_one_that_the_example_of_the_page_recognises(path):
    is_from_reperes = checker_in(path.read_text())

    with reader() as server:
        call(a_call(address_of(server)), "the secret", now=utc_now(), local=True)

    [(path, headers, body)] = server.read
    assert path == "/hook?a=b"
    assert headers["Content-Type"] == "application/json"
    assert (headers["Reperes-Topic"], headers["Reperes-Delivery"]) == (OPENED, "0" * 32)
    assert json.loads(body)["topic"] == OPENED
    header = headers["Reperes-Signature"]
    assert is_from_reperes("the secret", header, body)
    assert not is_from_reperes("another", header, body)
    assert not is_from_reperes("the secret", header, body + b" ")


def test_the_example_refuses_a_call_of_an_hour_ago():
    is_from_reperes = checker_in(DOCS.read_text())

    with reader() as server:
        call(a_call(address_of(server)), "the secret", now=NOW, local=True)

    [(_, headers, body)] = server.read
    assert not is_from_reperes("the secret", headers["Reperes-Signature"], body)


@pytest.mark.parametrize("answer", [302, 400, 404, 429, 500, 503])
def test_any_answer_but_success_is_tried_again_and_no_redirection_is_followed(answer):
    with reader(answer) as server, pytest.raises(NotSent) as failed:
        call(a_call(address_of(server)), "word", now=NOW, local=True)

    assert type(failed.value) is NotSent
    assert str(failed.value) == f"http {answer}"
    assert len(server.read) == 1


def test_a_reader_that_is_gone_is_called_no_more():
    with reader(410) as server, pytest.raises(Refused):
        call(a_call(address_of(server)), "word", now=NOW, local=True)


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0/",
    ],
)
def test_a_private_network_is_never_called(address):
    with pytest.raises(Refused) as refused:
        call(a_call(address), "word", now=NOW, local=False)

    assert str(refused.value) == "private"


def test_a_demonstration_calls_its_own_machine_and_no_other_private_one():
    assert addresses_of(urlsplit("http://127.0.0.1:80/"), local=True) == ["127.0.0.1"]
    for address in ("http://10.0.0.1/", "http://169.254.169.254/", "http://127.0.0.2/"):
        with pytest.raises(Refused):
            addresses_of(urlsplit(address), local=True)


def test_one_private_address_among_those_of_a_name_is_enough_to_refuse_it(monkeypatch):
    found = [(0, 0, 0, "", ("1.1.1.1", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)

    with pytest.raises(Refused):
        addresses_of(urlsplit("https://programme.example/"), local=False)


def test_the_call_goes_to_the_address_that_was_checked_whatever_the_name_says_next(monkeypatch):
    with reader() as server:
        answers = iter([[(0, 0, 0, "", ("127.0.0.1", 0))]])
        monkeypatch.setattr(calls.socket, "getaddrinfo", lambda *_a, **_k: next(answers))
        monkeypatch.setattr(calls, "is_public", lambda address: address == "127.0.0.1")
        real = socket.create_connection
        reached = []

        def connect(address, **options):
            reached.append(address)
            monkeypatch.undo()
            return real(address, **options)

        monkeypatch.setattr(calls.socket, "create_connection", connect)
        address = f"http://programme.example:{server.server_port}/"
        call(a_call(address), "word", now=NOW, local=False)

    assert reached == [("127.0.0.1", server.server_port)]
    assert server.read[0][1]["Host"] == f"programme.example:{server.server_port}"


def test_silence_and_a_drip_are_left_in_time(monkeypatch):
    monkeypatch.setattr(calls, "PATIENCE", 0.3)
    monkeypatch.setattr(calls, "DEADLINE", 0.6)

    for answer in ("silence", "drip"):
        begun = time.perf_counter()
        with reader(answer) as server, pytest.raises(NotSent):
            call(a_call(address_of(server)), "word", now=NOW, local=True)
        assert time.perf_counter() - begun < 2.5


def test_what_does_not_answer_or_speaks_no_http_is_tried_again():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(NotSent) as failed:
        call(a_call(f"http://127.0.0.1:{port}/"), "word", now=NOW, local=True)

    assert str(failed.value) == "unreachable"


def test_a_machine_that_does_not_speak_securely_is_not_told_anything():
    with reader() as server:
        address = f"https://127.0.0.1:{server.server_port}/"
        with pytest.raises(NotSent) as failed:
            call(a_call(address), "word", now=NOW, local=True)

    assert (str(failed.value), server.read) == ("unreachable", [])


@pytest.fixture
def webhook(session):
    """Return what registers a webhook at an address, with one trial that waits."""

    def registered(address: str) -> Webhook:
        add_webhook(
            session,
            secret=SECRET,
            organisation_id=make_organisation(session).id,
            address=address,
            topics=[OPENED],
            by=make_person(session).id,
            now=NOW,
            local=True,
        )
        [made] = session.scalars(select(Webhook))
        try_webhook(session, made, now=NOW)
        session.commit()
        return made

    return registered


def test_the_worker_delivers_a_call_once_and_keeps_its_topic_only(session, ground, webhook):
    with reader() as server:
        webhook(address_of(server))
        for _ in range(2):
            deliver(ground(demonstration=True))

    session.expire_all()
    [sent] = session.scalars(select(Outgoing))
    assert len(server.read) == 1
    assert (sent.settled_at, sent.error, sent.address) == (NOW, "", "")
    assert sent.payload == {"topic": "test"}


def test_the_worker_tries_again_what_failed(session, ground, webhook, clock):
    with reader(500) as server:
        webhook(address_of(server))
        deliver(ground(demonstration=True))
        session.expire_all()
        [failed] = session.scalars(select(Outgoing))
        assert (failed.error, failed.due_at) == ("http 500", NOW + DELAYS[0])

        server.answer = 200
        clock.now += DELAYS[0]
        deliver(ground(demonstration=True))

    session.expire_all()
    assert [body for _, _, body in server.read] == [server.read[0][2]] * 2
    assert (failed.settled_at, failed.error) == (clock.now, "")


def test_what_was_due_when_a_webhook_was_stopped_is_not_sent(session, ground, webhook):
    with reader() as server:
        made = webhook(address_of(server))
        stop_webhook(session, made, by=make_person(session).id, now=NOW)
        session.commit()
        deliver(ground(demonstration=True))

    session.expire_all()
    [dropped] = session.scalars(select(Outgoing))
    assert (server.read, dropped.error, dropped.settled_at) == ([], "stopped", NOW)


def test_outside_a_demonstration_the_worker_calls_no_machine_of_its_own(session, ground, webhook):
    with reader() as server:
        webhook(address_of(server))
        deliver(ground())

    session.expire_all()
    [refused] = session.scalars(select(Outgoing))
    assert (server.read, refused.error, refused.settled_at) == ([], "private", NOW)
