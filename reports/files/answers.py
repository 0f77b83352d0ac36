"""Answers read from a file of any origin: all of them, or none with the rows to mend."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from referentiel.base import Refusal, french
from reports.counts import RATINGS, joint_counts
from reports.files.columns import Columns, Value, find_columns, read_value
from reports.files.tabular import read_rows

SHOWN_PROBLEMS = 50
SEGMENT = "segment: "  # keeps a file's own column apart from ours of the same name
WIDEST_SCALE = 10  # steps from lowest to highest; a wider spread is a typing error until said

NOT_A_NUMBER = french(
    "Ligne %(row)s, « %(column)s » : « %(value)s » n’est ni un nombre ni un motif connu "
    "(« NC », « ne souhaite pas répondre »)."
)
OFF_SCALE = french(
    "Ligne %(row)s, « %(column)s » : %(value)s sort de l’échelle %(low)s à %(high)s."
)
NO_RESPONDENT = french("Ligne %(row)s : il manque le répondant.")
NO_COMPETENCE = french("Ligne %(row)s : il manque la compétence.")
TWICE = french("Ligne %(row)s : « %(respondent)s » a déjà répondu ligne %(first)s.")
TWICE_FOR = french(
    "Ligne %(row)s : « %(respondent)s » a déjà répondu pour « %(competence)s » ligne %(first)s."
)
BAD_WEIGHT = french(
    "Ligne %(row)s, « %(column)s » : le poids doit être un nombre plus grand que zéro."
)
TOO_LONG = french("Ligne %(row)s : plus de valeurs que de titres. Un séparateur est de trop.")
NO_SCALE = french(
    "Ligne %(row)s, « %(column)s » : avec %(value)s, les valeurs iraient de %(low)s à %(high)s. "
    "Corrigez-la, ou précisez l’échelle."
)
NO_ANSWERS = french("Ligne %(row)s : aucune réponse ne suit les titres.")


@dataclass(frozen=True)
class Problem:
    """What is wrong at one row: a French sentence and the values for its places."""

    sentence: str
    values: dict[str, object]

    def text(self, translate: Callable[[str], str]) -> str:
        """Return the sentence, in the reader's language."""
        return translate(self.sentence) % self.values


class AnswersRefused(Refusal):
    """A file with errors; nothing of it was kept. `problems` holds the first of `count`."""

    sentence = french(
        "Ce fichier n’a pas été pris en compte. Erreurs à corriger : %(count)s. "
        "Rien n’a été enregistré."
    )

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = sorted(problems, key=_row)
        self.problems = tuple(found[:SHOWN_PROBLEMS])
        self.count = len(found)
        super().__init__(count=self.count)


@dataclass(frozen=True)
class AnswersFile:
    """Answers of a file, one row per respondent and competence, with the columns of joint counts.

    `scale` holds the lowest and highest step, `ratings` those the file asks, `segments` the names
    of its other columns, kept as text under `SEGMENT` and their name.
    """

    answers: pd.DataFrame
    scale: tuple[float, float]
    ratings: tuple[str, ...]
    segments: tuple[str, ...]

    def counts(self) -> pd.DataFrame:
        """Return the joint counts of everyone."""
        return joint_counts(self._counted(self.answers))

    def counts_by(self, segment: str) -> dict[str, pd.DataFrame]:
        """Return the joint counts of each value of a segment, in order of appearance."""
        column = SEGMENT + segment
        groups = self.answers[self.answers[column] != ""].groupby(column, sort=False, observed=True)
        return {str(value): joint_counts(self._counted(rows)) for value, rows in groups}

    def values_of(self, segment: str) -> int:
        """Return how many different values a segment takes."""
        values = self.answers[SEGMENT + segment]
        return int(values[values != ""].nunique())

    def by_respondent(self, rating: str) -> pd.DataFrame:
        """Return a rating with one row per respondent and one column per competence."""
        wide = self.answers.pivot(index="respondent", columns="competence", values=rating)
        return wide[list(self.answers["competence"].unique())]

    @property
    def respondents(self) -> int:
        return int(self.answers["respondent"].nunique())

    @property
    def steps(self) -> list[float]:
        """The steps of the scale; where someone used halves, every value met besides."""
        low, high = self.scale
        whole = {low + step for step in range(int(high - low) + 1)}
        return sorted(whole | set(self.answers["current"].dropna()))

    def _counted(self, answers: pd.DataFrame) -> pd.DataFrame:
        return answers.drop(columns=["respondent", *(SEGMENT + name for name in self.segments)])


def read_answers(data: bytes, scale: tuple[float, float] | None = None) -> AnswersFile:
    """Return the answers of a CSV or a spreadsheet, long or wide; README says which columns.

    Without a `scale`, its ends are the lowest and highest values met: give the scale where some
    step was never used. Values are kept as they are, origin included.

    Raises:
        AnswersRefused: some rows are wrong; each is named.
        UnknownColumns, RepeatedColumn, FileTooLarge, NotATable, NoRows: nothing could be read.
    """
    rows = read_rows(data)
    start = next(place for place, row in enumerate(rows) if any(row))
    titles = rows[start]
    columns = find_columns(titles)
    body = {place + 1: row for place, row in enumerate(rows) if place > start and any(row)}
    if not body:
        raise AnswersRefused([Problem(NO_ANSWERS, {"row": start + 1})])
    reading = _Reading(titles, columns, body)
    answers = reading.answers()
    found = reading.check_scale(answers, scale)
    if reading.problems:
        raise AnswersRefused(reading.problems)
    asked = [rating for rating in RATINGS if any(rating in r for r in columns.ratings.values())]
    kept = answers.drop(columns="row").reset_index(drop=True)
    return AnswersFile(kept, found, tuple(asked), tuple(columns.segments))


