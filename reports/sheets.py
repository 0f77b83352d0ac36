"""Whole answers, each with what one person says of every competence; read once per release.

Reports never do: what they need of answers held together is found here, then kept.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import LargeBinary, func, select, type_coerce
from sqlalchemy.orm import Session

from reports.cells import LEVELS
from reports.queries import Subject
from surveys.attributes import PROFILE
from surveys.levels import PACKED_AS
from surveys.models import Campaign, Segment, Submission

PORTION = 20_000  # answers read together
NONE = -1  # a rating that is missing, whatever the reason
Ratings = np.ndarray[tuple[int, int], np.dtype[np.int8]]
Row = np.ndarray[tuple[int], np.dtype[np.int8]]
IMPORTANCE, TARGET = 3, 6  # where a rating lies in the packed number


@dataclass(frozen=True)
class Sheets:
    """Ratings, one row per submission in no order to be kept, one column per competence.

    `goal` is the level aimed at where the campaign asks it, else that of the profile chosen.
    """

    importance: Ratings
    current: Ratings
    goal: Ratings


def sheets_in(session: Session, campaign: Campaign, subject: Subject, *, last_batch: int) -> Sheets:
    """Return the answers that releases up to one count, in three SELECTs.

    Each answer takes three bytes per competence.
    """
    table = Submission.__table__.c
    own = table.campaign_id == campaign.id, table.batch <= last_batch
    people = session.scalar(select(func.count()).where(*own)) or 0
    expected = _expected(session, campaign, subject)
    aims = "target" in campaign.questionnaire.ratings
    found = Sheets(*(np.empty((people, len(subject.items)), dtype=np.int8) for _ in range(3)))
    rows = session.connection().execute(
        select(table.segment_id, type_coerce(table.levels, LargeBinary)).where(*own),
        execution_options={"yield_per": PORTION},
    )
    start = 0
    for portion in rows.partitions():
        packed = b"".join(levels for _segment, levels in portion)
        numbers = np.frombuffer(packed, dtype=PACKED_AS).reshape(-1, len(subject.items))
        here = slice(start, start + len(portion))
        found.importance[here] = _levels(numbers >> IMPORTANCE & 7)
        found.current[here] = _levels(numbers & 7)
        if aims:
            found.goal[here] = _levels(numbers >> TARGET & 7)
        else:
            found.goal[here] = [expected[segment] for segment, _levels in portion]
        start += len(portion)
    return found


def _levels(numbers: "np.ndarray[tuple[int, ...], np.dtype[np.integer[Any]]]") -> Ratings:
    levels: Ratings = np.where(numbers < len(LEVELS), numbers, NONE).astype(np.int8)
    return levels


def _expected(session: Session, campaign: Campaign, subject: Subject) -> dict[int, Row]:
    """Return the levels that the profile of each combination of attributes expects, by its id."""
    none = np.full(len(subject.items), NONE, dtype=np.int8)
    by_profile = {"": none}
    for profile in subject.profiles:
        levels = none.copy()
        for place, level in subject.expected(profile.code).items():
            levels[place] = level
        by_profile[profile.code] = levels
    asked = PROFILE in campaign.attributes
    about = select(Segment.id, Segment.about).where(Segment.campaign_id == campaign.id)
    return {
        row.id: by_profile.get(row.about.get(PROFILE, "") if asked else "", none)
        for row in session.execute(about)
    }
