"""Once an anonymous campaign is over, nothing tells in which order its answers came.

Who knows in which order people were invited, or reminded, could put answers beside names by the
order alone. SQLite keeps answers in the order of their hash, and a rewritten base lays them so on
the disk. PostgreSQL appends: its system columns tell which row came when, until the rows are
written again in random order.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import SystemRandom
from secrets import randbelow

from sqlalchemy import delete, insert, or_, select, text, update
from sqlalchemy.orm import Session

from surveys.models import Campaign, Draft, Segment, Submission
from surveys.models.campaigns import ANONYMOUS
from surveys.opening import GRACES, grace_of

TABLES = (  # that tell of answers, or of who
    "submission", "tally", "segment", "draft", "invitee", "paper_sheet", "paper_keying",
    "foreign_row",
)  # fmt: skip
LONGEST_WATCH = timedelta(minutes=max(GRACES), days=1)
MOST_IDS = 2**31 - 1
RENUMBER = (
    "UPDATE scattered SET segment_id = renumbered.new FROM renumbered"
    " WHERE renumbered.old = scattered.segment_id"
)
LETTERS_ASIDE = (  # letters point to invitees, who are away for a moment
    "CREATE TEMPORARY TABLE aside ON COMMIT DROP AS SELECT outbox.id, invitee_id FROM outbox"
    " JOIN invitee ON invitee.id = outbox.invitee_id WHERE campaign_id = :campaign",
    "UPDATE outbox SET invitee_id = NULL FROM aside WHERE aside.id = outbox.id",
)
SHEETS = (  # printed for a campaign
    "paper_sheet WHERE batch_id IN (SELECT id FROM paper_batch WHERE campaign_id = :campaign)"
)
KEYINGS_ASIDE = (  # they go with their sheets, which are away for a moment
    "CREATE TEMPORARY TABLE keyed ON COMMIT DROP AS SELECT paper_keying.* FROM paper_keying"
    " JOIN paper_sheet ON paper_sheet.ticket_hash = paper_keying.ticket_hash"
    " JOIN paper_batch ON paper_batch.id = batch_id WHERE campaign_id = :campaign"
)
KEYINGS_BACK = (
    "INSERT INTO paper_keying SELECT * FROM keyed ORDER BY random()",
    "DROP TABLE keyed",
)
LETTERS_BACK = (
    "UPDATE outbox SET invitee_id = aside.invitee_id FROM aside WHERE aside.id = outbox.id",
    "DROP TABLE aside",
)
MOVED = "\x01"  # after the key of a segment whose former row is still there


def random_id() -> int:
    """Return a number for a segment: one in order would tell which combination came first."""
    return 1 + randbelow(MOST_IDS)


def campaigns_to_scatter(session: Session, *, now: datetime) -> list[Campaign]:
    """Return the anonymous campaigns to scatter now: once closed, and once the last sheet came."""
    closed = (
        select(Campaign)
        .where(
            Campaign.mode == ANONYMOUS,
            Campaign.closes_at <= now,
            Campaign.anonymised_on.is_(None),
            or_(
                Campaign.scattered_at.is_(None),
                Campaign.scattered_at < Campaign.closes_at,
                Campaign.closes_at >= now - LONGEST_WATCH,
            ),
        )
        .order_by(Campaign.id)
    )
    return [campaign for campaign in session.scalars(closed) if _is_due(campaign, now)]


def _is_due(campaign: Campaign, now: datetime) -> bool:
    closed, last = campaign.closes_at, campaign.scattered_at
    if closed is None:
        return False
    over = closed + grace_of(campaign)
    return last is None or last < closed or last < over <= now


def settle_days(session: Session, campaign: Campaign) -> None:
    """Date all answers of a closed campaign to the day it closed.

    A reminder tells who had not opened by its day; the days of answers would tell them apart.
    """
    if campaign.closes_at is not None:
        for table in (Submission, Draft):
            session.execute(
                update(table)
                .where(table.campaign_id == campaign.id)
                .values(day=campaign.closes_at.date())
                .execution_options(synchronize_session=False)
            )


def scatter(session: Session, campaign: Campaign) -> None:
    """Write the rows of an anonymous campaign again in random order, where an engine tells theirs.

    The caller holds the campaign, so that no answer and no invitation moves meanwhile.
    """
    if campaign.mode != ANONYMOUS or session.get_bind().dialect.name != "postgresql":
        return
    session.flush()
    former = _move_segments(session, campaign.id)
    for table in ("submission", "tally"):
        _rewrite(session, table, campaign.id, then=[RENUMBER])
    _rewrite(session, "draft", campaign.id)
    _run(session, campaign.id, KEYINGS_ASIDE)
    _rewrite(session, "paper_sheet", campaign.id, own=SHEETS)
    _run(session, campaign.id, *KEYINGS_BACK)
    _run(session, campaign.id, *LETTERS_ASIDE)
    _rewrite(session, "invitee", campaign.id)
    _run(session, campaign.id, *LETTERS_BACK, "DROP TABLE renumbered")
    session.execute(delete(Segment).where(Segment.id.in_(former)))
    session.execute(
        text("UPDATE segment SET key = rtrim(key, :mark) WHERE campaign_id = :campaign"),
        {"mark": MOVED, "campaign": campaign.id},
    )


def _move_segments(session: Session, campaign_id: int) -> list[int]:
    """Write the segments again under new numbers; return the old ones."""
    rows = session.execute(
        select(Segment.id, Segment.key, Segment.about).where(Segment.campaign_id == campaign_id)
    ).all()
    moved = {row.id: random_id() for row in rows}
    session.execute(text("CREATE TEMPORARY TABLE renumbered (old int, new int) ON COMMIT DROP"))
    for row in SystemRandom().sample(rows, len(rows)):
        session.execute(
            insert(Segment).values(
                id=moved[row.id], campaign_id=campaign_id, key=row.key + MOVED, about=row.about
            )
        )
        session.execute(
            text("INSERT INTO renumbered VALUES (:old, :new)"),
            {"old": row.id, "new": moved[row.id]},
        )
    return [*moved]


def _rewrite(
    session: Session, table: str, campaign_id: int, *, own: str = "", then: Sequence[str] = ()
) -> None:
    """Delete the rows of a campaign and write them again; `then` changes them on the way."""
    own = own or f"{table} WHERE campaign_id = :campaign"
    _run(
        session,
        campaign_id,
        f"CREATE TEMPORARY TABLE scattered ON COMMIT DROP AS SELECT * FROM {own}",  # noqa: S608 -- ours
        *then,
        f"DELETE FROM {own}",  # noqa: S608
        f"INSERT INTO {table} SELECT * FROM scattered ORDER BY random()",  # noqa: S608
        "DROP TABLE scattered",
    )


def _run(session: Session, campaign_id: int, *statements: str) -> None:
    for statement in statements:
        said = {"campaign": campaign_id} if ":campaign" in statement else {}
        session.execute(text(statement), said)
