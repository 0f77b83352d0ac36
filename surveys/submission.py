"""Answering: keep a draft, send it exactly once, change it, withdraw it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from surveys import tally
from surveys.attributes import segment_key
from surveys.capacity import check_place
from surveys.errors import (
    AlreadyReleased,
    CampaignReplaced,
    InvalidTicket,
    NothingToSend,
    NoticeChanged,
)
from surveys.levels import RATINGS, UNANSWERED, Blank, LevelAnswer, overlaid
from surveys.models import Campaign, Draft, Questionnaire, Segment, Submission
from surveys.models.campaigns import ANONYMOUS
from surveys.opening import check_accepts
from surveys.queries.campaigns import (
    Kept,
    Sent,
    get_draft,
    get_submission,
    hold_batch,
    hold_draft,
    hold_submission,
)
from surveys.question_types.base import Answer
from surveys.scattering import random_id
from surveys.sections import asked_of
from surveys.tickets import Ticket
from surveys.upsert import upsert

# Statements on the way of every submission are built once: building costs more than running.
_FIND_SEGMENT = select(Segment.id).where(
    Segment.campaign_id == bindparam("campaign_id"), Segment.key == bindparam("key")
)
_DELETIONS = {
    table: delete(table).where(table.ticket_hash == bindparam("ticket_hash"))
    for table in (Submission, Draft)
}


NOTHING: Mapping[str, Answer | None] = MappingProxyType({})


@dataclass(frozen=True)
class Sheet:
    """What one person says: about themselves, and of each competence in pinned order."""

    about: dict[str, str]
    levels: tuple[LevelAnswer, ...]
    answers: dict[str, Answer] = field(default_factory=dict)  # to free questions, by code

    @classmethod
    def empty(cls, size: int) -> "Sheet":
        return cls(about={}, levels=(UNANSWERED,) * size)

    @property
    def answered(self) -> int:
        """How many competences have an answer, « non concerné·e » and refusals included."""
        return sum(answer.current != Blank.NO_ANSWER for answer in self.levels)

    @classmethod
    def of(cls, found: Kept | Sent) -> "Sheet":
        return cls(about=found.about, levels=tuple(found.levels), answers=found.answers)

    @property
    def unconcerned(self) -> tuple[int, ...]:
        """The places of the competences that do not concern this person."""
        found = enumerate(self.levels)
        return tuple(i for i, answer in found if answer.current == Blank.NOT_APPLICABLE)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been answered that could be sent."""
        return not self.answered and not self.answers

    def with_page(
        self,
        about: Mapping[str, str] | None,
        levels: Mapping[int, LevelAnswer],
        answers: Mapping[str, Answer | None] = NOTHING,
        *,
        ratings: Sequence[str] = RATINGS,
    ) -> "Sheet":
        """Return the sheet once a page has been filled; other pages keep their answers.

        The page asked these `ratings`. An answer that is None takes back the one given before.
        """
        changed = [
            overlaid(answer, levels[i], ratings) if i in levels else answer
            for i, answer in enumerate(self.levels)
        ]
        said = self.answers | dict(answers)
        return Sheet(
            about=self.about if about is None else dict(about),
            levels=tuple(changed),
            answers={code: answer for code, answer in said.items() if answer is not None},
        )

    def settled(self, questionnaire: Questionnaire) -> "Sheet":
        """Return the sheet as it is sent: without answers to what is no longer asked.

        « Non concerné·e » speaks of the whole competence: of how it was before, too.
        """
        levels = self.levels
        if "before" in questionnaire.ratings:
            levels = tuple(
                level._replace(before=Blank.NOT_APPLICABLE)
                if level.current == Blank.NOT_APPLICABLE
                else level
                for level in levels
            )
        if not questionnaire.sections:
            return replace(self, levels=levels)
        asked = asked_of(questionnaire.sections, self.about, self.answers)
        standing = (level if i in asked.positions else UNANSWERED for i, level in enumerate(levels))
        return Sheet(self.about, tuple(standing), asked.answers)


def get_sheet(session: Session, ticket: Ticket) -> Sheet | None:
    """Return what the holder of a ticket has filled so far, sent or not."""
    found = get_draft(session, ticket.hash) or get_submission(session, ticket.hash)
    return Sheet.of(found) if found else None


def is_sent(session: Session, ticket: Ticket) -> bool:
    """Say whether what was filled has been sent and is not being changed."""
    draft = hold_draft(session, ticket.hash)
    return draft is None and get_submission(session, ticket.hash) is not None


