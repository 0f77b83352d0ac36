"""Reading a list of people to invite: pasted lines, or the rows of a table."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import NamedTuple

from referentiel.base import Refusal, french
from referentiel.formats.base import Source
from referentiel.formats.grids import first_grid
from referentiel.formats.notes import Notes
from surveys.invitations import Problem, WrongAddresses, as_address

MOST = 1000  # people at once
LONGEST_NAME = 120
LONGEST_CATEGORY = 60
MARKS = re.compile(r"[;\t]")
TITLES = {
    "email": ("email", "e-mail", "mail", "courriel", "adresse", "adresse electronique"),
    "name": ("nom", "name", "nom complet", "personne", "last name"),
    "first": ("prenom", "first name"),
    "category": ("categorie", "category", "structure", "type de structure", "groupe", "group"),
}

NO_ADDRESS = french("Ligne %(row)s : « %(text)s » ne contient pas d’adresse électronique.")
SEVERAL = french("Ligne %(row)s : « %(text)s » contient plusieurs adresses et d’autres mots.")
LONG_NAME = french("Ligne %(row)s : le nom « %(text)s » dépasse 120 caractères.")
LONG_CATEGORY = french("Ligne %(row)s : la catégorie « %(text)s » dépasse 60 caractères.")
REPEATED = french("Ligne %(row)s : %(text)s est répétée ; elle ne sera invitée qu’une fois.")
KNOWN = french("Ligne %(row)s : %(text)s est déjà invitée ; elle ne recevra pas d’autre lettre.")


class TooManyGuests(Refusal):
    sentence = french("%(most)s personnes au plus à la fois. Invitez les autres ensuite.")


class NobodyInList(Refusal):
    sentence = french("Cette liste est vide. Écrivez au moins une adresse.")


class Guest(NamedTuple):
    """One person of a list, and the number of their line."""

    row: int
    email: str
    name: str = ""
    category: str = ""

    @property
    def line(self) -> str:
        """How this person is written in a pasted list."""
        cells = (self.email, self.name, self.category)
        return ";".join(MARKS.sub(" ", cell) for cell in cells).rstrip(" ;")


@dataclass(frozen=True)
class GuestList:
    """Who is on a list, each once, and the lines that say somebody again."""

    guests: tuple[Guest, ...]
    repeated: tuple[Problem, ...] = ()

    @property
    def text(self) -> str:
        """The list as lines that can be pasted again."""
        return "\n".join(guest.line for guest in self.guests)


def guests_in_text(text: str) -> GuestList:
    """Return the people of a pasted text: an address a line, then name and category if known.

    Several addresses may stand on one line; rows copied from a spreadsheet are understood.

    Raises:
        WrongAddresses: with the number of each wrong line.
        TooManyGuests, NobodyInList.
    """
    return guests_in_rows(
        (number, _cells(line)) for number, line in enumerate(text.splitlines(), start=1)
    )


def guests_in_file(name: str, content: bytes) -> GuestList:
    """Return the people of a CSV, XLSX or ODS file (its first sheet).

    Raises:
        WrongAddresses, TooManyGuests, NobodyInList: as `guests_in_text`.
        NotReadable, TooLarge: the file is damaged, locked or huge.
    """
    return guests_in_rows(first_grid(Source(name, content), Notes()).numbered())


def guests_in_rows(rows: Iterable[tuple[int, Sequence[str]]]) -> GuestList:
    """Return the people of numbered rows; the first row may hold titles."""
    found: dict[str, Guest] = {}
    problems: list[Problem] = []
    repeated: list[Problem] = []
    titles: dict[str, int] = {}
    for place, (row, cells) in enumerate((r, c) for r, c in rows if any(map(str.strip, c))):
        if place == 0 and (titles := _titles(cells)):
            continue
        guests, wrong = _read(row, cells, titles)
        problems += wrong
        for guest in guests:
            if found.setdefault(guest.email, guest) is not guest:
                repeated.append(Problem(REPEATED, row, guest.email))
    if problems:
        raise WrongAddresses(problems)
    _check_number(len(found))
    return GuestList(tuple(found.values()), tuple(repeated))


def _check_number(found: int) -> None:
    if not found:
        raise NobodyInList
    if found > MOST:
        raise TooManyGuests(most=MOST)


def _cells(line: str) -> list[str]:
    cells = MARKS.split(line)
    return [cell.strip() for cell in (cells if len(cells) > 1 else line.split(","))]


def _titles(cells: Sequence[str]) -> dict[str, int]:
    """Return the place of each column that the titles name; nothing where this is no title row."""
    if any("@" in cell for cell in cells):
        return {}
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        role = next((role for role, known in TITLES.items() if _plain(cell) in known), None)
        if role:
            places.setdefault(role, place)
    return places if "email" in places else {}


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _read(
    row: int, cells: Sequence[str], titles: dict[str, int]
) -> tuple[list[Guest], list[Problem]]:
    if titles:
        said = {r: cells[p].strip() if p < len(cells) else "" for r, p in titles.items()}
        name = " ".join(filter(None, (said.get("first", ""), said.get("name", ""))))
        return _checked(row, said["email"], name, said.get("category", ""))
    filled = [cell.strip() for cell in cells if cell.strip()]
    addresses = [cell for cell in filled if as_address(cell)]
    if len(addresses) == 1:
        [written] = addresses
        others = [cell for cell in filled if cell is not written]
        name = parseaddr(written)[0] if "<" in written else ""
        if not name and others:
            name = others.pop(0)
        return _checked(row, written, name, others[0] if others else "")
    text = " ; ".join(filled)[:LONGEST_NAME]
    if not addresses:
        return [], [Problem(NO_ADDRESS, row, text)]
    if len(addresses) < len(filled):
        return [], [Problem(SEVERAL, row, text)]
    return [Guest(row, as_address(written)) for written in addresses], []


def _checked(row: int, written: str, name: str, category: str) -> tuple[list[Guest], list[Problem]]:
    name, category = " ".join(name.split()), " ".join(category.split())
    email = as_address(written)
    wrong = [
        Problem(sentence, row, text[:LONGEST_NAME])
        for sentence, text, is_wrong in (
            (NO_ADDRESS, written, not email),
            (LONG_NAME, name, len(name) > LONGEST_NAME),
            (LONG_CATEGORY, category, len(category) > LONGEST_CATEGORY),
        )
        if is_wrong
    ]
    return ([] if wrong else [Guest(row, email, name, category)]), wrong