class _Reading:
    """One file being read; problems are gathered instead of stopping at the first."""

    def __init__(self, titles: list[str], columns: Columns, body: dict[int, list[str]]) -> None:
        self.titles, self.columns = titles, columns
        self.problems: list[Problem] = []
        width = len(titles)
        for row, values in body.items():
            if any(values[width:]):
                self.report(TOO_LONG, row)
        cells = [(values + [""] * width)[:width] for values in body.values()]
        self.table = pd.DataFrame(cells, index=list(body), dtype=object)

    def report(self, sentence: str, row: int, **values: object) -> None:
        self.problems.append(Problem(sentence, {"row": row, **values}))

    def answers(self) -> pd.DataFrame:
        """Return every answer in the long form, with the number of its row.

        In a wide file every person counts for every competence: an empty level is a blank.
        """
        about = self._about()
        blocks = [
            about.assign(**self._ratings(places), **({"competence": name} if name else {}))
            for name, places in self.columns.ratings.items()
        ]
        answers = pd.concat(blocks, ignore_index=True)
        self._check_keys(answers)
        return answers

    def check_scale(
        self, answers: pd.DataFrame, scale: tuple[float, float] | None
    ) -> tuple[float, float]:
        """Return the ends of the scale, after reporting the values that stand outside."""
        values = answers.melt(["row", "competence"], list(RATINGS), "rating").dropna()
        if values.empty:
            return scale or (0.0, 0.0)
        low, high = scale or (float(values["value"].min()), float(values["value"].max()))
        ends = {"low": f"{low:g}", "high": f"{high:g}"}
        if scale:
            for _, line in values[~values["value"].between(low, high)].iterrows():
                self._report_value(OFF_SCALE, line, ends)
        elif high - low > WIDEST_SCALE:
            farthest = (values["value"] - values["value"].median()).abs().argmax()
            self._report_value(NO_SCALE, values.iloc[int(farthest)], ends)
        return low, high

    def _about(self) -> pd.DataFrame:
        """Return what each row says besides ratings: its number, who, which, segments, weight."""
        numbers = pd.Series(self.table.index, index=self.table.index)
        about = pd.DataFrame({"row": numbers, "respondent": numbers.astype(str)})
        single = self.columns.single
        for role in ("respondent", "competence"):
            if role in single:
                about[role] = self.table[single[role]]
        for name, place in self.columns.segments.items():
            about[SEGMENT + name] = self.table[place].astype("category")
        if "weight" in single:
            about["weight"] = self._weights(single["weight"])
        return about

    def _ratings(self, places: dict[str, int]) -> dict[str, Any]:
        """Return the ratings of one competence, and why there is no current level."""
        found: dict[str, Any] = dict.fromkeys(RATINGS, math.nan)
        found |= {rating: self._numbers(place) for rating, place in places.items()}
        found["blank"] = "no_answer"
        if "current" in places:
            found["blank"] = self._mapped(places["current"], lambda value: value.blank)
        return found

    def _mapped(self, place: int, take: Callable[[Value], object]) -> "pd.Series[Any]":
        texts = self.table[place]
        return texts.map({text: take(read_value(text)) for text in texts.unique()})

    def _numbers(self, place: int) -> "pd.Series[Any]":
        clear = self._mapped(place, lambda value: value.clear).astype(bool)
        for row in self.table.index[~clear]:
            value = self.table.at[row, place]
            self.report(NOT_A_NUMBER, row, column=self.titles[place], value=value)
        return self._mapped(place, lambda value: value.number).astype(float)

    def _weights(self, place: int) -> "pd.Series[Any]":
        weights = self._mapped(place, lambda value: value.number).astype(float)
        for row in weights.index[~(weights > 0)]:
            self.report(BAD_WEIGHT, row, column=self.titles[place])
        return weights

    def _check_keys(self, answers: pd.DataFrame) -> None:
        """Report rows without respondent or competence, and those that answer a second time."""
        for role, sentence in (("respondent", NO_RESPONDENT), ("competence", NO_COMPETENCE)):
            for row in answers.loc[answers[role] == "", "row"].unique():
                self.report(sentence, row)
        key = ["respondent", "competence"]
        named = answers[(answers[key] != "").all(axis=1)]
        first = named.groupby(key)["row"].transform("min")
        again = named.assign(first=first)[named["row"] != first].drop_duplicates("row")
        sentence = TWICE_FOR if self.columns.form == "long" else TWICE
        for line in again[["row", "first", *key]].to_dict("records"):
            self.problems.append(Problem(sentence, {str(name): v for name, v in line.items()}))

    def _report_value(self, sentence: str, line: "pd.Series[Any]", ends: dict[str, str]) -> None:
        competence = line["competence"] if self.columns.form == "wide" else ""
        place = self.columns.ratings[competence][line["rating"]]
        value = self.table.at[line["row"], place]
        self.report(sentence, line["row"], column=self.titles[place], value=value, **ends)


def _row(problem: Problem) -> int:
    return int(str(problem.values["row"]))
