"""Tickets: what lets one unknown person answer once, come back, change or withdraw.

A ticket is a short code that a person can type (eight symbols and a check symbol) followed by a
signature. Nothing is stored when it is given; tables know only its hash, so that neither the base
nor an administrator who reads it can find the link again.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from secrets import choice

from surveys.errors import InvalidTicket, UnknownCode

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, O, 1 and I
CODE_LENGTH = 8
SIGNATURE_LENGTH = 22  # 128 bits
LIVE = "a"
REHEARSAL = "r"
_MODULUS = 0b100101  # x⁵ + x² + 1


@dataclass(frozen=True)
class Ticket:
    """A signed right to answer one campaign; a rehearsal's answers never count."""

    code: str
    kind: str
    text: str

    @property
    def hash(self) -> bytes:
        return sha256(self.text.encode()).digest()

    @property
    def is_rehearsal(self) -> bool:
        return self.kind == REHEARSAL

    @property
    def shown_code(self) -> str:
        """The code in three groups, as it is shown to be copied by hand."""
        return "-".join(self.code[i : i + 3] for i in range(0, len(self.code), 3))


def new_ticket(secret: str, campaign_id: int, *, rehearsal: bool = False) -> Ticket:
    """Return a fresh ticket for a campaign."""
    symbols = "".join(choice(ALPHABET) for _ in range(CODE_LENGTH))
    kind = REHEARSAL if rehearsal else LIVE
    return _signed(secret, campaign_id, symbols + check_symbol(symbols), kind)


def read_ticket(secret: str, campaign_id: int, text: str) -> Ticket:
    """Return the ticket written in `text`; raise InvalidTicket if we never signed it."""
    code, _, rest = text.partition(".")
    kind = rest[:1]
    ticket = _signed(secret, campaign_id, code, kind)
    if kind not in (LIVE, REHEARSAL) or not hmac.compare_digest(
        ticket.text.encode(), text.encode()
    ):
        raise InvalidTicket
    return ticket


def ticket_of_code(secret: str, campaign_id: int, typed: str) -> Ticket:
    """Return the live ticket of a code typed by hand; spaces, hyphens and case do not matter.

    Raises:
        UnknownCode: the check symbol shows that it was mistyped.
    """
    code = "".join(symbol for symbol in typed.upper() if symbol.isalnum())
    symbols = code[:CODE_LENGTH]
    known = set(symbols) <= set(ALPHABET)
    if len(code) != CODE_LENGTH + 1 or not known or check_symbol(symbols) != code[-1]:
        raise UnknownCode
    return _signed(secret, campaign_id, code, LIVE)


def check_symbol(symbols: str) -> str:
    """Return the symbol that catches any one wrong symbol and any two swapped.

    Source: a Reed-Solomon check over the field of 32 elements, one per symbol of the alphabet; each
    place weighs another power of x, modulo x⁵ + x² + 1. (Luhn misses the first symbol swapped with
    the last.)
    """
    total = 0
    for symbol in symbols:
        total = (total ^ ALPHABET.index(symbol)) << 1
        total ^= _MODULUS if total >= len(ALPHABET) else 0
    return ALPHABET[total]


def _signed(secret: str, campaign_id: int, code: str, kind: str) -> Ticket:
    message = f"ticket:{campaign_id}:{code}:{kind}".encode()
    digest = hmac.new(secret.encode(), message, sha256).digest()
    signature = urlsafe_b64encode(digest).decode()[:SIGNATURE_LENGTH]
    return Ticket(code=code, kind=kind, text=f"{code}.{kind}{signature}")
