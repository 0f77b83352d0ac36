"""Calling a webhook: only addresses of the internet at large, checked where the call goes."""

import socket
from contextlib import closing, suppress
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from ssl import SSLCertVerificationError, SSLContext, SSLError, create_default_context
from threading import Event, Timer
from urllib.parse import SplitResult, urlsplit

from surveys.guard.outbox import NotSent, Refused
from surveys.guard.webhooks import LOCAL, body_of, is_public, signature
from surveys.models import Outgoing

PATIENCE = 10  # seconds, for each answer of the network
DEADLINE = 20  # seconds, for all of a call
GONE = 410
MOST_ADDRESSES = 3  # tried, of those behind a name
PORTS = {"http": 80, "https": 443}


class Checked(HTTPConnection):
    """A connection to numerical addresses found beforehand, under the name they were found for."""

    def __init__(self, url: SplitResult, addresses: list[str]) -> None:
        super().__init__(url.hostname or "", url.port or PORTS[url.scheme], timeout=PATIENCE)
        self._addresses = addresses
        self._context: SSLContext | None = None
        if url.scheme == "https":
            self._context = create_default_context()
            self.default_port = PORTS["https"]

    def connect(self) -> None:
        """Connect to the first address that answers."""
        *others, last = self._addresses
        for address in others:
            with suppress(OSError):
                return self._connect(address)
        return self._connect(last)

    def _connect(self, address: str) -> None:
        self.sock = socket.create_connection((address, self.port), timeout=PATIENCE)
        if self._context:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


def call(hook: Outgoing, word: str, *, now: datetime, local: bool) -> None:
    """Post one call, signed with the secret `word` of its webhook.

    `local`: this is a demonstration, which may call its own machine.

    Raises:
        Refused: it leads to a private network, or the reader said that it is gone for good.
        NotSent: it was not taken this time. Redirections are not followed.
    """
    url = urlsplit(hook.address)
    body = body_of(hook)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Reperes",
        "Reperes-Topic": str(hook.payload["topic"]),
        "Reperes-Delivery": hook.uid,
        "Reperes-Signature": signature(word, body, now=now),
        "Connection": "close",
    }
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    status = _posted(Checked(url, addresses_of(url, local=local)), path, body, headers)
    if status == GONE:
        raise Refused(f"http {status}")
    if not 200 <= status < 300:
        raise NotSent(f"http {status}")


def addresses_of(url: SplitResult, *, local: bool) -> list[str]:
    """Return the numerical addresses behind a name; all must be public.

    Raises:
        Refused: one of them is not.
        NotSent: the name is not known now.
    """
    host = url.hostname or ""
    try:
        found = socket.getaddrinfo(host, url.port or PORTS[url.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as reason:
        raise NotSent("unknown host") from reason
    addresses = [str(answer[4][0]) for answer in found]
    if local and host in LOCAL:
        return addresses
    if not all(is_public(address.partition("%")[0]) for address in addresses):
        raise Refused("private")
    return addresses[:MOST_ADDRESSES]


def _posted(connection: Checked, path: str, body: bytes, headers: dict[str, str]) -> int:
    """Return the status of the answer; its body is left unread."""
    late = Event()
    end = Timer(DEADLINE, _hang_up, [connection, late])
    end.start()
    try:
        with closing(connection):
            connection.request("POST", path, body, headers)
            with closing(connection.getresponse()) as response:
                status = response.status
    except TimeoutError as reason:
        raise NotSent("timeout") from reason
    except SSLCertVerificationError as reason:
        raise NotSent("certificate") from reason
    except (HTTPException, SSLError, OSError, ValueError) as reason:
        raise NotSent("unreachable") from reason
    finally:
        end.cancel()
    if late.is_set():
        raise NotSent("timeout")
    return status


def _hang_up(connection: Checked, late: Event) -> None:
    """End a call that drips, wherever it is; said before, as what was cut reads like an answer."""
    late.set()
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)
