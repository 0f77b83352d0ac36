"""How often signing in may be tried: nobody can use up the tries of somebody else.

Wrong tries count for an address and the place they come from. That place is a network, or the one
browser, if it has signed in to this address before: whoever fails a thousand times elsewhere shuts
neither the owner's browser out nor their network. Sending letters has limits of its own, so that
this way stays open to who has no password left to try.
"""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.people import Person
from surveys.guard.audit import record
from surveys.guard.rates import Limit, TooOften, check_tries, count_try, forget_tries

QUARTER = 15 * 60  # seconds
HOUR = 4 * QUARTER
PASSWORDS = Limit("password", 10, QUARTER)
WRONG_PASSWORDS = Limit("password-network", 100, QUARTER)  # of a whole network
LETTERS = Limit("letter", 5, QUARTER)
LETTERS_TO_ADDRESS = Limit("letter-address", 20, HOUR)  # asked where it never signed in
LETTERS_OF_NETWORK = Limit("letter-network", 400, QUARTER)  # a whole room may ask at once
WRONG_CODES = Limit("code-network", 200, QUARTER)
WRONG_RESUMES = Limit("resume-network", 200, QUARTER)
REFUSED = Limit("refused", 1, QUARTER)
IPV6_PREFIX = 64  # one household or office
REFUSED_ACT = "account.refused"


@dataclass(frozen=True)
class Place:
    """Where a try comes from; `browser` is empty where this address never signed in from it."""

    network: str
    browser: str = ""

    def bucket(self, email: str) -> str:
        """Return under which key the tries for an address count."""
        place = f"browser:{self.browser}" if self.browser else f"network:{self.network}"
        return f"{email} {place}"


def network_of(address: str | None) -> str:
    """Return the network that an address of the internet stands for; its text if it is none."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return address or ""
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> (128 - IPV6_PREFIX) << (128 - IPV6_PREFIX)))


def begin_password(
    session: Session, secret: str, email: str, place: Place, *, now: datetime
) -> None:
    """Count a password about to be checked; the caller commits even when this raises.

    Raises:
        TooOften: this address was tried too often from there, or anything was from this network.
    """
    if not place.browser:
        check_tries(session, secret, WRONG_PASSWORDS, place.network, now=now)
    count_try(session, secret, PASSWORDS, place.bucket(email), now=now)


def password_was_right(session: Session, secret: str, email: str, place: Place) -> None:
    """Forget the wrong tries before the right one."""
    forget_tries(session, secret, PASSWORDS, place.bucket(email))


def password_was_wrong(session: Session, secret: str, place: Place, *, now: datetime) -> None:
    """Count a wrong password for the network it came from."""
    count_wrong(session, secret, WRONG_PASSWORDS, place.network, now=now)


def begin_letter(session: Session, secret: str, email: str, place: Place, *, now: datetime) -> None:
    """Count a letter about to be sent, known address or not; commit even when this raises.

    Raises:
        TooOften: too many letters were asked for from there, or for this address.
    """
    if not place.browser:
        check_tries(session, secret, LETTERS_OF_NETWORK, place.network, now=now)
    count_try(session, secret, LETTERS, place.bucket(email), now=now)
    if not place.browser:
        count_try(session, secret, LETTERS_OF_NETWORK, place.network, now=now)
        count_try(session, secret, LETTERS_TO_ADDRESS, email, now=now)


def count_wrong(session: Session, secret: str, limit: Limit, who: str, *, now: datetime) -> None:
    """Count what was just found wrong; `check_tries` refuses the next one too many."""
    try:
        count_try(session, secret, limit, who, now=now)
    except TooOften:
        return


def note_refused(
    session: Session, secret: str, what: str, place: Place, *, email: str = "", now: datetime
) -> None:
    """Write in the chain of acts that tries from one place went beyond a limit, once a while.

    Nobody can fill the chain by trying on.
    """
    try:
        count_try(session, secret, REFUSED, f"{what} {place.bucket(email)}", now=now)
    except TooOften:
        return
    person_id = session.scalar(select(Person.id).where(Person.email == email))
    record(session, REFUSED_ACT, now=now, person_id=person_id, subject=what)
