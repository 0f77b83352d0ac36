"""What columns and sheets are called, in French as we write them and in English as others may."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from referentiel.base import Json, Texts, french
from referentiel.formats.base import LONGEST_TEXT
from referentiel.formats.notes import Notes
from referentiel.formats.sheets.reading_books import Rows
from referentiel.formats.sheets.writing_books import LONGEST_CELL, Sheet
from referentiel.search import folded_words

NOT_JSON = french("« %(column)s » n’est pas lisible : laissez cette colonne telle quelle, ou vide.")
TOO_LONG = french("« %(column)s » compte plus de %(limit)s caractères : raccourcissez ce texte.")

# The first word is the header that we write.
FIELDS: dict[str, tuple[str, ...]] = {
    "anchor_type": ("type d’ancrage", "anchor type"),
    "code": ("code", "notation", "human coding scheme", "id number"),
    "core": ("noyau", "core"),
    "criterion": ("critère n°", "criterion"),
    "criterion_foreign": ("données d’origine du critère", "criterion data"),
    "critical": ("critique", "critical"),
    "expected": ("niveau attendu", "expected level", "niveau visé"),
    "field": ("champ", "field"),
    "foreign": ("données d’origine", "foreign data"),
    "foreign_id": ("identifiant d’origine", "foreign identifier", "identifier"),
    "identity": ("identité", "identity", "lineage", "uuid"),
    "kind": ("nature", "kind"),
    "level": ("niveau", "level"),
    "origin": ("origine", "origin"),
    "parent": ("parent", "sous", "domaine parent", "is child of"),
    "profile": ("profil", "profile"),
    "references": ("références", "references"),
    "relation": ("relation", "relation type"),
    "rubric": ("grille", "rubric"),
    "scale": ("échelle", "scale"),
    "scheme": ("référence", "scheme"),
    "scope": ("portée", "scope"),
    "score": ("score", "valeur du niveau"),
    "sources": ("sources", "source"),
    "status": ("état", "status"),
    "target": ("cible", "target"),
    "target_label": ("libellé de la cible", "target label"),
    "target_version": ("version de la cible", "target version"),
    "type": ("type", "competence type"),
    "value": ("valeur", "value"),
    "weight": ("poids", "weight"),
}
TEXTS: dict[str, tuple[str, ...]] = {
    "label": ("libellé", "label", "intitulé", "compétence", "full statement", "nom"),
    "description": ("description", "définition", "definition"),
    "alternative": ("autres libellés", "alternative labels"),
    "hint": ("précision", "hint"),
    "title": ("titre", "title"),
    "category": ("catégorie", "category"),
    "criterion_description": ("ce que dit le critère", "criterion description"),
    "feedback": ("conseil", "feedback"),
    "about": ("à propos", "about"),
    "licence": ("licence", "license"),
    "attachment": ("rattachement", "attachment"),
}
JSON_FIELDS = ("foreign", "criterion_foreign")
LANGUAGE = re.compile(r"(.*?)\s*\(([a-z]{2})\)\s*", re.DOTALL | re.IGNORECASE)
YES = ("oui", "yes", "x", "1", "vrai", "true")
CODES = {word: code for code, words in FIELDS.items() for word in words}


def _plain(header: str) -> str:
    return " ".join(folded_words(header))


FIELD_OF = {_plain(word): code for code, words in FIELDS.items() for word in words}
TEXT_OF = {_plain(word): code for code, words in TEXTS.items() for word in words}


@dataclass(frozen=True)
class Line:
    """A row under its headers; `number` is the one that the spreadsheet shows."""

    number: int
    fields: dict[str, str]
    texts: Texts
    sheet: str

    def get(self, name: str) -> str:
        """Return a field without the spaces around it; empty where the sheet has no such column."""
        return self.fields.get(name, "").strip()

    def exact(self, name: str) -> str:
        """Return a field as it stands."""
        return self.fields.get(name, "")

    def says(self, name: str) -> bool:
        """Return whether a field says yes."""
        return self.get(name).casefold() in YES

    def listed(self, name: str) -> tuple[str, ...]:
        """Return what a field lists, between semicolons or on lines of its own."""
        parts = re.split(r"[;\n]", self.get(name))
        return tuple(part.strip() for part in parts if part.strip())

    def json(self, name: str, notes: Notes) -> Json:
        """Return what a column of ours keeps of another system."""
        said = self.exact(name)
        try:
            found = json.loads(said) if said else {}
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return found
        notes.refuse(NOT_JSON, row=self.number, entry=self.sheet, column=FIELDS[name][0])
        return {}


@dataclass
class Columns:
    """What each column of a sheet holds: a field, or a text in a language."""

    places: list[tuple[str, str]] = field(default_factory=list)  # (key, language or "")

    @classmethod
    def of(cls, headers: Sequence[str], language: str) -> "Columns":
        return cls([_column(header, language) for header in headers])

    def has(self, *keys: str) -> bool:
        """Say whether all these are among the columns, in any language."""
        return set(keys) <= {key for key, _ in self.places}


def _column(header: str, language: str) -> tuple[str, str]:
    named = LANGUAGE.fullmatch(header)
    base, code = (named[1], named[2].lower()) if named else (header, "")
    plain = _plain(base)
    if code:
        return TEXT_OF.get(plain, base), code
    if plain in FIELD_OF:
        return FIELD_OF[plain], ""
    return (TEXT_OF[plain], language) if plain in TEXT_OF else ("", "")


def lines(name: str, rows: Rows, notes: Notes, language: str) -> Iterator[Line]:
    """Return the rows of a sheet under its first row, which are not empty; long texts are told."""
    columns = Columns.of(rows[0], language).places if rows else []
    for number, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        fields: dict[str, str] = {}
        texts: Texts = {}
        for (key, code), cell in zip(columns, row, strict=False):
            if len(cell) > LONGEST_TEXT and key not in JSON_FIELDS:
                told = key or "?"
                notes.refuse(TOO_LONG, row=number, entry=name, column=told, limit=LONGEST_TEXT)
            elif code and cell:
                texts.setdefault(code, {})[key] = cell
            elif key:
                fields[key] = fields.get(key, "") + cell
        yield Line(number, fields, texts, name)


@dataclass
class Record:
    """A row to write: its fields and its texts."""

    fields: dict[str, str]
    texts: Texts = field(default_factory=dict)


def sheet_of(
    name: str, fields: Sequence[str], records: Sequence[Record], texts: Sequence[str] = ()
) -> Sheet:
    """Return a sheet with a column for each field, then one for each text in each language.

    What is longer than a cell can hold goes on in a second column of the same name.
    """
    columns: dict[tuple[str, str], None] = {(key, "fr"): None for key in texts}
    for record in records:
        columns |= {(k, code): None for code, said in record.texts.items() for k in said}
    pieces = {key: _pieces(key, records) for key in fields}
    headers = [
        *(FIELDS[key][0] for key in fields for _ in range(pieces[key])),
        *(f"{TEXTS.get(key, (key,))[0]} ({code})" for key, code in columns),
    ]
    return Sheet(name, headers, [_row(it, fields, pieces, list(columns)) for it in records])


def _pieces(key: str, records: Sequence[Record]) -> int:
    longest = max((len(record.fields.get(key, "")) for record in records), default=0)
    return max(1, -(-longest // LONGEST_CELL))


def _row(
    record: Record,
    fields: Sequence[str],
    pieces: dict[str, int],
    columns: Sequence[tuple[str, str]],
) -> list[str]:
    cells = [
        record.fields.get(key, "")[place * LONGEST_CELL : (place + 1) * LONGEST_CELL]
        for key in fields
        for place in range(pieces[key])
    ]
    return [*cells, *(record.texts.get(code, {}).get(key, "") for key, code in columns)]


def json_text(said: Json) -> str:
    """Return what a column of ours keeps, or nothing."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True) if said else ""


def number_text(value: float | None) -> str:
    """Return a number as it is typed: 0,5 is 0.5, and 4.0 is 4."""
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
