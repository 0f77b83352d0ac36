"""Reading the letters that wait in the outbox."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.models import Outgoing


def letters_to(session: Session, address: str) -> list[str]:
    """Return the texts of the letters to an address, the first first."""
    found = session.scalars(
        select(Outgoing).where(Outgoing.address == address).order_by(Outgoing.id)
    )
    return [letter.payload["body"] for letter in found]


def code_in(letter: str) -> str:
    """Return the code that a letter holds."""
    return re.findall(r"^[2-9A-Z]{3}-[2-9A-Z]{3}$", letter, flags=re.MULTILINE)[0]


def link_in(letter: str) -> str:
    """Return the link that a letter holds."""
    return re.findall(r"^https?://\S+$", letter, flags=re.MULTILINE)[0]


def wrong(code: str) -> str:
    """Return a code that is not this one."""
    return ("3" if code[0] == "2" else "2") + code[1:]
