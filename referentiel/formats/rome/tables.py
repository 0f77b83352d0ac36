"""The tables of the ROME, told apart by their columns, and their texts mended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from referentiel.base import french
from referentiel.formats.archives import Table
from referentiel.formats.notes import Notes

REPEATED = french("« %(code)s » est déjà donné plus haut : cette ligne est passée.")
NO_CODE = french("Cette ligne n’a pas de code : elle est passée.")

Row = Mapping[str, str]

# What a table must have to be the one of this name.
COLUMNS = {
    "fiches": ("code_rome", "code_fiche_metier", "libelle_rome"),
    "appellations": ("code_ogr", "libelle_appellation_long", "code_rome"),
    "competences": ("code_ogr", "nature", "libelle_competence"),
    "savoirs": ("code_ogr_savoir", "libelle_savoir"),
    "contextes": ("code_ogr", "libelle_cont_travail"),
    "liens": ("code_rome", "code_compo_bloc", "code_rubrique", "code_ogr"),
    "coherence": ("code_rome", "code_ogr", "coeur_metier"),
    "textes": ("code_rome", "code_compo_bloc", "libelle_texte"),
    "mobilites": ("code_rome", "code_rome_cible"),
    "arborescence": ("code_ogr_macro_competence", "objectif", "enjeu"),
}
NEEDED = tuple(COLUMNS[name] for name in ("fiches", "competences", "savoirs", "liens"))


@dataclass(frozen=True)
class Tables:
    """The tables of an archive."""

    tables: list[Table]
    notes: Notes

    def rows(self, name: str) -> Iterator[tuple[str, int, Row]]:
        """Return the rows of the tables of this name: file, row number, mended texts."""
        for table in self.tables:
            if table.has(*COLUMNS[name]):
                for number, row in table.rows(self.notes):
                    yield table.name, number, _mended(row)

    def once(self, name: str, key: str, seen: set[str]) -> Iterator[tuple[str, int, str, Row]]:
        """Return the rows with a code of their own; others are told of and left out."""
        for file, number, row in self.rows(name):
            code = row.get(key, "")
            if not code:
                self.notes.warn(NO_CODE, row=number, entry=file)
            elif code in seen:
                self.notes.warn(REPEATED, row=number, entry=file, code=code)
            else:
                seen.add(code)
                yield file, number, code, row


def _mended(row: Row) -> Row:
    """Return the texts of a row with single apostrophes, which the publisher doubles in places."""
    return {key: text.replace("''", "'") if "''" in text else text for key, text in row.items()}


def others(row: Row, *used: str) -> dict[str, str]:
    """Return the cells that say something, except those of these columns."""
    return {key: text for key, text in row.items() if text and key not in used}
