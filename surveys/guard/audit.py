"""The chain of acts: who did what, when, for which organisation; no entry can change unseen.

Each entry's digest covers its content and the digest before it. Persons appear under a pseudonym
made with a key of their own: once the key is erased, nothing tells whose acts these were. Entries
are kept a year; what is pruned leaves its last digest in the chain, from which the rest follows.
A tail that was cut off is found only by comparing with a head that was kept elsewhere.
"""

import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_bytes
from typing import Self

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from surveys.models import AuditEntry, PersonKey
from surveys.upsert import upsert

KEY_BYTES = 32
LOCK = 0x5265_7065  # one writer at a time, whatever the row; SQLite's writers queue already
KEPT = timedelta(days=365)
PRUNED = "journal.pruned"  # its subject is the head of what was pruned
AT_ONCE = 1000  # entries read at a time


@dataclass(frozen=True)
class Head:
    """The last entry of a chain, or of a part of it: enough to tell whether it is still there."""

    number: int
    digest: bytes

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the head written « 12:5e8f… »; None if this is not one."""
        found = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", text.strip().lower())
        return cls(int(found[1]), bytes.fromhex(found[2])) if found else None

    def __str__(self) -> str:
        return f"{self.number}:{self.digest.hex()}"


EMPTY = Head(0, b"")


def record(
    session: Session,
    act: str,
    *,
    now: datetime,
    person_id: int | None = None,
    organisation_id: int | None = None,
    subject: str = "",
) -> AuditEntry:
    """Add an act to the chain, in the transaction that does it.

    `subject` holds numbers and codes (« campaign:12 »), never a name or an address. Call it last:
    from here to the commit no other act is recorded. On SQLite the session must be one that writes.
    """
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    last = session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    entry = AuditEntry(
        id=last.id + 1 if last else 1,
        at=now,
        act=act,
        actor=pseudonym(session, person_id) if person_id else "",
        organisation_id=organisation_id,
        subject=subject,
        digest=b"",
    )
    entry.digest = digest_of(entry, last.digest if last else b"")
    session.add(entry)
    session.flush()
    return entry


def recorded_since(
    session: Session, act: str, since: datetime, *, person_id: int, subject: str
) -> bool:
    """Say whether a person did this act on this subject since a moment, as the chain tells."""
    entry = select(AuditEntry.id).where(
        AuditEntry.act == act,
        AuditEntry.at >= since,
        AuditEntry.actor == pseudonym(session, person_id),
        AuditEntry.subject == subject,
    )
    return session.scalar(entry.limit(1)) is not None


def pseudonym(session: Session, person_id: int) -> str:
    """Return the name of a person in the chain; their key is made at its first use."""
    key = session.scalar(select(PersonKey.key).where(PersonKey.person_id == person_id))
    if key is None:
        row = {"person_id": person_id, "key": token_bytes(KEY_BYTES)}
        session.connection().execute(upsert(session, PersonKey), row)
        key = session.scalar(select(PersonKey.key).where(PersonKey.person_id == person_id))
    return name_under(key or b"", person_id)


def name_under(key: bytes, person_id: int) -> str:
    """Return the name that a key gives a person in the chain."""
    return hmac.new(key, str(person_id).encode(), sha256).hexdigest()[:16]


def digest_of(entry: AuditEntry, previous: bytes) -> bytes:
    """Return the digest of an entry that follows the one whose digest is `previous`."""
    said = [
        entry.id,
        entry.at.astimezone(UTC).isoformat(),
        entry.act,
        entry.actor,
        entry.organisation_id,
        entry.subject,
    ]
    return sha256(previous + json.dumps(said).encode()).digest()


def head_of(session: Session) -> Head:
    """Return the end of the chain."""
    last = session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
    return Head(last.id, last.digest) if last else EMPTY


def first_broken(session: Session) -> int | None:
    """Return the number of the first entry that does not fit the chain; None if all fit."""
    previous = start_of(session)
    if previous is None:
        return 1
    entries = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=AT_ONCE)
    for entry in session.scalars(entries):
        number = previous.number + 1
        if entry.id != number or entry.digest != digest_of(entry, previous.digest):
            return number
        previous = Head(number, entry.digest)
    return None


def start_of(session: Session) -> Head | None:
    """Return what the first entry follows: nothing, or what was pruned; None if no entry tells."""
    first = session.scalar(select(AuditEntry.id).order_by(AuditEntry.id).limit(1))
    if first is None or first == 1:
        return EMPTY
    told = AuditEntry.subject.startswith(f"{first - 1}:", autoescape=True)
    subject = session.scalar(select(AuditEntry.subject).where(AuditEntry.act == PRUNED, told))
    return Head.read(subject) if subject else None


def still_holds(session: Session, head: Head) -> bool | None:
    """Say whether the chain holds a head that was kept elsewhere; None if that part was pruned."""
    start = start_of(session)
    if start is not None and head.number <= start.number:
        return head == start if head.number == start.number else None
    return session.scalar(select(AuditEntry.digest).where(AuditEntry.id == head.number)) == (
        head.digest
    )


def prune(session: Session, *, now: datetime) -> int:
    """Delete the entries of more than a year ago; return how many. What follows stays provable."""
    fresh = select(AuditEntry.id).where(AuditEntry.at >= now - KEPT).order_by(AuditEntry.id)
    first_kept = session.scalar(fresh.limit(1)) or head_of(session).number + 1
    last = session.scalar(select(AuditEntry).where(AuditEntry.id == first_kept - 1))
    if last is None:
        return 0
    count = last.id - (start_of(session) or EMPTY).number
    record(session, PRUNED, subject=str(Head(last.id, last.digest)), now=now)
    session.execute(delete(AuditEntry).where(AuditEntry.id < first_kept))
    return count
