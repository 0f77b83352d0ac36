"""Letters and calls written in the transaction of the act they tell of, and sent after it.

A worker claims one by pushing its due date forward, commits, sends, and settles. A worker that dies
between sending and settling leaves it due again: it leaves at least once, under the same `uid`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.people import Person, new_uid
from surveys.models import Invitation, Invitee, Outgoing

LETTER = "letter"
HOOK = "hook"
LEASE = timedelta(minutes=10)  # longer than any attempt to send may last
DELAYS = (  # after the first failure, the second…; after the last one it is given up
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
    timedelta(hours=24),
)
MOST = len(DELAYS) + 1  # attempts
LOST = "lost"  # the worker died at each attempt
KEPT_WORDS = frozenset({"topic"})  # of a payload, once it is settled


class NotSent(Exception):
    """Something did not leave; another attempt may help. The message is a code without names."""


class Unreachable(NotSent):
    """The mail server itself is out of reach: no other letter would leave now."""


class Refused(NotSent):
    """No other attempt will help; `nobody`: since nobody is at that address."""

    def __init__(self, reason: str, *, nobody: bool = False) -> None:
        super().__init__(reason)
        self.nobody = nobody


def write_letter(
    session: Session,
    *,
    to: str,
    subject: str,
    body: str,
    now: datetime,
    person_id: int | None = None,
    invitation_id: int | None = None,
    invitee_id: int | None = None,
) -> Outgoing:
    """Put a letter of plain text in the outbox; it leaves once the caller has committed.

    `person_id`, `invitation_id` or `invitee_id` says whose address is wrong if it comes back.
    """
    letter = Outgoing(
        kind=LETTER,
        uid=new_uid(),
        address=to,
        payload={"subject": subject, "body": body},
        created_at=now,
        due_at=now,
        person_id=person_id,
        invitation_id=invitation_id,
        invitee_id=invitee_id,
    )
    session.add(letter)
    session.flush()
    return letter


def claim(session: Session, kind: str, *, now: datetime) -> Outgoing | None:
    """Return the next one of this kind that is due, which no other worker gets before LEASE.

    The caller commits before it sends. None: nothing is due. What MOST attempts have not settled
    is given up on the way: whoever tried did not live to tell.
    """
    due = (
        select(Outgoing)
        .where(Outgoing.kind == kind, Outgoing.settled_at.is_(None), Outgoing.due_at <= now)
        .order_by(Outgoing.due_at, Outgoing.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while (found := session.scalar(due)) is not None:
        if found.attempts < MOST:
            found.attempts += 1
            found.due_at = now + LEASE
            session.flush()
            return found
        _close(found, now=now, error=LOST)
        session.flush()
    return None


def settle(session: Session, claimed: Outgoing, *, now: datetime) -> None:
    """Note that what was claimed is sent. A letter that arrives clears the mark of a bounce."""
    sent = _again(session, claimed)
    if sent is None or sent.settled_at is not None:
        return
    _close(sent, now=now, error="")
    for marked in _addressees(session, sent):
        marked.mail_refused_at = None
    session.flush()


def put_off(session: Session, claimed: Outgoing, *, now: datetime, error: str) -> None:
    """Note that an attempt failed, and when the next one is; after the last one, give up.

    An attempt that outlived its lease says nothing: another worker has taken over.
    """
    failed = _again(session, claimed)
    if failed is None or failed.settled_at is not None or failed.attempts != claimed.attempts:
        return
    if failed.attempts < MOST:
        failed.due_at, failed.error = now + DELAYS[failed.attempts - 1], error
    else:
        _close(failed, now=now, error=error)
    session.flush()


def give_up(
    session: Session, claimed: Outgoing, *, now: datetime, error: str, nobody: bool = False
) -> None:
    """Note that no other attempt would help; `nobody`: since nobody is at that address."""
    refused = _again(session, claimed)
    if refused is None or refused.settled_at is not None:
        return
    _close(refused, now=now, error=error)
    if nobody:
        _mark(session, refused, now=now)
    session.flush()


def bounce(session: Session, uid: str, *, now: datetime, error: str) -> Outgoing | None:
    """Note that a letter came back; return it, or None where no letter of ours has this `uid`."""
    letter = session.scalar(
        select(Outgoing).where(Outgoing.uid == uid, Outgoing.kind == LETTER, Outgoing.attempts > 0)
    )
    if letter is not None:
        _close(letter, now=letter.settled_at or now, error=error)
        _mark(session, letter, now=now)
        session.flush()
    return letter


def kept_uids(session: Session, uids: Iterable[str]) -> set[str]:
    """Return those of `uids` that the outbox still knows."""
    return set(session.scalars(select(Outgoing.uid).where(Outgoing.uid.in_(uids))))


def _again(session: Session, claimed: Outgoing) -> Outgoing | None:
    """Return the row of what was claimed as it is now; None if it was erased meanwhile."""
    return session.scalar(
        select(Outgoing)
        .where(Outgoing.id == claimed.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _close(outgoing: Outgoing, *, now: datetime, error: str) -> None:
    outgoing.settled_at, outgoing.error, outgoing.address = now, error, ""
    outgoing.payload = {word: outgoing.payload[word] for word in KEPT_WORDS & set(outgoing.payload)}


def _mark(session: Session, letter: Outgoing, *, now: datetime) -> None:
    for marked in _addressees(session, letter):
        marked.mail_refused_at = now


def _addressees(session: Session, letter: Outgoing) -> list[Person | Invitation | Invitee]:
    person = letter.person_id and session.get(Person, letter.person_id)
    invitation = letter.invitation_id and session.get(Invitation, letter.invitation_id)
    invitee = letter.invitee_id and session.get(Invitee, letter.invitee_id)
    return [found for found in (person, invitation, invitee) if found]
