"""Made-up answers by the hundred thousand, in arrays, and the rows that they amount to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import LargeBinary, bindparam, insert, type_coerce
from sqlalchemy.orm import Session

from surveys.attributes import segment_key
from surveys.levels import Blank
from surveys.models import Campaign, Segment, Submission, Tally
from surveys.models.answers import Facet

Ints = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Reals = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
PORTION = 50_000
CODES = 512
DAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Portion:
    """Some people: their segment (an index), then per competence their ratings."""

    segment: Ints
    current: Ints
    importance: Ints
    target: Ints


def portions(
    count: int, *, segments: int, items: int, ratings: Sequence[str], seed: int
) -> Iterator[Portion]:
    """Yield `count` people: competences and segments differ, some skip, some are not concerned.

    They give the `ratings` asked: their current level, its importance, the level they aim at.
    """
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
        importance = _asked("importance", ratings, chance.normal(weight, 0.9, (size, items)))
        target = _asked("target", ratings, chance.normal(middle + 0.8, 0.9, (size, items)))
        blank = chance.random((size, items))
        current[blank < 0.07] = Blank.DECLINED
        importance[blank < 0.07] = target[blank < 0.07] = Blank.NO_ANSWER
        current[blank < 0.05] = Blank.NOT_APPLICABLE
        for rating, values in (("importance", importance), ("target", target)):
            if rating in ratings:
                values[blank < 0.05] = Blank.NOT_APPLICABLE
        yield Portion(segment, current, importance, target)


def _asked(rating: str, ratings: Sequence[str], values: Reals) -> Ints:
    steps = _steps(values)
    return steps if rating in ratings else np.full_like(steps, Blank.NO_ANSWER)


def _steps(values: Reals) -> Ints:
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
        ratings=campaign.questionnaire.ratings,
        seed=seed,
    )
    for number, portion in enumerate(crowd):
        codes = portion.importance << 6 | portion.current << 3 | portion.target
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
    hashes = np.random.default_rng([seed, campaign.id]).bytes(32 * len(portion.segment))
    packed = portion.current | portion.importance << 3 | portion.target << 6
    packed |= Blank.NO_ANSWER << 9  # how it was before is never asked
    sheets, size = packed.astype("<u2").tobytes(), 2 * packed.shape[1]
    fixed = {"campaign_id": campaign.id, "batch": 1, "day": DAY}
    rows = [
        fixed
        | {
            "ticket_hash": hashes[32 * i : 32 * i + 32],
            "segment_id": ids[segment],
            "packed": sheets[size * i : size * i + size],
        }
        for i, segment in enumerate(portion.segment.tolist())
    ]
    already_packed = type_coerce(bindparam("packed"), LargeBinary)
    session.connection().execute(insert(Submission).values(levels=already_packed), rows)


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
