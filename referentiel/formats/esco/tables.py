"""The tables of ESCO, told apart by their columns: their order differs between releases."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from referentiel.formats.archives import Table
from referentiel.formats.notes import Notes

Row = Mapping[str, str]

# What a table must have, and must not have, to play this part.
PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "skills": (("conceptUri", "preferredLabel", "skillType"), ("broaderConceptUri",)),
    "collections": (("conceptUri", "preferredLabel", "broaderConceptUri"), ()),
    "occupations": (("conceptUri", "preferredLabel", "iscoGroup"), ()),
    "groups": (
        ("conceptUri", "preferredLabel", "code"),
        ("skillType", "broaderConceptUri", "iscoGroup"),
    ),
    "broader": (("conceptUri", "broaderUri"), ()),
    "hierarchy": (("Level 0 URI", "Level 1 URI"), ()),
    "related": (("originalSkillUri", "relatedSkillUri"), ()),
    "required": (("occupationUri", "skillUri"), ()),
}
LANGUAGE = re.compile(r"[_-]([a-z]{2})\.(?:csv|txt|tsv)$", re.IGNORECASE)


@dataclass(frozen=True)
class Tables:
    """The tables of an archive."""

    tables: list[Table]

    @property
    def are_of_esco(self) -> bool:
        """Whether one of them at least can only be ESCO's."""
        return any(self.playing(part) for part in PARTS if part != "groups")

    def playing(self, part: str) -> list[Table]:
        """Return the tables that play a part, English ones last: they say what others lack."""
        needed, refused = PARTS[part]
        found = [
            table
            for table in self.tables
            if table.has(*needed) and not any(table.has(column) for column in refused)
        ]
        return sorted(found, key=lambda table: (language_of(table, "") == "en", table.path))

    def rows(self, part: str, notes: Notes) -> Iterator[tuple[Table, int, Row]]:
        """Return the rows of the tables that play a part."""
        for table in self.playing(part):
            for number, row in table.rows(notes):
                yield table, number, row


def language_of(table: Table, otherwise: str) -> str:
    """Return the language of a table: its columns do not say it, its name alone does."""
    found = LANGUAGE.search(table.name)
    return found[1].lower() if found else otherwise
