"""Totals of a population read from a file, and the answers of another file weighed to meet them."""

from dataclasses import dataclass, replace
from math import isfinite

import pandas as pd

from referentiel.base import Refusal, french
from reports.files.answers import SEGMENT, AnswersFile, AnswersRefused, Problem
from reports.files.columns import read_value
from reports.files.tabular import read_rows
from reports.weighting import distance, effective_n, extreme, raked, trimmed
from surveys.blank_words import plain

NAMES = {
    "attribute": ("attribute", "attribut", "question", "colonne", "variable"),
    "value": ("value", "valeur", "categorie", "category", "modalite"),
    "total": ("total", "effectif", "nombre", "population", "count"),
}
JOINS = " + "  # between the values of one category
APART = 0.01  # share by which the sums of two attributes may differ
SHARES = (1.0, 100.0)  # sums that tell shares, not people

BAD_TOTAL = french("Ligne %(row)s : le total doit être un nombre plus grand que zéro.")
NO_CATEGORY = french("Ligne %(row)s : il manque l’attribut ou la valeur.")
TWICE = french("Ligne %(row)s : « %(value)s » a déjà un total ligne %(first)s.")


class TotalsRefused(AnswersRefused):
    sentence = french("Ces totaux n’ont pas été pris en compte. Erreurs à corriger : %(count)s.")


class UnknownTotals(Refusal):
    sentence = french("Le fichier des totaux doit avoir trois colonnes : attribut, valeur, total.")


class UnknownAttribute(Refusal):
    sentence = french(
        "Le fichier des totaux parle de « %(attribute)s », qui n’est pas une colonne de groupes "
        "du fichier de réponses."
    )


class NobodyThere(Refusal):
    sentence = french(
        "Personne n’a répondu « %(value)s » à « %(attribute)s » : ce total ne peut pas être "
        "atteint. Réunissez cette catégorie à une autre, sur une seule ligne : "
        "« %(value)s + autre catégorie », avec la somme des deux."
    )


class NoTotal(Refusal):
    sentence = french(
        "Il manque un total pour « %(value)s » (« %(attribute)s »), que des personnes ont donné."
    )


class UnequalTotals(Refusal):
    sentence = french(
        "Les totaux de « %(attribute)s » font %(sum)s et ceux de « %(other)s » %(other_sum)s : "
        "ils doivent faire la même population."
    )


class SeveralValues(Refusal):
    sentence = french(
        "« %(respondent)s » a plusieurs valeurs de « %(attribute)s » : on ne sait laquelle "
        "pondérer."
    )


class AlreadyWeighted(Refusal):
    sentence = french(
        "Le fichier de réponses a déjà des poids : retirez cette colonne, ou les totaux."
    )


Totals = dict[str, dict[str, float]]  # attribute → category → total


@dataclass(frozen=True)
class Weighing:
    """What was done to weigh the people of a file.

    `size` is the population, None where the totals are shares; `off` how far a category stays from
    its total at most, as a share of the population; `joined` the categories of several values;
    `blank` the people without a value for some attribute, whose share is left as it is.
    """

    totals: Totals
    people: int
    size: int | None
    effective: float
    cut: int
    off: float
    joined: tuple[str, ...]
    blank: int


def read_totals(data: bytes) -> Totals:
    """Return the totals of a CSV or a spreadsheet with the columns attribute, value and total.

    Raises:
        TotalsRefused: some rows are wrong; each is named.
        UnknownTotals, FileTooLarge, NotATable, NoRows: nothing could be read.
    """
    rows = read_rows(data)
    start = next(place for place, row in enumerate(rows) if any(row))
    places = _places([plain(title) for title in rows[start]])
    width = len(rows[start])
    reading = _Reading()
    for number, row in enumerate(rows[start + 1 :], start + 2):
        if any(row):
            filled = row + [""] * width
            reading.take(number, *(filled[place] for place in places))
    if reading.problems:
        raise TotalsRefused(reading.problems)
    if not reading.totals:
        raise UnknownTotals
    return reading.totals


def _places(titles: list[str]) -> list[int]:
    """Return where the attribute, the value and the total stand."""
    found = [
        next((place for place, title in enumerate(titles) if title in names), -1)
        for names in NAMES.values()
    ]
    if -1 in found:
        raise UnknownTotals
    return found


