"""Whole answers, each with what one person says of every competence; read once per release.

Reports never do: what they need of answers held together is found here, then kept.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import LargeBinary, select, type_coerce
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
_SHIFTS = {"importance": 3, "current": 0, "target": 6}  # where a rating lies in the packed number


@dataclass(frozen=True)
class Sheets:
    """Ratings, one row per submission in no order to be kept, one column per competence.

    `goal` is the level aimed at where the campaign asks it, else that of the profile chosen.
    """

    importance: Ratings
    current: Ratings
    goal: Ratings


def sheets_in(session: Session, campaign: Campaign, subject: Subject, *, last_batch: int) -> Sheets:
    """Return the answers that releases up to one count, in two SELECTs.

    Each answer takes three bytes per competence.
    """
    table = Submission.__table__.c
    expected = _expected(session, campaign, subject)
    rows = session.connection().execute(
        select(table.segment_id, type_coerce(table.levels, LargeBinary)).where(
            table.campaign_id == campaign.id, table.batch <= last_batch
        ),
        execution_options={"yield_per": PORTION},
    )
    aims = "target" in campaign.questionnaire.ratings
    items = len(subject.items)
    parts: list[tuple[Ratings, ...]] = [(np.zeros((0, items), dtype=np.int8),) * 3]
    for portion in rows.partitions():
        packed = b"".join(levels for _segment, levels in portion)
        numbers = np.frombuffer(packed, dtype=PACKED_AS).reshape(-1, items)
        found = {name: _levels(numbers >> bits & 7) for name, bits in _SHIFTS.items()}
        own = np.array([expected[segment] for segment, _levels in portion], dtype=np.int8)
        parts.append((found["importance"], found["current"], found["target"] if aims else own))
    return Sheets(*(np.vstack(matrices) for matrices in zip(*parts, strict=True)))


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
