"""Keying a sheet: counted at once, or after a second keying that says the same."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.orm import Session

from surveys.errors import CampaignNotOpen
from surveys.models import Campaign, PaperKeying, PaperSheet
from surveys.models.paper import MOST_KEYINGS
from surveys.paper.boxes import Part, Read, Typed, differing, read_keys
from surveys.paper.errors import (
    AnsweredByPhone,
    AskedOtherwise,
    AwaitsDecision,
    CountedAlready,
    NotDecided,
    NothingDiffers,
    NothingOnSheet,
    TooLate,
    UnknownSheet,
)
from surveys.queries.campaigns import get_submission, hold_batch
from surveys.queries.paper import hold_sheet, keyings_of
from surveys.submission import Sheet, is_late, submit_keyed
from surveys.tickets import Ticket

FIRST, SECOND, TYPED = "1", "2", "3"  # what is picked where two keyings differ


class Outcome(StrEnum):
    COUNTED = "counted"
    ONCE = "once"  # kept until it is keyed a second time
    DIFFERS = "differs"  # keyed twice, not alike: somebody decides


def sheet_to_key(
    session: Session, campaign: Campaign, ticket: Ticket, *, now: datetime
) -> PaperSheet:
    """Return a sheet that may be keyed, held until the transaction ends, the campaign before it.

    Raises:
        UnknownSheet, AskedOtherwise, AnsweredByPhone, CountedAlready, TooLate, CampaignNotOpen.
    """
    if campaign.anonymised_on is not None:
        raise TooLate
    hold_batch(session, campaign.id, alone=is_late(campaign, now))
    held = hold_sheet(session, campaign.id, ticket.hash)
    if held is None:
        raise UnknownSheet
    if held.counted:
        raise CountedAlready
    if get_submission(session, ticket.hash) is not None:
        raise AnsweredByPhone
    if held.batch.questionnaire_id != campaign.questionnaire_id:
        raise AskedOtherwise
    return held


def key_sheet(
    session: Session,
    campaign: Campaign,
    ticket: Ticket,
    read: Read,
    parts: Sequence[Part],
    *,
    attempt: str,
    now: datetime,
) -> Outcome:
    """Take in what was keyed of a sheet.

    The same `attempt` sent again changes nothing; where it was counted, CountedAlready is raised.
    Two people who key one sheet at the same time make a first and a second keying; where sheets are
    keyed once only, the second person is told.

    Raises:
        what `sheet_to_key` raises, and
        NothingOnSheet: no box was keyed.
        AwaitsDecision: it was keyed twice already, not alike.
    """
    held = sheet_to_key(session, campaign, ticket, now=now)
    if read.sheet.is_empty:
        raise NothingOnSheet
    if not held.batch.twice:
        _count(session, campaign, ticket, held, read.sheet, now=now)
        return Outcome.COUNTED
    kept = keyings_of(session, ticket.hash)
    if any(keying.attempt == attempt for keying in kept):
        return Outcome.DIFFERS if len(kept) > 1 else Outcome.ONCE
    if len(kept) > 1:
        raise AwaitsDecision
    if kept and not differing(parts, kept[0].typed, read.typed):
        _count(session, campaign, ticket, held, read.sheet, now=now)
        return Outcome.COUNTED
    turn = len(kept) + 1
    session.add(PaperKeying(ticket_hash=ticket.hash, turn=turn, attempt=attempt, typed=read.typed))
    session.flush()
    return Outcome.DIFFERS if kept else Outcome.ONCE


def two_keyings(
    session: Session, campaign: Campaign, ticket: Ticket, *, now: datetime
) -> tuple[Typed, Typed]:
    """Return both keyings of a sheet that waits for a decision.

    Raises:
        what `sheet_to_key` raises, and NothingDiffers: none is waited for.
    """
    sheet_to_key(session, campaign, ticket, now=now)
    kept = keyings_of(session, ticket.hash)
    if len(kept) < MOST_KEYINGS:
        raise NothingDiffers
    return kept[0].typed, kept[1].typed


def decide(
    session: Session,
    campaign: Campaign,
    ticket: Ticket,
    parts: Sequence[Part],
    picks: Mapping[str, str],
    typed: Typed,
    *,
    now: datetime,
) -> Read:
    """Count a sheet keyed twice with what was picked, by box: one keying, or what is `typed`.

    Where `typed` has keys that no box has, nothing is counted and the problems are returned.

    Raises:
        what `two_keyings` raises, NothingOnSheet, and
        NotDecided: a difference has no pick.
    """
    first, second = two_keyings(session, campaign, ticket, now=now)
    ways = {FIRST: first, SECOND: second, TYPED: typed}
    settled = {**first}
    for name in differing(parts, first, second):
        if picks.get(name) not in ways:
            raise NotDecided
        settled[name] = ways[picks[name]].get(name, "")
    read = read_keys(parts, settled, campaign.questionnaire)
    if read.problems:
        return read
    if read.sheet.is_empty:
        raise NothingOnSheet
    held = sheet_to_key(session, campaign, ticket, now=now)
    _count(session, campaign, ticket, held, read.sheet, now=now)
    return read


def _count(
    session: Session,
    campaign: Campaign,
    ticket: Ticket,
    held: PaperSheet,
    sheet: Sheet,
    *,
    now: datetime,
) -> None:
    if campaign.opens_at is None:
        raise CampaignNotOpen
    if not submit_keyed(session, campaign, ticket, sheet, notice=held.batch.notice, now=now):
        raise AnsweredByPhone
    held.counted = True
    session.execute(delete(PaperKeying).where(PaperKeying.ticket_hash == ticket.hash))
    session.flush()
