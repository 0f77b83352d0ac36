"""Made-up answers by the hundred thousand, in arrays, and the rows that they amount to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

from surveys.attributes import segment_key
from surveys.levels import Blank, LevelAnswer
from surveys.models import Campaign, Segment, Submission, Tally
from surveys.models.answers import Facet

Ints = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
PORTION = 50_000
CODES = 512
DAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Portion:
    """Some people: their segment (an index), then per competence their level and its importance."""

    segment: Ints
    current: Ints
    importance: Ints


def portions(
    count: int, *, segments: int, items: int, asks_importance: bool, seed: int
) -> Iterator[Portion]:
    """Yield `count` people: competences and segments differ, some skip, some are not concerned."""
    chance = np.random.default_rng(seed)
    shares = 1 / np.arange(2, segments + 2)
    ease = chance.normal(0, 0.5, segments)
    hardness = chance.normal(2, 0.7, items)
    weight = chance.normal(2.6, 0.6, items)
    for start in range(0, count, PORTION):
        size = min(PORTION, count - start)
        segment = chance.choice(segments, size, p=shares / shares.sum())
        middle = hardness + ease[segment, None]
        current = _steps(chance.normal(middle, 0.9, (size, items)))
        importance = _steps(chance.normal(weight, 0.9, (size, items)))
        if not asks_importance:
            importance[:] = Blank.NO_ANSWER
        blank = chance.random((size, items))
        current[blank < 0.07] = Blank.DECLINED
        importance[blank < 0.07] = Blank.NO_ANSWER
        current[blank < 0.05] = Blank.NOT_APPLICABLE
        if asks_importance:
            importance[blank < 0.05] = Blank.NOT_APPLICABLE
        yield Portion(segment, current, importance)


def _steps(values: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Ints:
    return np.clip(np.rint(values), 0, 4).astype(np.int64)


def store(
    session: Session,
    campaign: Campaign,
    count: int,
    *,
    combinations: Sequence[dict[str, str]],
    with_rows: bool = True,
    seed: int = 1,
) -> None:
    """Give a campaign `count` answers spread over segments: its tally, and the rows behind it."""
    items = len(campaign.questionnaire.items)
    ids = _segments(session, campaign, combinations)
    counted = np.zeros(len(ids) * items * CODES, dtype=np.int64)
    received = np.zeros(len(ids), dtype=np.int64)
    crowd = portions(
        count,
        segments=len(ids),
        items=items,
        asks_importance="importance" in campaign.questionnaire.ratings,
        seed=seed,
    )
    for number, portion in enumerate(crowd):
        codes = portion.importance << 6 | portion.current << 3 | Blank.NO_ANSWER
        place = portion.segment[:, None] * items + np.arange(items)
        counted += np.bincount((place * CODES + codes).ravel(), minlength=len(counted))
        received += np.bincount(portion.segment, minlength=len(ids))
        if with_rows:
            _store_rows(session, campaign, ids, portion, seed=seed + number)
    _store_tally(session, campaign, ids, received, counted.reshape(len(ids), items, CODES))


def _segments(
    session: Session, campaign: Campaign, combinations: Sequence[dict[str, str]]
) -> list[int]:
    rows = [
        Segment(campaign_id=campaign.id, key=segment_key(about), about=about)
        for about in combinations
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def _store_rows(
    session: Session, campaign: Campaign, ids: list[int], portion: Portion, *, seed: int
) -> None:
    answers = [LevelAnswer(code & 7, code >> 3) for code in range(64)]
    hashes = np.random.default_rng([seed, campaign.id]).bytes(32 * len(portion.segment))
    rows = [
        {
            "ticket_hash": hashes[32 * i : 32 * i + 32],
            "campaign_id": campaign.id,
            "segment_id": ids[segment],
            "levels": [answers[code] for code in codes],
            "batch": 1,
            "day": DAY,
        }
        for i, (segment, codes) in enumerate(
            zip(
                portion.segment.tolist(),
                (portion.importance << 3 | portion.current).tolist(),
                strict=True,
            )
        )
    ]
    session.connection().execute(insert(Submission), rows)


def _store_tally(
    session: Session, campaign: Campaign, ids: list[int], received: Ints, counted: Ints
) -> None:
    fixed = {"campaign_id": campaign.id, "batch": 1}
    lines = [
        fixed | {"facet": Facet.RECEIVED, "segment_id": s, "position": 0, "code": 0, "n": n}
        for s, n in zip(ids, received.tolist(), strict=True)
        if n
    ]
    held = np.argwhere(counted)
    lines += [
        fixed | {"facet": Facet.IMPORTANCE, "segment_id": ids[s], "position": p, "code": c, "n": n}
        for (s, p, c), n in zip(held.tolist(), counted[tuple(held.T)].tolist(), strict=True)
    ]
    session.connection().execute(insert(Tally), lines)
