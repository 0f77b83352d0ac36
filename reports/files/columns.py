"""The columns of a file of answers: their names in French and English, and what a value says."""

import math
import re
from typing import Literal, NamedTuple

from referentiel.base import Refusal, french
from reports.counts import RATINGS
from surveys.blank_words import BLANK_OF, plain

NAMES: dict[str, tuple[str, ...]] = {
    "respondent": ("respondent", "repondant", "repondante", "repondant e", "participant", "id"),
    "competence": ("competence", "competency", "skill", "item", "code"),
    "importance": ("importance",),
    "current": ("current", "current level", "niveau", "niveau actuel", "actuel", "level"),
    "target": (
        "target", "expected", "cible", "attendu", "niveau attendu", "vise", "niveau vise",
        "target level", "expected level",
    ),
    "before": ("before", "avant", "niveau avant"),
    "weight": ("weight", "poids", "ponderation"),
}  # fmt: skip
KNOWN = {name: role for role, names in NAMES.items() for name in names}

NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")


class UnknownColumns(Refusal):
    sentence = french(
        "Les titres de ce fichier ne sont pas reconnus. Il faut soit une ligne par réponse "
        "(répondant, compétence, importance, niveau, cible), soit une ligne par personne "
        "(K1_importance, K1_niveau, K1_cible…), avec au moins le niveau, et l’importance "
        "ou la cible."
    )


class RepeatedColumn(Refusal):
    sentence = french(
        "La colonne « %(column)s » apparaît deux fois, ou sous deux noms. Gardez-en une seule."
    )


class Columns(NamedTuple):
    """Where everything stands: positions in a row.

    `single` is the place of the respondent, the competence and the weight; `ratings` the places
    of the ratings by competence, under "" in the long form; `segments` the other columns.
    """

    form: Literal["long", "wide"]
    single: dict[str, int]
    ratings: dict[str, dict[str, int]]
    segments: dict[str, int]


class Value(NamedTuple):
    """What one cell says: a number, or why there is none; `clear` is false for anything else."""

    number: float
    blank: str
    clear: bool = True


def read_value(text: str) -> Value:
    """Return what a cell says: « 3 », « 3,5 », « NC », « ne souhaite pas répondre », empty."""
    compact = text.replace("\u00a0", "").replace("\u202f", "").replace("\u2212", "-").strip()
    if NUMBER.fullmatch(compact):
        return Value(float(compact.replace(",", ".")), "")
    reason = BLANK_OF.get(plain(text))
    return Value(math.nan, reason or "", clear=reason is not None)


def find_columns(titles: list[str]) -> Columns:
    """Return where the columns of a file stand, from its row of titles.

    Raises:
        UnknownColumns: neither of the two forms is there.
        RepeatedColumn: two columns say the same.
    """
    roles = {place: KNOWN.get(plain(title), "") for place, title in enumerate(titles)}
    long = "competence" in roles.values()
    columns = Columns("long" if long else "wide", {}, {}, {})
    for place, title in enumerate(titles):
        if title:
            _place(columns, place, title, roles[place])
    if not _is_enough(columns):
        raise UnknownColumns
    return columns


def _place(columns: Columns, place: int, title: str, role: str) -> None:
    competence, rating = ("", role) if columns.form == "long" else _split(title)
    if rating in RATINGS:
        home = columns.ratings.setdefault(competence, {})
        role = rating
    elif role and role not in RATINGS:
        home = columns.single
    else:
        home, role = columns.segments, title
    if role in home:
        raise RepeatedColumn(column=title)
    home[role] = place


def _split(title: str) -> tuple[str, str]:
    """Return the competence and the rating that a title such as « K1_importance » joins."""
    for cut in re.finditer(r"[\s_:.|/-]+", title):
        competence, rest = title[: cut.start()].strip(), KNOWN.get(plain(title[cut.end() :]), "")
        if competence and rest in RATINGS:
            return competence, rest
    return "", ""


def _is_enough(columns: Columns) -> bool:
    if columns.form == "long" and "respondent" not in columns.single:
        return False
    asked = {rating for ratings in columns.ratings.values() for rating in ratings}
    return "current" in asked and bool(asked & {"importance", "target"})
