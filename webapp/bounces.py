"""Reading what a mail server sends back: which letter of ours did not arrive, and why."""

import re
from collections.abc import Iterator
from email.message import Message
from typing import NamedTuple

NAMED = re.compile(r"bounce\+([0-9a-f]{32})@", re.IGNORECASE)
MESSAGE_ID = re.compile(r"<([0-9a-f]{32})@[^<>@\s]+>", re.IGNORECASE)
STATUS = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")
RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
FAILED = "failed"


class Returned(NamedTuple):
    """A letter that came back for good: its `uid` and the status that the mail servers gave."""

    uid: str
    status: str


def returned(notice: Message) -> Returned | None:
    """Return which letter a delivery status notification (RFC 3464) is about.

    None if this is no such notification, if it names no letter, or if the letter is only late.
    """
    parts = list(notice.walk())
    statuses = [str(status) for part in parts for status in _failures(part)]
    uid = _uid_in_recipients(notice) or _uid_in_original(parts)
    if not statuses or uid is None:
        return None
    found = STATUS.search(statuses[0])
    return Returned(uid, found[0] if found else FAILED)


def _failures(part: Message) -> Iterator[str]:
    """Return the status of each recipient who got nothing, and will not."""
    if part.get_content_type() != "message/delivery-status":
        return
    for block in part.walk():
        if str(block.get("Action", "")).strip().lower() == FAILED:
            yield str(block.get("Status", ""))


def _uid_in_recipients(notice: Message) -> str | None:
    """Return the `uid` in the address to which the notification came back."""
    told = (str(value) for name in RECIPIENTS for value in notice.get_all(name, []))
    return next((found[1].lower() for found in map(NAMED.search, told) if found), None)


def _uid_in_original(parts: list[Message]) -> str | None:
    """Return the `uid` in the letter, or in its headers, that the notification gives back."""
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/rfc822":
            told = _message_id(part)
        elif kind == "text/rfc822-headers":
            told = str(part.get_payload())  # the headers as they are, Message-ID among them
        else:
            continue
        if found := MESSAGE_ID.search(told):
            return found[1].lower()
    return None


def _message_id(part: Message) -> str:
    letters = part.get_payload()
    first = letters[0] if isinstance(letters, list) and letters else None
    return str(first.get("Message-ID", "")) if isinstance(first, Message) else ""