def save_draft(
    session: Session,
    campaign: Campaign,
    ticket: Ticket,
    *,
    about: Mapping[str, str] | None,
    levels: Mapping[int, LevelAnswer],
    answers: Mapping[str, Answer | None] = NOTHING,
    ratings: Sequence[str] = RATINGS,
    now: datetime,
) -> Sheet:
    """Keep one page of answers, which asked these `ratings`, and return the whole sheet.

    Raises:
        CampaignNotOpen, CampaignClosed: the campaign takes no answer now (rehearsals always may).
        AlreadyReleased: what was sent was counted in figures that were shown.
    """
    if not ticket.is_rehearsal:
        check_accepts(campaign, now)
    draft = hold_draft(session, ticket.hash)
    sent = None if draft else get_submission(session, ticket.hash)
    if sent and sent.batch != hold_batch(session, campaign.id):
        raise AlreadyReleased
    known = draft or sent
    sheet = Sheet.of(known) if known else Sheet.empty(len(campaign.questionnaire.items))
    sheet = sheet.with_page(about, levels, answers, ratings=ratings)
    keep_sheet(session, campaign, ticket, sheet, day=now.date())
    return sheet


def keep_sheet(
    session: Session, campaign: Campaign, ticket: Ticket, sheet: Sheet, *, day: date
) -> None:
    """Keep a sheet as a draft, whatever the campaign takes now: `save_draft` asks that first."""
    statement = upsert(
        session, Draft, ("ticket_hash",), replace=("about", "levels", "answers", "day")
    )
    row = {
        "ticket_hash": ticket.hash,
        "campaign_id": campaign.id,
        "rehearsal": ticket.is_rehearsal,
        "about": sheet.about,
        "levels": sheet.levels,
        "answers": sheet.answers,
        "day": day,
    }
    session.connection().execute(statement, row)


def send_draft(
    session: Session, campaign: Campaign, ticket: Ticket, *, notice: int, now: datetime
) -> None:
    """Send what the holder of the ticket has filled, having been shown `notice`.

    A draft that is gone because it was sent already is a success: the receipt is the same.
    """
    found = hold_draft(session, ticket.hash) or get_submission(session, ticket.hash)
    if found is None:
        raise NothingToSend
    submit(session, campaign, ticket, Sheet.of(found), notice=notice, now=now)


def submit(
    session: Session,
    campaign: Campaign,
    ticket: Ticket,
    sheet: Sheet,
    *,
    notice: int,
    now: datetime,
) -> None:
    """Record a sheet exactly once, or put it in the place of the one sent before.

    `notice` is the number of the notice that the person was shown; it is kept with the answers.
    Submission, tally and deletion of the draft belong to the caller's one transaction. A rehearsal
    stays a draft: it is in no table that anything counts.

    Raises:
        CampaignNotOpen, CampaignClosed, CampaignReplaced, CampaignFull.
        NothingToSend, AlreadyReleased.
        NoticeChanged: another notice is in force, and this sheet has not been recorded yet.
    """
    if sheet.is_empty:
        raise NothingToSend
    if ticket.is_rehearsal:
        keep_sheet(session, campaign, ticket, sheet, day=now.date())
        return
    _check_not_replaced(session, campaign)
    check_accepts(campaign, now)
    sheet = sheet.settled(campaign.questionnaire)
    if notice != campaign.notice and not _says_already(session, ticket, sheet):
        raise NoticeChanged
    limited = campaign.capacity is not None
    batch = hold_batch(session, campaign.id, alone=limited)
    if limited and get_submission(session, ticket.hash) is None:
        check_place(session, campaign)
    segment_id = segment_for(session, campaign.id, sheet.about)
    new = Sent(sheet.about, sheet.levels, batch, segment_id, sheet.answers)
    if not _record(session, campaign, ticket, new, notice=notice, day=now.date()):
        _replace(session, campaign, ticket, new, notice=notice)
    _forget(session, Draft, ticket.hash)


def is_late(campaign: Campaign, now: datetime) -> bool:
    """Say whether a campaign is over."""
    return campaign.closes_at is not None and now >= campaign.closes_at


