"""The only door from answers to a file of them: their counts, then themselves in random order."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from secrets import randbits

import numpy as np
from sqlalchemy import Integer, LargeBinary, Select, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from reports.queries import Subject, has_goals
from reports.rows.rule import BEFORE, CURRENT, SIDE, Batch, Values
from surveys.attributes import PROFILE
from surveys.levels import TOP_LEVEL
from surveys.models import Campaign, Segment, Submission, Tally
from surveys.models.answers import Facet

HASH = 32  # bytes of the key of an answer
AT_ONCE = 10_000  # keys read at a time
PORTION = 1_000  # answers read at a time
SEED_BITS = 256
CURRENT_BITS, BEFORE_BITS = 3, 6  # where the tally’s joint code holds a level, by facet
NO_GOAL = TOP_LEVEL + 1


@dataclass(frozen=True)
class Crowd:
    """What `rule.settled` asks: how many people hold each combination, and what they say."""

    people: Counter[tuple[Batch, Values]]
    said: Counter[tuple[Batch, Values, str, int, int]]


def crowd_of(session: Session, campaign: Campaign, subject: Subject, last_batch: int) -> Crowd:
    """Return what the submissions of releases up to one say, counted: the tally tells."""
    values = values_of(session, campaign)
    goals = _goals(campaign, subject)
    aims = "target" in campaign.questionnaire.ratings
    people: Counter[tuple[Batch, Values]] = Counter()
    said: Counter[tuple[Batch, Values, str, int, int]] = Counter()
    for batch, segment, n in session.execute(_received(campaign.id, last_batch)):
        people[batch, values[segment]] += n
    for batch, segment, place, level, goal, n in session.execute(
        _spoken(campaign.id, last_batch, Facet.IMPORTANCE, CURRENT_BITS)
    ):
        held = values[segment]
        aim = goal if aims else goals.get(_profile(campaign, held), {}).get(place, NO_GOAL)
        if level <= TOP_LEVEL:
            said[batch, held, CURRENT, place, level] += n
            if aim <= TOP_LEVEL:
                said[batch, held, SIDE, place, (level > aim) - (level < aim)] += n
    for batch, segment, place, level, _goal, n in session.execute(
        _spoken(campaign.id, last_batch, Facet.BEFORE, BEFORE_BITS)
    ):
        if level <= TOP_LEVEL:
            said[batch, values[segment], BEFORE, place, level] += n
    return Crowd(+people, +said)


def _received(campaign_id: int, last_batch: int) -> Select[int, int, int]:
    return select(Tally.batch, Tally.segment_id, Tally.n).where(
        Tally.campaign_id == campaign_id,
        Tally.facet == Facet.RECEIVED,
        Tally.batch <= last_batch,
        Tally.n != 0,
    )


def _spoken(
    campaign_id: int, last_batch: int, facet: Facet, bits: int
) -> Select[int, int, int, int, int, int]:
    """Return how many said a level (at `bits` of the joint code) and a goal, added up by the base.

    Importance speaks of the job, and multiplies the lines by five.
    """
    level, goal = Tally.code.op(">>")(bits).op("&")(7), Tally.code.op("&")(7)
    keys = (Tally.batch, Tally.segment_id, Tally.position, level, goal)
    return (
        select(*keys, cast(func.sum(Tally.n), Integer))
        .where(Tally.campaign_id == campaign_id, Tally.facet == facet, Tally.batch <= last_batch)
        .group_by(*keys)
    )


def values_of(session: Session, campaign: Campaign) -> dict[int, Values]:
    """Return what each combination of a campaign holds, by its id."""
    rows = session.execute(
        select(Segment.id, Segment.about).where(Segment.campaign_id == campaign.id)
    )
    return {row.id: tuple(row.about.get(code, "") for code in campaign.attributes) for row in rows}


def _goals(campaign: Campaign, subject: Subject) -> dict[str, dict[int, int]]:
    if not has_goals(campaign):
        return {}
    return {profile.code: subject.expected(profile.code) for profile in subject.profiles}


def _profile(campaign: Campaign, values: Values) -> str:
    asked = PROFILE in campaign.attributes
    return values[campaign.attributes.index(PROFILE)] if asked else ""


def steady(session: Session) -> None:
    """Have all that a session reads be of one moment; to be called before it reads."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite does so by itself
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def shuffled(
    session: Session, campaign_id: int, last_batch: int
) -> Iterator[list[tuple[int, bytes]]]:
    """Yield the answers of releases up to one, in an order drawn anew: combination, packed levels.

    Their keys are read and shuffled (40 bytes each), the answers themselves a portion at a time:
    memory hardly grows with their number, and no order of the base is left in theirs.
    """
    keys = _keys(session, campaign_id, last_batch)
    order = np.random.default_rng(randbits(SEED_BITS)).permutation(len(keys))
    for start in range(0, len(order), PORTION):
        wanted = [keys[place].tobytes() for place in order[start : start + PORTION].tolist()]
        found = {
            bytes(row[0]): (row[1], bytes(row[2]))
            for row in session.execute(_ANSWERS.where(Submission.ticket_hash.in_(wanted)))
        }
        yield [found[key] for key in wanted]


_ANSWERS = select(
    Submission.ticket_hash, Submission.segment_id, type_coerce(Submission.levels, LargeBinary)
)


def _keys(
    session: Session, campaign_id: int, last_batch: int
) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    own = (Submission.campaign_id == campaign_id, Submission.batch <= last_batch)
    count = session.scalar(select(func.count()).select_from(Submission).where(*own)) or 0
    keys = np.empty((count, HASH), dtype=np.uint8)
    read = session.scalars(
        select(Submission.ticket_hash).where(*own).execution_options(yield_per=AT_ONCE)
    )
    start = 0
    for part in read.partitions():
        data = np.frombuffer(b"".join(map(bytes, part)), dtype=np.uint8)
        keys[start : start + len(part)] = data.reshape(-1, HASH)
        start += len(part)
    return keys[:start]
