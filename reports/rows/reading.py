"""The only door from answers to a file of them: their counts, then themselves in random order."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from secrets import randbits

import numpy as np
from sqlalchemy import LargeBinary, Select, func, select, type_coerce
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
RATED = {int(Facet.IMPORTANCE): CURRENT, int(Facet.BEFORE): BEFORE}


@dataclass(frozen=True)
class Crowd:
    """What `rule.settled` asks: how many people hold each combination, and what they say."""

    people: Counter[tuple[Batch, Values]]
    said: Counter[tuple[Batch, Values, str, int, int]]


def crowd_of(session: Session, campaign: Campaign, subject: Subject, last_batch: int) -> Crowd:
    """Return what the submissions of releases up to one say, counted; two SELECTs, of the tally."""
    values = values_of(session, campaign)
    goals = _goals(campaign, subject)
    aims = "target" in campaign.questionnaire.ratings
    people: Counter[tuple[Batch, Values]] = Counter()
    said: Counter[tuple[Batch, Values, str, int, int]] = Counter()
    for facet, batch, segment, place, code, n in session.execute(_lines(campaign.id, last_batch)):
        held = values[segment]
        if facet == Facet.RECEIVED:
            people[batch, held] += n
            continue
        first, current, target = code >> 6, code >> 3 & 7, code & 7
        level = current if facet == Facet.IMPORTANCE else first
        if level <= TOP_LEVEL:
            said[batch, held, RATED[facet], place, level] += n
        goal = target if aims else goals.get(_profile(campaign, held), {}).get(place, TOP_LEVEL + 1)
        if facet == Facet.IMPORTANCE and max(current, goal) <= TOP_LEVEL:
            said[batch, held, SIDE, place, (current > goal) - (current < goal)] += n
    return Crowd(+people, Counter({key: n for key, n in said.items() if n > 0}))


def _lines(campaign_id: int, last_batch: int) -> Select[int, int, int, int, int, int]:
    facets = (Facet.RECEIVED, *RATED)
    return select(
        Tally.facet, Tally.batch, Tally.segment_id, Tally.position, Tally.code, Tally.n
    ).where(
        Tally.campaign_id == campaign_id,
        Tally.facet.in_(facets),
        Tally.batch <= last_batch,
        Tally.n != 0,
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
