"""The tally counted anew from the answers, to prove that the one kept is right.

This alone reads every answer, thousands at a time: reports never do.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import LargeBinary, select, type_coerce
from sqlalchemy.orm import Session

from surveys.levels import PACKED_AS, LevelAnswer
from surveys.models import Campaign, Segment, Submission
from surveys.models.answers import Facet
from surveys.queries.campaigns import hold_batch
from surveys.question_types.base import Answer
from surveys.tally import Counted, Key, kept, keys, post

PORTION = 20_000  # sheets read together
CODES = 512  # three ratings of three bits
MOST_CELLS = 1 << 24  # counters held at once: 64 MB
FIRST = {Facet.IMPORTANCE: 3, Facet.BEFORE: 9}  # where the first rating of a joint code begins
Group = tuple[int, int]  # batch, segment
_Counters = np.ndarray[tuple[int], np.dtype[np.int32]]
_Numbers = np.ndarray[tuple[int, int], np.dtype[np.uint16]]


class _Sheet(NamedTuple):
    about: Mapping[str, str]
    levels: Sequence[LevelAnswer]
    answers: Mapping[str, Answer]


def differences(session: Session, campaign: Campaign) -> dict[Key, tuple[int, int]]:
    """Return the lines whose kept and recounted numbers differ; none proves the tally right."""
    stored, counted = kept(session, campaign), recount(session, campaign)
    return {
        key: (stored[key], counted[key])
        for key in sorted(stored.keys() | counted.keys())
        if stored[key] != counted[key]
    }


def rebuild(session: Session, campaign: Campaign) -> int:
    """Make the tally kept what the answers say, and return how many lines were wrong.

    Answers sent meanwhile wait.
    """
    hold_batch(session, campaign.id, alone=True)
    found = differences(session, campaign)
    post(session, campaign.id, {key: counted - stored for key, (stored, counted) in found.items()})
    return len(found)


def recount(session: Session, campaign: Campaign) -> Counter[Key]:
    """Return the tally counted anew from the packed answers, in bounded memory."""
    if campaign.questionnaire.sections:
        return _recount_each(session, campaign)
    table = Submission.__table__.c
    answers = session.connection().execute(
        select(table.batch, table.segment_id, type_coerce(table.levels, LargeBinary)).where(
            table.campaign_id == campaign.id
        ),
        execution_options={"yield_per": PORTION},
    )
    facets = [Facet.IMPORTANCE]
    if "before" in campaign.questionnaire.ratings:
        facets.append(Facet.BEFORE)
    counting = _Counting(len(campaign.questionnaire.items), facets)
    for rows in answers.partitions():
        counting.add(rows)
    return counting.result()


class _Counting:
    """Joint codes by group, competence and facet, as arrays that are emptied before they grow."""

    def __init__(self, items: int, facets: list[Facet]) -> None:
        self.items, self.facets = items, facets
        self.most_groups = max(1, MOST_CELLS // (items * CODES * len(facets)))
        self.counters: dict[tuple[Facet, Group], _Counters] = {}
        self.counted: Counter[Key] = Counter()

    def add(self, rows: Iterable[tuple[int, int, bytes]]) -> None:
        """Count sheets: their batch, segment and packed ratings."""
        sheets: dict[Group, list[bytes]] = defaultdict(list)
        for batch, segment_id, packed in rows:
            sheets[batch, segment_id].append(packed)
        for group, found in sheets.items():
            batch, segment_id = group
            self.counted[int(Facet.RECEIVED), batch, segment_id, 0, 0] += len(found)
            numbers = np.frombuffer(b"".join(found), dtype=PACKED_AS).reshape(-1, self.items)
            for facet in self.facets:
                self._add(facet, group, numbers)
            if len(self.counters) > self.most_groups * len(self.facets):
                self._empty()

    def _add(
        self,
        facet: Facet,
        group: Group,
        numbers: "np.ndarray[tuple[int, int], np.dtype[np.uint16]]",
    ) -> None:
        codes = (numbers >> FIRST[facet] & 7) << 6 | (numbers & 7) << 3 | numbers >> 6 & 7
        places = codes + CODES * np.arange(self.items)
        found = np.bincount(places.ravel(), minlength=CODES * self.items)
        known = self.counters.setdefault((facet, group), np.zeros(len(found), dtype=np.int32))
        known += found.astype(np.int32)

    def _empty(self) -> None:
        for (facet, (batch, segment_id)), counters in self.counters.items():
            for place in np.flatnonzero(counters).tolist():
                position, code = divmod(place, CODES)
                self.counted[int(facet), batch, segment_id, position, code] += int(counters[place])
        self.counters.clear()

    def result(self) -> Counter[Key]:
        """Return what was counted."""
        self._empty()
        return self.counted


def _recount_each(session: Session, campaign: Campaign) -> Counter[Key]:
    # What each person was asked hangs on what they answered: sheets are read one by one.
    counted: Counter[Key] = Counter()
    for batch, segment_id, sheet in _sheets(session, campaign):
        counted.update(keys(batch, segment_id, sheet, campaign.questionnaire))
    return counted


def _sheets(session: Session, campaign: Campaign) -> Iterator[tuple[int, int, Counted]]:
    sent = session.execute(
        select(
            Submission.batch,
            Submission.segment_id,
            Segment.about,
            Submission.levels,
            Submission.answers,
        )
        .join(Segment, Segment.id == Submission.segment_id)
        .where(Submission.campaign_id == campaign.id)
    )
    for batch, segment_id, about, levels, answers in sent.yield_per(10_000):
        yield batch, segment_id, _Sheet(about, levels, answers)
