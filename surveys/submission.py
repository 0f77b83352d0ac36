"""Answering: keep a draft, send it exactly once, change it, withdraw it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from surveys import tally
from surveys.attributes import segment_key
from surveys.errors import AlreadyReleased, InvalidTicket, NothingToSend
from surveys.levels import UNANSWERED, Blank, LevelAnswer
from surveys.models import Campaign, Draft, Segment, Submission
from surveys.models.campaigns import ANONYMOUS
from surveys.opening import check_accepts
from surveys.queries.campaigns import Sent, get_draft, get_submission, open_batch
from surveys.tickets import Ticket
from surveys.upsert import upsert


@dataclass(frozen=True)
class Sheet:
    """What one person says: about themselves, and of each competence in pinned order."""

    about: dict[str, str]
    levels: tuple[LevelAnswer, ...]

    @classmethod
    def empty(cls, size: int) -> "Sheet":
        return cls(about={}, levels=(UNANSWERED,) * size)

    @property
    def answered(self) -> int:
        """How many competences have an answer, « non concerné·e » and refusals included."""
        return sum(answer.current != Blank.NO_ANSWER for answer in self.levels)

    def with_page(
        self, about: Mapping[str, str] | None, levels: Mapping[int, LevelAnswer]
    ) -> "Sheet":
        """Return the sheet once a page has been filled; other pages keep their answers."""
        changed = [levels.get(i, answer) for i, answer in enumerate(self.levels)]
        return Sheet(about=self.about if about is None else dict(about), levels=tuple(changed))


def get_sheet(session: Session, ticket: Ticket) -> Sheet | None:
    """Return what the holder of a ticket has filled so far, sent or not."""
    draft = get_draft(session, ticket.hash)
    if draft:
        return Sheet(about=draft.about, levels=tuple(draft.levels))
    sent = get_submission(session, ticket.hash)
    return Sheet(about=sent.about, levels=sent.levels) if sent else None


def save_draft(
    session: Session,
    campaign: Campaign,
    ticket: Ticket,
    *,
    about: Mapping[str, str] | None,
    levels: Mapping[int, LevelAnswer],
    now: datetime,
) -> Sheet:
    """Keep one page of answers and return the whole sheet.

    Raises:
        CampaignNotOpen, CampaignClosed: the campaign takes no answer now (rehearsals always may).
    """
    if not ticket.is_rehearsal:
        check_accepts(campaign, now)
    known = get_sheet(session, ticket) or Sheet.empty(len(campaign.questionnaire.items))
    sheet = known.with_page(about, levels)
    _keep(session, campaign, ticket, sheet, day=now.date())
    return sheet


def _keep(
    session: Session,
    campaign: Campaign,
    ticket: Ticket,
    sheet: Sheet,
    *,
    day: date,
    finished: bool = False,
) -> None:
    kept = {"about": sheet.about, "levels": sheet.levels, "day": day, "finished": finished}
    statement = (
        upsert(session, Draft)
        .values(ticket_hash=ticket.hash, campaign_id=campaign.id, **kept)
        .on_conflict_do_update(index_elements=["ticket_hash"], set_=kept)
    )
    session.connection().execute(statement)


def send_draft(session: Session, campaign: Campaign, ticket: Ticket, *, now: datetime) -> None:
    """Send what the holder of the ticket has filled.

    A draft that is gone because it was sent already is a success: the receipt is the same.
    """
    sheet = get_sheet(session, ticket)
    if sheet is None:
        raise NothingToSend
    submit(session, campaign, ticket, sheet, now=now)


def submit(
    session: Session, campaign: Campaign, ticket: Ticket, sheet: Sheet, *, now: datetime
) -> None:
    """Record a sheet exactly once, or put it in the place of the one sent before.

    Submission, tally and deletion of the draft belong to the caller's one transaction. A rehearsal
    stays a draft, marked finished: it is in no table that anything counts.

    Raises:
        CampaignNotOpen, CampaignClosed, NothingToSend, AlreadyReleased.
    """
    if not sheet.answered:
        raise NothingToSend
    if ticket.is_rehearsal:
        _keep(session, campaign, ticket, sheet, day=now.date(), finished=True)
        return
    check_accepts(campaign, now)
    batch = open_batch(session, campaign.id)
    sent = get_submission(session, ticket.hash)
    if sent is None:
        _record(session, campaign, ticket, sheet, batch=batch, day=now.date())
    elif (sent.about, sent.levels) != (sheet.about, sheet.levels):
        if sent.batch != batch:
            raise AlreadyReleased
        _replace(session, campaign, ticket, sent, sheet)
    _forget(session, Draft, ticket)


def withdraw(session: Session, campaign: Campaign, ticket: Ticket) -> None:
    """Take back what the holder of the ticket sent or filled.

    Raises:
        InvalidTicket: nothing was sent or kept under it.
        AlreadyReleased: anonymous answers were counted in figures that were shown. Pseudonymous
            ones go all the same; released figures stay as they were shown.
    """
    sent = get_submission(session, ticket.hash)
    if sent:
        released = sent.batch != open_batch(session, campaign.id)
        if released and campaign.mode == ANONYMOUS:
            raise AlreadyReleased
        _post(session, campaign, sent.batch, sent.segment_id, sent.levels, -1)
        _forget(session, Submission, ticket)
    elif get_draft(session, ticket.hash) is None:
        raise InvalidTicket
    _forget(session, Draft, ticket)


def _forget(session: Session, table: type[Submission] | type[Draft], ticket: Ticket) -> None:
    session.connection().execute(delete(table).where(table.ticket_hash == ticket.hash))


def _record(
    session: Session, campaign: Campaign, ticket: Ticket, sheet: Sheet, *, batch: int, day: date
) -> None:
    segment_id = segment_for(session, campaign.id, sheet.about)
    session.connection().execute(
        insert(Submission).values(
            ticket_hash=ticket.hash,
            campaign_id=campaign.id,
            segment_id=segment_id,
            levels=sheet.levels,
            batch=batch,
            day=day,
        )
    )
    _post(session, campaign, batch, segment_id, sheet.levels, +1)


def _replace(session: Session, campaign: Campaign, ticket: Ticket, old: Sent, sheet: Sheet) -> None:
    segment_id = segment_for(session, campaign.id, sheet.about)
    _post(session, campaign, old.batch, old.segment_id, old.levels, -1)
    session.connection().execute(
        update(Submission)
        .where(Submission.ticket_hash == ticket.hash)
        .values(segment_id=segment_id, levels=sheet.levels)
    )
    _post(session, campaign, old.batch, segment_id, sheet.levels, +1)


def _post(
    session: Session,
    campaign: Campaign,
    batch: int,
    segment_id: int,
    levels: Sequence[LevelAnswer],
    sign: int,
) -> None:
    lines = tally.keys(batch, segment_id, levels, campaign.questionnaire.ratings)
    tally.post(session, campaign.id, lines, sign)


def segment_for(session: Session, campaign_id: int, about: Mapping[str, str]) -> int:
    """Return the id of the segment of these attributes, made at its first use."""
    key = segment_key(about)
    find = select(Segment.id).where(Segment.campaign_id == campaign_id, Segment.key == key)
    connection = session.connection()
    found = connection.scalar(find)
    if found is None:
        make = upsert(session, Segment).values(campaign_id=campaign_id, key=key, about=dict(about))
        connection.execute(make.on_conflict_do_nothing())
        found = connection.scalar(find)
    if found is None:  # pragma: no cover -- the row was just written
        raise LookupError(key)
    return int(found)
