"""How many people of a group stand at the level wanted, told so that no few people can be counted.

A count from 1 to k - 1, or its complement, is never told. Where levels may be read step by step
(`levels.distribution`), the count is told when it and its complement are k or more. Elsewhere it is
told on which side of one cut it lies: at the people wanted, or at k if that is more.

Means are shown beside, and a mean narrows where the count can be. So whether the side is told at
all is decided from what a reader knows already (n and sums of levels), whatever the count: either
the mean alone tells the side, or each side that remains possible holds at least k counts. « Ne
peut être dit » thus tells nothing of the count.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from reports.counts import competences, having

TOP = 4
ENOUGH, FEWER, UNSAID = "enough", "fewer", "unsaid"
REACHED, NOT_REACHED = "reached", "not_reached"
APART = 3  # steps between the lowest and the highest level, from which a group has to talk
Span = tuple[int, int]


def coverage(
    counts: pd.DataFrame,
    parts: pd.DataFrame,
    told: "pd.Series[bool]",
    k: int,
    people: int,
    level: int,
) -> pd.DataFrame:
    """Return, per competence, who stands at `level` or above, against `people` wanted.

    `counts` are joint counts; `parts` are all sums of levels that are shown, as `known_parts` gives
    them; `told` says of which competences levels may be read step by step. Columns: ``n`` (people
    with a level); ``held`` (people at the level, missing where not told); ``side`` (`ENOUGH`,
    `FEWER` or `UNSAID`) and the ``cut`` it speaks of (people); ``verdict`` (`REACHED`,
    `NOT_REACHED` or `UNSAID`).

    Formula: K = #(C ≥ L); atteint: K ≥ N*
    Range: [0, n]
    Source: Kenthapadi, K., Mishra, N. & Nissim, K. (2005), Simulatable auditing, Proc. PODS,
        118-127, for when nothing is said.
    """
    rows = having(counts, "current")
    held = rows["n"].where(rows["current"] >= level, 0).groupby(rows["competence"]).sum()
    n = rows["n"].groupby(rows["competence"]).sum()
    bounds = possible(parts, level)
    found = [
        _told(int(n[name]), int(held[name]), bounds[name], bool(told[name]), k, people)
        for name in n.index
    ]
    columns: pd.Index = pd.Index(["n", "held", "side", "cut", "verdict"])
    return pd.DataFrame(found, index=n.index, columns=columns).reindex(competences(counts))


def possible(parts: pd.DataFrame, level: int) -> dict[str, Span]:
    """Return, per competence, the least and most people at `level` that known sums leave possible.

    `parts` has ``competence``, ``split``, ``n`` and ``sum``: each split divides the people of the
    competence into parts whose number and sum of levels are known.
    """
    n, total = parts["n"].to_numpy(), parts["sum"].to_numpy()
    ends = parts[["competence", "split"]].assign(
        least=np.maximum(0, -((n * (level - 1) - total) // (TOP - level + 1))),
        most=np.minimum(n, total // level),
    )
    sums = ends.groupby(["competence", "split"], sort=False)[["least", "most"]].sum()
    by_name = sums.groupby(level="competence", sort=False)
    least, most = by_name["least"].max(), by_name["most"].min()
    return {str(name): (int(least[name]), int(most[name])) for name in least.index}


def known_parts(frames: Iterable[tuple[str, pd.DataFrame]], counts: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of each split whose figures are shown, the rest of each known by difference.

    Each frame has ``competence``, ``n`` and ``sum`` (of levels), one row per part that is shown.
    The people of `counts` are split too by which other ratings they gave: a figure counts those
    who gave all that it is made of.
    """
    rows = having(counts, "current")
    rows = rows.assign(sum=rows["n"] * rows["current"])
    given = [rows["competence"], rows["importance"].notna(), rows["target"].notna()]
    own = rows.groupby(given, sort=False)[["n", "sum"]].sum().reset_index(level=0)
    whole = own.groupby("competence", sort=False)[["n", "sum"]].sum()
    found = [own.assign(split="")]
    for split, frame in frames:
        shown = frame.groupby("competence", sort=False)[["n", "sum"]].sum()
        rest = (whole - shown.reindex(whole.index, fill_value=0)).reset_index()
        found += [frame.assign(split=split), rest.assign(split=split)]
    columns = ["competence", "split", "n", "sum"]
    joined = pd.concat([frame[columns] for frame in found], ignore_index=True)
    return joined.astype({"n": int, "sum": int})


def dispersion(table: pd.DataFrame) -> pd.DataFrame:
    """Return how far apart levels are, where `table` (of `levels.distribution`) shows the steps.

    Columns, in levels: ``q1`` and ``q3`` (the lowest level that a quarter, or three quarters, of
    the people do not exceed) and ``reach`` (highest minus lowest level, in steps); missing where
    the steps are not shown.

    Formula: Q(p) = min {c: #(C ≤ c) ≥ p × n}; E = max C − min C
    Range: 0–4: [0, 4]
    Source: Hyndman, R. J. & Fan, Y. (1996), The American Statistician 50(4), 361-365, definition 1.
    """
    names = [f"level_{step}" for step in range(TOP + 1)]
    steps, n = table[names].fillna(0).to_numpy(), table["n"].fillna(0).to_numpy()
    reached, present = steps.cumsum(axis=1), steps > 0
    last = TOP - present[:, ::-1].argmax(axis=1)
    found = {
        "q1": (reached >= 0.25 * n[:, None]).argmax(axis=1),
        "q3": (reached >= 0.75 * n[:, None]).argmax(axis=1),
        "reach": last - present.argmax(axis=1),
    }
    frame = pd.DataFrame(found, index=table.index).astype(float)
    return frame.where(table["steps_state"] == "shown")


def _told(
    n: int, held: int, bounds: Span, told: bool, k: int, people: int
) -> tuple[int, float, str, int, str]:
    """Return what is said of one competence: n, the count or nothing, side, cut, verdict."""
    if told and k <= held <= n - k:
        return n, held, ENOUGH, k, REACHED if held >= people else NOT_REACHED
    cuts = [max(people, k), k] if people <= n else [k]
    sayable = [cut for cut in cuts if _may_cut(cut, n, (0, n) if told else bounds, k)]
    if not sayable:
        return n, float("nan"), UNSAID, cuts[0], NOT_REACHED if people > n else UNSAID
    cut = sayable[0]
    side = ENOUGH if held >= cut else FEWER
    return n, float("nan"), side, cut, _verdict(side, cut, people, n)


def _verdict(side: str, cut: int, people: int, n: int) -> str:
    if people > n or (side == FEWER and people >= cut):
        return NOT_REACHED
    return REACHED if side == ENOUGH and people <= cut else UNSAID


def _may_cut(cut: int, n: int, bounds: Span, k: int) -> bool:
    """Say whether the side of `cut` may be told, whichever it is, to who knows the bounds."""
    sides = [(0, cut - 1), (cut, n)]
    if any(high - low + 1 < k for low, high in sides):
        return False
    least, most = bounds
    left = [(max(low, least), min(high, most)) for low, high in sides]
    open_ = [(low, high) for low, high in left if low <= high]
    return len(open_) == 1 or all(high - low + 1 >= k for low, high in open_)
