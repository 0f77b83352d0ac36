"""The tally: the joint counts of a campaign, kept in the transaction of each submission.

Every figure of a group follows from these counts, so that no report reads answers one by one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.levels import LevelAnswer
from surveys.models import Campaign, Submission, Tally
from surveys.models.answers import Facet
from surveys.upsert import upsert

Key = tuple[int, int, int, int, int]  # facet, batch, segment, position, code


def joint_code(first: int, current: int, target: int) -> int:
    """Return three ratings, each a step or a blank, as one number below 512."""
    return first << 6 | current << 3 | target


def split_code(code: int) -> tuple[int, int, int]:
    """Return the three ratings that `joint_code` joined."""
    return code >> 6 & 7, code >> 3 & 7, code & 7


def keys(
    batch: int, segment_id: int, levels: Iterable[LevelAnswer], ratings: Sequence[str]
) -> list[Key]:
    """Return what one submission adds one to, in the order of the tally's key."""
    found = [(int(Facet.RECEIVED), batch, segment_id, 0, 0)]
    before = "before" in ratings
    for position, a in enumerate(levels):
        code = joint_code(a.importance, a.current, a.target)
        found.append((int(Facet.IMPORTANCE), batch, segment_id, position, code))
        if before:
            code = joint_code(a.before, a.current, a.target)
            found.append((int(Facet.BEFORE), batch, segment_id, position, code))
    return sorted(found)


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


def recount(session: Session, campaign: Campaign) -> Counter[Key]:
    """Return the tally counted anew from the packed answers."""
    ratings = campaign.questionnaire.ratings
    answers = session.execute(
        select(Submission.batch, Submission.segment_id, Submission.levels).where(
            Submission.campaign_id == campaign.id
        )
    )
    counted: Counter[Key] = Counter()
    for batch, segment_id, levels in answers.yield_per(10_000):
        counted.update(keys(batch, segment_id, levels, ratings))
    return counted


def kept(session: Session, campaign: Campaign) -> Counter[Key]:
    """Return the tally as it was kept, without the lines that came back to zero."""
    lines = session.execute(
        select(
            Tally.facet, Tally.batch, Tally.segment_id, Tally.position, Tally.code, Tally.n
        ).where(Tally.campaign_id == campaign.id, Tally.n != 0)
    )
    return Counter({(f, b, s, p, c): n for f, b, s, p, c, n in lines})


def differences(session: Session, campaign: Campaign) -> dict[Key, tuple[int, int]]:
    """Return the lines whose kept and recounted numbers differ; none proves the tally right."""
    stored, counted = kept(session, campaign), recount(session, campaign)
    return {
        key: (stored[key], counted[key])
        for key in sorted(stored.keys() | counted.keys())
        if stored[key] != counted[key]
    }
