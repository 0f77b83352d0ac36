"""A mail server of the tests' own, which takes letters, refuses them or behaves badly."""

import asyncio
import email
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP as POLICY

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, Envelope, Session


class Letters:
    """What the server took: the return path, the recipients and the message of each letter."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], EmailMessage]] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=POLICY)
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, message))
        return "250 OK"


class Nobody(Letters):
    """Knows nobody whose name begins with « nobody », and has no room now for « full »."""

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802
        if address.startswith("nobody"):
            return f"550 5.1.1 <{address}>: no such user"
        if address.startswith("policy"):
            return f"554 5.7.1 <{address}>: relay access denied"
        if address.startswith("full"):
            return f"452 4.2.2 <{address}>: mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"


class OwnSender(Letters):
    """Takes letters from its own account only."""

    async def handle_MAIL(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802
        if "+" in address:
            return "553 5.7.1 sender not owned"
        envelope.mail_from = address
        return "250 OK"


class Dropping(Letters):
    """Hangs up in the middle of a letter."""

    async def handle_DATA(self, server, _session, _envelope) -> str:  # noqa: N802
        server.transport.abort()
        return "451 never said"


class Slow(Letters):
    """Answers after everybody has gone."""

    SECONDS = 2

    async def handle_MAIL(self, _server, _session, _envelope, _address, _options) -> str:  # noqa: N802
        await asyncio.sleep(self.SECONDS)
        return "451 at last"


@contextmanager
def mail_server(handler: Letters, *, accents: bool = True) -> Iterator[str]:
    """Run a server until the end; the result is its address, as a setting."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port, enable_SMTPUTF8=accents)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