def submit_keyed(
    session: Session,
    campaign: Campaign,
    ticket: Ticket,
    sheet: Sheet,
    *,
    notice: int,
    now: datetime,
) -> bool:
    """Record a sheet that was filled on paper, under the notice printed on it.

    It was filled while the campaign was open, and is keyed when there is time: no capacity and no
    closing refuses it. What is keyed after the end bears the day of the end, and is scattered like
    the rest. False, and nothing recorded, when answers were sent under its ticket already.
    """
    sheet = sheet.settled(campaign.questionnaire)
    late = is_late(campaign, now)
    batch = hold_batch(session, campaign.id, alone=late)
    segment_id = segment_for(session, campaign.id, sheet.about)
    new = Sent(sheet.about, sheet.levels, batch, segment_id, sheet.answers)
    day = min(now, campaign.closes_at or now).date()
    if not _record(session, campaign, ticket, new, notice=notice, day=day):
        return False
    if late:
        campaign.scattered_at = None
    _forget(session, Draft, ticket.hash)
    return True


def withdraw(session: Session, campaign: Campaign, ticket: Ticket) -> None:
    """Take back what the holder of the ticket sent or filled.

    Raises:
        InvalidTicket: nothing was sent or kept under it.
        AlreadyReleased: anonymous answers were counted in figures that were shown. Pseudonymous
            ones go all the same; released figures stay as they were shown.
    """
    batch = hold_batch(session, campaign.id)
    sent = hold_submission(session, ticket.hash)
    if sent and sent.batch != batch and campaign.mode == ANONYMOUS:
        raise AlreadyReleased
    if sent is None and get_draft(session, ticket.hash) is None:
        raise InvalidTicket
    delete_answers(session, campaign, ticket.hash)


def delete_answers(session: Session, campaign: Campaign, ticket_hash: bytes) -> None:
    """Delete what was sent or filled under a ticket's hash, with its counts in the tally."""
    hold_batch(session, campaign.id)
    sent = hold_submission(session, ticket_hash)
    if sent:
        tally.post(session, campaign.id, {key: -n for key, n in _counts(campaign, sent).items()})
        _forget(session, Submission, ticket_hash)
    _forget(session, Draft, ticket_hash)


def forget_draft(session: Session, ticket: Ticket) -> None:
    """Delete the draft of a ticket; what was sent under it stays."""
    _forget(session, Draft, ticket.hash)


def _check_not_replaced(session: Session, campaign: Campaign) -> None:
    if campaign.replaced_by_id is not None:
        raise CampaignReplaced(title=session.get_one(Campaign, campaign.replaced_by_id).title)


def _forget(session: Session, table: type[Submission] | type[Draft], ticket_hash: bytes) -> None:
    session.connection().execute(_DELETIONS[table], {"ticket_hash": ticket_hash})


def _says_already(session: Session, ticket: Ticket, sheet: Sheet) -> bool:
    sent = get_submission(session, ticket.hash)
    return sent is not None and Sheet.of(sent) == sheet


def _record(
    session: Session, campaign: Campaign, ticket: Ticket, new: Sent, *, notice: int, day: date
) -> bool:
    """Add a submission and its counts; False, and nothing added, when the ticket has one."""
    row = {
        "ticket_hash": ticket.hash,
        "campaign_id": campaign.id,
        "segment_id": new.segment_id,
        "levels": new.levels,
        "answers": new.answers,
        "batch": new.batch,
        "day": day,
        "notice": notice,
    }
    is_new = session.connection().scalar(upsert(session, Submission), row) is not None
    if is_new:
        tally.post(session, campaign.id, _counts(campaign, new))
    return is_new


def _replace(
    session: Session, campaign: Campaign, ticket: Ticket, new: Sent, *, notice: int
) -> None:
    """Put a submission in the place of the old one, unless both say the same."""
    old = hold_submission(session, ticket.hash)
    if old is None or Sheet.of(old) == Sheet.of(new):
        return
    if old.batch != new.batch:
        raise AlreadyReleased
    session.connection().execute(
        update(Submission)
        .where(Submission.ticket_hash == ticket.hash)
        .values(segment_id=new.segment_id, levels=new.levels, answers=new.answers, notice=notice)
    )
    changes = _counts(campaign, new)
    changes.subtract(_counts(campaign, old))
    tally.post(session, campaign.id, changes)


def _counts(campaign: Campaign, sent: Sent) -> Counter[tally.Key]:
    return Counter(tally.keys(sent.batch, sent.segment_id, sent, campaign.questionnaire))


def segment_for(session: Session, campaign_id: int, about: Mapping[str, str]) -> int:
    """Return the id of the segment of these attributes, made at its first use."""
    keys = {"campaign_id": campaign_id, "key": segment_key(about)}
    connection = session.connection()
    found = connection.scalar(_FIND_SEGMENT, keys)
    while found is None:  # again where the number was taken
        new = keys | {"id": random_id(), "about": dict(about)}
        connection.execute(upsert(session, Segment), new)
        found = connection.scalar(_FIND_SEGMENT, keys)
    return int(found)
