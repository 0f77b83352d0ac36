"""What the cells of our sheets hold: how each kind of value is written and understood."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from referentiel.base import french
from referentiel.formats.workbook_writing import Cell
from referentiel.models import AREA, COMPETENCE
from referentiel.tree import RELATIONS, SCALES, STANDINGS, STATES, TYPES

Value = Any  # what a kind of cell holds; None for nothing
DASH = "–"
SPAN = re.compile(r"(\d+)(?:[.,]0)?(?:\s*(?:-|–|—|à|to|/|\.\.\.?|…)\s*(\d+)(?:[.,]0)?)?")
NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
LANGUAGES = {
    "francais": "fr", "french": "fr", "anglais": "en", "english": "en", "espagnol": "es",
    "spanish": "es", "allemand": "de", "german": "de", "italien": "it", "italian": "it",
}  # fmt: skip

A_NUMBER = french("un nombre")
A_LEVEL = french("un niveau de 0 à 4, ou un intervalle comme « 2–3 »")


class Unclear(Exception):
    """A cell holds nothing that its column may hold; `allowed` says what it may."""

    def __init__(self, allowed: str) -> None:
        self.allowed = allowed
        super().__init__(allowed)


@dataclass(frozen=True)
class Kind:
    """How a value becomes a cell, and a cell a value; `loaded` gives back what JSON kept of it."""

    written: Callable[[Value], Cell]
    read: Callable[[str], Value]
    loaded: Callable[[Value], Value] = lambda value: value
    holds: Callable[[Value], bool] = lambda value: isinstance(value, str)
    choices: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Return text without case, accents or punctuation, to compare words with."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare.replace("_", " ")))


def language_of(text: str) -> str:
    """Return the code of a language, named or spelt; "" for what is none."""
    said = text.strip()
    known = LANGUAGES.get(plain(said))
    if known:
        return known
    if not LANGUAGE.fullmatch(said):
        return ""
    return said.lower() if len(said) == 2 else said


def _text(text: str) -> str | None:
    return text.replace("\r\n", "\n").strip() or None


def _written(value: Value) -> Cell:
    return str(value)


def _listed(text: str) -> tuple[str, ...] | None:
    found = tuple(one for part in re.split(r"[;\n]", text) if (one := part.strip()))
    return found or None


def _number(text: str) -> float | None:
    compact = re.sub(r"\s", "", text).replace("\u2212", "-")
    if not compact:
        return None
    if not NUMBER.fullmatch(compact):
        raise Unclear(A_NUMBER)
    return float(compact.replace(",", "."))


def _whole(text: str) -> int | None:
    number = _number(text)
    if number is not None and not number.is_integer():
        raise Unclear(A_NUMBER)
    return None if number is None else int(number)


def _span(text: str) -> tuple[int, int | None] | None:
    if not text.strip():
        return None
    found = SPAN.fullmatch(text.strip())
    if not found:
        raise Unclear(A_LEVEL)
    return int(found[1]), None if found[2] is None else int(found[2])


def _span_written(span: tuple[int, int | None]) -> Cell:
    low, high = span
    return low if high is None else f"{low}{DASH}{high}"


def _words(names: Mapping[Value, str], others: Mapping[str, Value], *, strict: bool = True) -> Kind:
    """Return the kind of a cell that holds one of some words, in French or in English."""
    known = {plain(name): value for value, name in names.items()}
    known |= {plain(str(value)): value for value in names}
    known |= {plain(name): value for name, value in others.items()}

    def read(text: str) -> Value:
        word = _text(text)
        if word is None:
            return None
        found = known.get(plain(word))
        if found is None and strict:
            raise Unclear(", ".join(f"«\u00a0{name}\u00a0»" for name in names.values()))
        return word if found is None else found

    return Kind(lambda value: names.get(value, str(value)), read, choices=tuple(names.values()))


YES = ("oui", "yes", "x", "1", "vrai", "true", "o", "y", "✓")
NO = ("", "non", "no", "0", "faux", "false", "n")


def _flag(text: str) -> bool:
    word = plain(text)
    if word in YES or text.strip() == "✓":
        return True
    if word in NO:
        return False
    raise Unclear("«\u00a0oui\u00a0», «\u00a0non\u00a0»")


def _is_list(value: Value) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_whole(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Value) -> bool:
    return isinstance(value, float) or _is_whole(value)


def _number_written(value: float) -> Cell:
    return int(value) if float(value).is_integer() else value


TEXT = Kind(_written, _text)
LIST = Kind("; ".join, _listed, loaded=tuple, holds=_is_list)
NUMERIC = Kind(_number_written, _number, holds=_is_number)
WHOLE = Kind(lambda value: value, _whole, holds=_is_whole)
SPANNED = Kind(_span_written, _span, holds=lambda value: isinstance(value, tuple))
FLAG = Kind(
    lambda value: "oui" if value else "",
    _flag,
    holds=lambda value: isinstance(value, bool),
    choices=("oui", "non"),
)
NATURE = _words(
    {AREA: "domaine", COMPETENCE: "compétence"},
    {"area": AREA, "groupe": AREA, "bloc": AREA, "group": AREA, "skill": COMPETENCE,
     "competency": COMPETENCE},
)  # fmt: skip
TYPE = _words(
    {one: one for one in TYPES},
    {"savoirs": "savoir", "connaissance": "savoir", "knowledge": "savoir", "skill": "savoir-faire",
     "know how": "savoir-faire", "method": "méthode", "attitude": "savoir-être",
     "soft skill": "savoir-être", "behaviour": "savoir-être"},
    strict=False,
)  # fmt: skip
SCOPE = _words(
    {"I": "individuelle", "C": "collective"}, {"individual": "I", "individuel": "I",
     "collectif": "C", "group": "C"},
)  # fmt: skip
STATE = _words(
    dict(zip(STATES, ("brouillon", "publiée", "retirée"), strict=True)),
    {"publié": "published", "retiré": "withdrawn"},
)
STANDING = _words({one: one for one in STANDINGS}, {"draft": "projet", "validée": "validé"})
SCALE = _words(
    dict(zip(SCALES, ("maîtrise", "importance"), strict=True)), {"niveaux": "mastery"}, strict=False
)
RELATION = _words(
    {one: one for one in RELATIONS},
    {"exacte": "exactMatch", "équivalente": "exactMatch", "proche": "closeMatch",
     "plus large": "broadMatch", "plus étroite": "narrowMatch", "associée": "relatedMatch"},
    strict=False,
)  # fmt: skip
NAMED = _words({"source": "source", "reference": "référence"}, {})
