"""A mail server of the test's own, and the letters that it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.browser.serving import free_port

PATIENCE = 20  # seconds, for a letter to come


class Mailroom:
    """Takes every letter, and hands them out by address."""

    def __init__(self) -> None:
        self.port = free_port()
        self._letters: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self._letters.append((envelope.rcpt_tos, message))
        return "250 taken"

    def letters_to(self, address: str) -> list[str]:
        """Return the texts of the letters to an address that came so far."""
        found = [letter.get_content() for to, letter in self._letters if address in to]
        return [text.replace("\r\n", "\n") for text in found]

    def wait_for(self, address: str, *, number: int = 1) -> str:
        """Return the text of the nth letter to an address, once it is there."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            letters = self.letters_to(address)
            if len(letters) >= number:
                return letters[number - 1]
            time.sleep(0.1)
        raise AssertionError(f"No letter number {number} came to {address}.")


@contextmanager
def open_mailroom() -> Iterator[Mailroom]:
    """Serve SMTP on this machine until the end."""
    mailroom = Mailroom()
    controller = Controller(mailroom, hostname="127.0.0.1", port=mailroom.port)
    controller.start()
    try:
        yield mailroom
    finally:
        controller.stop()
