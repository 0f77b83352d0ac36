"""The tally: the joint counts of a campaign, kept in the transaction of each submission.

Every figure of a group follows from these counts, so that no report reads answers one by one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.levels import LevelAnswer
from surveys.models import Campaign, Questionnaire, Tally
from surveys.models.answers import Facet
from surveys.question_types import tally_codes
from surveys.question_types.base import Answer
from surveys.sections import asked_of, questions_in
from surveys.upsert import upsert

Key = tuple[int, int, int, int, int]  # facet, batch, segment, position, code


class Counted(Protocol):
    """What the tally reads in a sheet."""

    @property
    def about(self) -> Mapping[str, str]: ...
    @property
    def levels(self) -> Sequence[LevelAnswer]: ...
    @property
    def answers(self) -> Mapping[str, Answer]: ...


def joint_code(first: int, current: int, target: int) -> int:
    """Return three ratings, each a step or a blank, as one number below 512."""
    return first << 6 | current << 3 | target


def split_code(code: int) -> tuple[int, int, int]:
    """Return the three ratings that `joint_code` joined."""
    return code >> 6 & 7, code >> 3 & 7, code & 7


def keys(batch: int, segment_id: int, sheet: Counted, questionnaire: Questionnaire) -> list[Key]:
    """Return what one submission adds one to, in the order of the tally's key.

    What was not asked, its condition not holding, adds nothing at all.
    """
    before = "before" in questionnaire.ratings
    lines = [(int(Facet.RECEIVED), batch, segment_id, 0, 0)]
    sections = questionnaire.sections
    asked = asked_of(sections, sheet.about, sheet.answers) if sections else None
    lines += [
        (facet, batch, segment_id, position, code)
        for position, answer in enumerate(sheet.levels)
        if asked is None or position in asked.positions
        for facet, code in _joint_codes(answer, before)
    ]
    if asked:
        lines += [
            (int(Facet.FREE), batch, segment_id, position, code)
            for position, question in enumerate(questions_in(sections))
            if question.code in asked.questions
            for code in tally_codes(question, asked.answers.get(question.code))
        ]
    return sorted(lines)


@cache
def _joint_codes(a: LevelAnswer, before: bool) -> list[tuple[int, int]]:
    found = [(int(Facet.IMPORTANCE), joint_code(a.importance, a.current, a.target))]
    if before:
        found.append((int(Facet.BEFORE), joint_code(a.before, a.current, a.target)))
    return found


def post(session: Session, campaign_id: int, changes: Mapping[Key, int]) -> None:
    """Add each change to its line, in one statement run over lines sorted by key.

    The order is the same in every transaction, so that two of them cannot wait for each other.
    """
    columns = ("facet", "batch", "segment_id", "position", "code")
    rows = [
        {"campaign_id": campaign_id, "n": n, **dict(zip(columns, line, strict=True))}
        for line, n in sorted(changes.items())
        if n
    ]
    if not rows:
        return
    statement = upsert(session, Tally, ("campaign_id", *columns), add=("n",))
    session.connection().execute(statement, rows)


def kept(session: Session, campaign: Campaign) -> Counter[Key]:
    """Return the tally as it was kept, without the lines that came back to zero."""
    lines = session.execute(
        select(
            Tally.facet, Tally.batch, Tally.segment_id, Tally.position, Tally.code, Tally.n
        ).where(Tally.campaign_id == campaign.id, Tally.n != 0)
    )
    return Counter({(f, b, s, p, c): n for f, b, s, p, c, n in lines})
