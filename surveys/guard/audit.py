"""The chain of acts: who did what, when, for which organisation; no entry can change unseen.

Each entry's digest covers its content and the digest before it. Persons appear under a pseudonym
made with a key of their own: once the key is erased, nothing tells whose acts these were.
"""

import hmac
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_bytes

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from surveys.models import AuditEntry, PersonKey
from surveys.upsert import upsert

KEY_BYTES = 32
LOCK = 0x5265_7065  # one writer at a time, whatever the row; SQLite's writers queue already


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

    `subject` holds numbers and codes (« campaign:12 »), never a name or an address.
    """
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
    said = (
        entry.id,
        entry.at.astimezone(UTC).isoformat(),
        entry.act,
        entry.actor,
        entry.organisation_id,
    )
    content = "\x1f".join(map(str, (*said, entry.subject)))
    return sha256(previous + content.encode()).digest()


def first_broken(session: Session) -> int | None:
    """Return the number of the first entry that does not fit the chain; None if all fit."""
    previous = b""
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    for number, entry in enumerate(entries, start=1):
        if entry.id != number or entry.digest != digest_of(entry, previous):
            return number
        previous = entry.digest
    return None