class _Reading:
    """Totals being read; problems are gathered instead of stopping at the first."""

    def __init__(self) -> None:
        self.totals: Totals = {}
        self.problems: list[Problem] = []
        self.spelt: dict[str, str] = {}  # the first spelling of each attribute
        self.rows: dict[tuple[str, str], int] = {}

    def take(self, number: int, attribute: str, value: str, total: str) -> None:
        figure = read_value(total).number
        if not attribute or not value:
            self.problems.append(Problem(NO_CATEGORY, {"row": number}))
            return
        name = self.spelt.setdefault(plain(attribute), attribute)
        first = self.rows.setdefault((name, value), number)
        if not isfinite(figure) or figure <= 0:
            self.problems.append(Problem(BAD_TOTAL, {"row": number}))
        elif first != number:
            self.problems.append(Problem(TWICE, {"row": number, "value": value, "first": first}))
        else:
            self.totals.setdefault(name, {})[value] = figure


def weighed(answers: AnswersFile, totals: Totals) -> tuple[AnswersFile, Weighing]:
    """Return the answers with weights of mean 1 that meet the totals, and what was done.

    A category is a value of the attribute, or several joined by « + ». Weights are raked, then
    the extreme ones cut (`reports.weighting`).

    Raises:
        AlreadyWeighted, UnknownAttribute, NobodyThere, NoTotal, UnequalTotals, SeveralValues,
        TotalsOutOfReach.
    """
    if "weight" in answers.answers:
        raise AlreadyWeighted
    _check_sums(totals)
    named = {_column(answers, attribute): wanted for attribute, wanted in totals.items()}
    categories = pd.DataFrame(
        {name: _categories(answers, name, wanted) for name, wanted in named.items()}
    )
    n = len(categories)
    goals = {name: _goal(categories[name], wanted) for name, wanted in named.items()}
    exact = raked(categories, goals, pd.Series(1.0, index=categories.index))
    weights = trimmed(exact) if extreme(exact) else exact
    rows = answers.answers
    found = rows.assign(weight=rows["respondent"].map(weights).astype(float))
    size = round(sum(next(iter(named.values())).values()))
    values = {name: set(_values(answers, name)) for name in named}
    return replace(answers, answers=found), Weighing(
        totals=named,
        people=n,
        size=None if _are_shares(named) or size < n else size,
        effective=effective_n(weights),
        cut=extreme(exact),
        off=distance(categories, goals, weights),
        joined=tuple(
            category
            for name, wanted in named.items()
            for category in wanted
            if category not in values[name]
        ),
        blank=int((categories == "").any(axis=1).sum()),
    )


def _check_sums(totals: Totals) -> None:
    (first, wanted), *others = totals.items()
    whole = sum(wanted.values())
    for attribute, other in others:
        if abs(sum(other.values()) - whole) > APART * whole:
            raise UnequalTotals(
                attribute=attribute,
                sum=f"{sum(other.values()):g}",
                other=first,
                other_sum=f"{whole:g}",
            )


def _are_shares(totals: Totals) -> bool:
    sums = [sum(wanted.values()) for wanted in totals.values()]
    return all(any(abs(s - whole) <= APART * whole for whole in SHARES) for s in sums)


def _column(answers: AnswersFile, attribute: str) -> str:
    for name in answers.segments:
        if plain(name) == plain(attribute):
            return name
    raise UnknownAttribute(attribute=attribute)


def _values(answers: AnswersFile, name: str) -> "pd.Series[str]":
    """Return the value that each respondent gave, once; those who gave none are left out."""
    given = answers.answers[["respondent", SEGMENT + name]].set_axis(
        ["respondent", "value"], axis=1
    )
    once = given[given["value"] != ""].astype(str).drop_duplicates()
    again = once["respondent"].duplicated()
    if again.any():
        raise SeveralValues(respondent=once.loc[again, "respondent"].iloc[0], attribute=name)
    return once.set_index("respondent")["value"]


def _categories(answers: AnswersFile, name: str, wanted: dict[str, float]) -> "pd.Series[str]":
    """Return the category of each respondent, "" for those without a value."""
    values = _values(answers, name)
    held = set(values)
    category_of = {
        value: category
        for category in wanted
        for value in ([category] if category in held else map(str.strip, category.split(JOINS)))
    }
    for value in values.unique():
        if value not in category_of:
            raise NoTotal(value=value, attribute=name)
    found = values.map(category_of)
    for category in wanted:
        if category not in set(found):
            raise NobodyThere(value=category, attribute=name)
    everybody = answers.answers["respondent"].astype(str).unique()
    return found.reindex(everybody, fill_value="")


def _goal(categories: "pd.Series[str]", wanted: dict[str, float]) -> dict[str, float]:
    """Return the totals scaled to the people who gave a value; the others keep their number."""
    blank = int((categories == "").sum())
    scale = (len(categories) - blank) / sum(wanted.values())
    goal = {category: total * scale for category, total in wanted.items()}
    return goal | ({"": float(blank)} if blank else {})
