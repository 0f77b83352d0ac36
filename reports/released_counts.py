"""From the lines of a release to joint counts, with which every analysis starts."""

from collections.abc import Iterable, Mapping

import pandas as pd

from reports.cells import ALL, LEVELS, SUBMISSIONS, Line
from reports.counts import RATINGS
from surveys.levels import Blank

BLANK_NAMES = {int(blank): blank.name.lower() for blank in Blank}
COLUMNS = ["competence", *RATINGS, "n", "blank"]


def counts_in(lines: Iterable[Line], names: Mapping[int, str]) -> pd.DataFrame:
    """Return the joint counts of the visible competences, as `reports.counts` describes them.

    `names` holds what each place is called.
    """
    rows = [
        (
            names[line.position],
            _level(code >> 6 & 7),
            _level(code >> 3 & 7),
            _level(code & 7),
            None,
            n,
            BLANK_NAMES.get(code >> 3 & 7, ""),
        )
        for line in lines
        if line.breakdown == ALL and line.position != SUBMISSIONS
        for code, n in line.cells[""].counts.items()
    ]
    frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    return frame.astype(dict.fromkeys(RATINGS, float))


def _level(rating: int) -> int | None:
    return rating if rating in LEVELS else None
