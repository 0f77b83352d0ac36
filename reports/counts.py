"""Joint counts: how many people gave the same ratings of a competence; every analysis starts here.

A frame of joint counts has the columns of `COLUMNS`: ``competence`` (text), four ratings (floats on
the scale of the answers, missing for any blank) and ``n`` (people). It may also carry ``blank``
(why ``current`` is missing: one of `BLANKS`, "" where it is not) and ``weight`` (sum of the weights
of these people; without it each person weighs 1).
"""

from collections.abc import Iterable

import pandas as pd

RATINGS = ("importance", "current", "target", "before")
COLUMNS = ("competence", *RATINGS, "n")
BLANKS = ("not_applicable", "declined", "no_answer")


def joint_counts(answers: pd.DataFrame) -> pd.DataFrame:
    """Return the joint counts of answers, one row per respondent and competence.

    ``answers`` has ``competence`` and any of the ratings, ``blank`` and ``weight``. Competences
    keep the order in which they first appear. Counts that are already joint (a column ``n``) are
    added up, so that merging the counts of two groups gives the counts of their union.
    """
    frame = answers.reindex(columns=[*COLUMNS, *_optional(answers)])
    frame["n"] = answers.get("n", 1)
    keys = [column for column in frame if column not in ("n", "weight")]
    frame = frame.astype(dict.fromkeys(RATINGS, float))
    sums = frame.groupby(keys, dropna=False, sort=False, as_index=False).sum()
    order = {name: place for place, name in enumerate(frame["competence"].unique())}
    return sums.sort_values(
        "competence", key=lambda names: names.map(order), kind="stable", ignore_index=True
    )[list(frame.columns)]


def merged(groups: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return the joint counts of all the people of several groups that do not overlap."""
    return joint_counts(pd.concat(list(groups), ignore_index=True))


def having(counts: pd.DataFrame, *ratings: str) -> pd.DataFrame:
    """Return the rows where all of these ratings are present and someone is counted."""
    return counts[counts[list(ratings)].notna().all(axis=1) & (counts["n"] > 0)]


def mass(counts: pd.DataFrame) -> pd.Series:
    """Return what each row weighs in a mean: its weight, else its number of people."""
    return counts["weight" if "weight" in counts else "n"].astype(float)


def competences(counts: pd.DataFrame) -> pd.Index:
    """Return the competences in order of appearance."""
    names: pd.Index = pd.Index(counts["competence"].unique(), name="competence")
    return names


def people(counts: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Return, per competence of `counts`, how many people stand in `rows`; 0 where nobody."""
    found = rows.groupby("competence", sort=False)["n"].sum()
    return found.reindex(competences(counts), fill_value=0).astype(int)


def means(counts: pd.DataFrame, rows: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Return, per competence of `counts`, the mean of each column of `values` over `rows`.

    `values` is aligned on `rows`; a competence without any row has no mean, rather than 0.
    """
    weights = mass(rows)
    sums = values.astype(float).mul(weights, axis=0).assign(mass=weights)
    totals = sums.groupby(rows["competence"], sort=False).sum()
    shares = totals.drop(columns="mass").div(totals["mass"], axis=0)
    return shares.reindex(competences(counts))


def _optional(answers: pd.DataFrame) -> list[str]:
    return [column for column in ("blank", "weight") if column in answers]
