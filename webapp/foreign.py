"""Answers gathered elsewhere, on their way in: columns chosen, values given a meaning, rehearsed.

Nothing is kept between the steps: the file, as it was read, and what was chosen go with the form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from xlsxwriter.utility import xl_col_to_name

from referentiel.base import Refusal
from referentiel.formats.base import Source
from surveys.foreign.errors import NothingMapped
from surveys.foreign.identifying import identifying
from surveys.foreign.importing import Added, add_rows, remember
from surveys.foreign.mapping import (
    Columns,
    Values,
    keyed_rows,
    met_often,
    undecided,
    values_in,
    wrong_columns,
)
from surveys.foreign.suggesting import meanings, suggested
from surveys.foreign.tables import Table, table_in
from surveys.foreign.targets import targets_of
from surveys.models import ForeignMapping
from surveys.paper.files import Place
from surveys.queries.foreign import mapping_of
from webapp.clock import now
from webapp.foreign_words import Choices, Words
from webapp.keying import Desk
from webapp.room import here
from webapp.said import said

COLUMN, VALUE = "c", "v"  # begin the names of fields
MOST_EXAMPLES, LONGEST_EXAMPLE, LONGEST_TITLE = 3, 60, 60
GUESSED, REMEMBERED = "guessed", "remembered"


@dataclass(frozen=True)
class ColumnField:
    """A column of the file, and what it is to fill."""

    name: str
    letter: str
    title: str
    examples: tuple[str, ...]
    why: str  # it tells who somebody is
    chosen: str
    origin: str  # of the choice: guessed, remembered, or by a person
    error: str = ""


@dataclass(frozen=True)
class ValueField:
    """A value of the file, in how many rows it is, and what it means."""

    name: str
    value: str
    rows: int
    chosen: str
    origin: str
    error: str = ""


@dataclass(frozen=True)
class ValueGroup:
    """Values that answer alike, and what they may mean."""

    title: str
    choices: Choices
    fields: tuple[ValueField, ...]


class Intake:
    """A file of answers from elsewhere, beside what a campaign asks."""

    def __init__(self, session: Session, desk: Desk, source: Source) -> None:
        self.session, self.desk = session, desk
        self.table: Table = table_in(source)
        self.targets = targets_of(desk.parts)
        self.words = Words(desk, self.targets)

    @cached_property
    def remembered(self) -> ForeignMapping | None:
        """What was chosen for the last file with these titles."""
        return mapping_of(self.session, self.desk.campaign.id, self.table.mark)

    def proposed(self) -> tuple[dict[int, str], str]:
        """Return what each column seems to fill, and where that comes from."""
        if self.remembered is not None:
            kept = {int(place): code for place, code in self.remembered.columns.items()}
            known = {place: code for place, code in kept.items() if code in self.targets}
            return known, REMEMBERED
        return suggested(self.table, self.targets, self.words.names()), GUESSED

    def chosen(self, form: Mapping[str, str]) -> dict[int, str]:
        """Return what a form says that the columns fill."""
        said = {place: form.get(f"{COLUMN}{place}", "") for place in range(len(self.table.titles))}
        return {place: code for place, code in said.items() if code}

    def column_fields(
        self, columns: Columns, origin: str = "", wrong: Mapping[int, Refusal] | None = None
    ) -> list[ColumnField]:
        """Return the columns as they are chosen; those with neither title nor cells are left."""
        found = []
        for place, title in enumerate(self.table.titles):
            cells = list(dict.fromkeys(filter(None, self.table.cells(place))))
            if not title and not cells:
                continue
            why = identifying(self.table, place)
            refusal = (wrong or {}).get(place)
            found.append(
                ColumnField(
                    name=f"{COLUMN}{place}",
                    letter=xl_col_to_name(place),
                    title=title,
                    examples=() if why else tuple(map(_short, cells[:MOST_EXAMPLES])),
                    why=why,
                    chosen=columns.get(place, ""),
                    origin=origin if place in columns else "",
                    error=said(refusal) if refusal else "",
                )
            )
        return found

    def problems(self, columns: Columns) -> dict[int, Refusal]:
        """Return what is wrong with the columns chosen.

        Raises:
            NothingMapped: no competence and no question is filled.
        """
        wrong = wrong_columns(self.table, columns, self.targets)
        lines = [self.targets[code].line for code in columns.values() if code in self.targets]
        if not wrong and all(line.attribute for line in lines):
            raise NothingMapped
        return wrong

    def values(self, columns: Columns, form: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """Return the meanings that a form gives to values, by group."""
        return {
            group: {
                value: key
                for m, value in enumerate(found)
                if (key := form.get(f"{VALUE}-{n}-{m}", "")) in dict(self.words.meanings(group))
            }
            for n, (group, found) in enumerate(self._met(columns).items())
        }

    def _met(self, columns: Columns) -> dict[str, dict[str, int]]:
        return values_in(self.table, columns, self.targets)

    def lacking(self, columns: Columns, values: Values) -> set[tuple[str, str]]:
        """Return the values that have no meaning yet, each with its group."""
        return set(undecided(self._met(columns), values))

    def value_groups(self, columns: Columns, values: Values | None = None) -> list[ValueGroup]:
        """Return the values with their meanings; proposed ones where none are given yet."""
        return [
            self._group(n, group, found, None if values is None else values.get(group, {}))
            for n, (group, found) in enumerate(self._met(columns).items())
        ]

    def _group(
        self, n: int, group: str, met: Mapping[str, int], given: Mapping[str, str] | None
    ) -> ValueGroup:
        choices = self.words.meanings(group)
        keys = [key for key, _label in choices]
        called, steps = self.words.called(group), self.words.steps(group)
        guessed = meanings(group, met, keys, called, steps) if given is None else {}
        kept = self.remembered.meanings.get(group, {}) if self.remembered else {}
        origins = dict.fromkeys(guessed, GUESSED)
        if given is None:
            kept = {value: key for value, key in kept.items() if value in met and key in keys}
            guessed, origins = guessed | kept, origins | dict.fromkeys(kept, REMEMBERED)
        chosen = guessed if given is None else given
        error = str(_("Choisissez ce que vaut cette réponse.")) if given is not None else ""
        fields = tuple(
            ValueField(
                f"{VALUE}-{n}-{m}",
                value,
                rows,
                chosen.get(value, ""),
                origins.get(value, ""),
                "" if chosen.get(value) else error,
            )
            for m, (value, rows) in enumerate(met.items())
        )
        return ValueGroup(self.words.title(group), choices, fields)

    def added(self, columns: Columns, values: Values) -> Added:
        """Count the rows, and remember the mapping; who rehearses undoes it.

        Raises:
            what `add_rows` raises.
        """
        campaign = self.desk.campaign
        places = {
            self.targets[code].box.name: Place(place, self.table.titles[place][:LONGEST_TITLE])
            for place, code in sorted(columns.items(), reverse=True)
        }
        found = add_rows(
            self.session,
            campaign,
            self.table,
            keyed_rows(self.table, columns, values, self.targets),
            self.desk.parts,
            places,
            secret=here().settings.secret_key,
            now=now(),
        )
        often = met_often(self._met(columns), values, campaign.k)
        remember(self.session, campaign, self.table.mark, columns, often)
        return found

    def unasked(self, columns: Columns) -> list[str]:
        """Return the competences whose level no column gives."""
        filled = {self.targets[code].box.name for code in columns.values()}
        return [
            self.desk.contents.items[target.line.position].label(self.desk.language)
            for target in self.targets.values()
            if target.rating == "current"
            and target.line.position is not None
            and target.box.name not in filled
        ]

    def has_texts(self, columns: Columns) -> bool:
        """Say whether words are imported as they are written."""
        questions = [self.targets[code].line.question for code in columns.values()]
        return any(question is not None and question.type == "text" for question in questions)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE]}…"
