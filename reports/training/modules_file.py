"""A catalogue of modules read from a file: one row a module, what it costs, what it works on."""

import re
from math import isfinite

from referentiel.base import Refusal, french
from reports.files.answers import AnswersRefused, Problem
from reports.files.columns import read_value
from reports.files.tabular import read_rows
from reports.training.choosing import Module
from surveys.blank_words import plain

NAMES = {
    "code": ("module", "code", "id"),
    "title": ("titre", "title", "intitule", "libelle"),
    "cost": ("cout", "prix", "cost", "price"),
    "covers": ("competences", "covers", "skills", "codes"),
}
REQUIRED = ("code", "cost", "covers")
BETWEEN = re.compile(r"[\s,;|+]+")  # codes of competences in one cell

NO_CODE = french("Ligne %(row)s\u00a0: il manque le code du module.")
BAD_COST = french("Ligne %(row)s\u00a0: le coût doit être un nombre, zéro ou plus.")
NO_COMPETENCE = french("Ligne %(row)s\u00a0: il faut au moins le code d’une compétence.")
TWICE = french("Ligne %(row)s\u00a0: le module «\u00a0%(code)s\u00a0» est déjà ligne %(first)s.")


class UnknownModules(Refusal):
    sentence = french(
        "Le fichier des modules doit avoir les colonnes module, coût et compétences ; la colonne "
        "titre est facultative."
    )


class ModulesRefused(AnswersRefused):
    sentence = french("Ce catalogue n’a pas été pris en compte. Erreurs à corriger : %(count)s.")


def read_modules(data: bytes) -> list[Module]:
    """Return the modules of a CSV, XLSX or ODS file, in its order.

    Codes of competences in a cell are parted by spaces, commas, semicolons, bars or plus signs.

    Raises:
        UnknownModules: a column is missing.
        ModulesRefused: rows to mend, each by its number.
        FileTooLarge, NotATable, NoRows.
    """
    rows = read_rows(data)
    start = next(place for place, row in enumerate(rows) if any(row))
    places = _places(rows[start])
    modules: list[Module] = []
    problems: list[Problem] = []
    first: dict[str, int] = {}
    for number, row in enumerate(rows[start + 1 :], start=start + 2):
        if not any(row):
            continue
        cells = {name: row[at] if at < len(row) else "" for name, at in places.items()}
        module, wrong = _module(number, cells, first)
        modules.append(module)
        problems += wrong
    if problems:
        raise ModulesRefused(problems)
    return modules


def _places(titles: list[str]) -> dict[str, int]:
    named = [plain(title) for title in titles]
    found = {
        name: next(named.index(word) for word in words if word in named)
        for name, words in NAMES.items()
        if {*words} & {*named}
    }
    if not {*REQUIRED} <= found.keys():
        raise UnknownModules
    return found


def _module(
    number: int, cells: dict[str, str], first: dict[str, int]
) -> tuple[Module, list[Problem]]:
    code, cost = cells["code"], read_value(cells["cost"]).number
    covers = frozenset(filter(None, BETWEEN.split(cells["covers"])))
    problems = []
    if not code:
        problems.append(Problem(NO_CODE, {"row": number}))
    elif first.setdefault(code, number) != number:
        problems.append(Problem(TWICE, {"row": number, "code": code, "first": first[code]}))
    if not isfinite(cost) or cost < 0:
        problems.append(Problem(BAD_COST, {"row": number}))
    if not covers:
        problems.append(Problem(NO_COMPETENCE, {"row": number}))
    return Module(code, cells.get("title", ""), cost, covers), problems
