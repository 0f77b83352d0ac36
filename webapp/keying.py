"""The page where sheets are keyed: its lines in the words of the questionnaire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from types import MappingProxyType

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from referentiel.base import Refusal
from surveys.attributes import ATTRIBUTES
from surveys.errors import UnknownCode
from surveys.models import Campaign
from surveys.paper.boxes import Box, Line, Part, Typed, differing, looks_back
from surveys.paper.errors import UnknownSheet
from surveys.question_types.steps import FACTORS
from surveys.tickets import Ticket, ticket_of_code
from webapp.answering import Contents, contents_of
from webapp.paper_words import FACTOR_LINES, RATING_HEADS
from webapp.printing import area_names, parts_asked
from webapp.room import here
from webapp.said import said

CODE = "sheet"  # the field of the code; it never stands in an address
ATTEMPT = "attempt"
PICK, OWN = "pick-", "own-"  # begin the fields of a decision
NO_PROBLEM: Mapping[str, Refusal] = MappingProxyType({})


@dataclass(frozen=True)
class Field:
    """A box as it is keyed: its field, its name aloud, what it holds and what is wrong."""

    box: Box
    label: str
    value: str = ""
    problem: str = ""

    @property
    def keys(self) -> str:
        return " ".join(self.box.keys)


@dataclass(frozen=True)
class Row:
    """A line of the page: number, words, fields."""

    number: str
    label: str
    fields: tuple[Field, ...]
    competence: bool
    long: bool
    said: str = ""  # the language of its words, where it is not the page's


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    said: str = ""


@dataclass(frozen=True)
class Difference:
    """A box that two keyings fill otherwise, and which was picked."""

    field: Field
    first: str
    second: str
    picked: str


class Desk:
    """What is needed to key the sheets of a campaign."""

    def __init__(self, session: Session, campaign: Campaign, language: str) -> None:
        self.campaign = campaign
        self.language = language
        self.contents: Contents = contents_of(session, campaign)
        self.parts: tuple[Part, ...] = parts_asked(session, campaign)
        self.said = self.contents.said(language)  # the language of the référentiel, if another

    def groups(
        self, typed: Mapping[str, str], problems: Mapping[str, Refusal]
    ) -> tuple[Group, ...]:
        """Return the page, filled with what was typed."""
        filled = {name: said(refusal) for name, refusal in problems.items()}
        return tuple(self._group(part, typed, filled) for part in self.parts)

    def differences(
        self, both: tuple[Typed, Typed], typed: Typed, problems: Mapping[str, Refusal]
    ) -> list[Difference]:
        """Return what two keyings do not say alike, with what was decided of it so far."""
        first, second = both
        own = {name: typed.get(OWN + name, "") for name in first.keys() | second.keys()}
        fields = {
            field.box.name: field
            for group in self.groups(own, problems)
            for row in group.rows
            for field in row.fields
        }
        return [
            Difference(
                fields[name], first.get(name, ""), second.get(name, ""), typed.get(PICK + name, "")
            )
            for name in differing(self.parts, first, second)
        ]

    def _group(self, part: Part, typed: Mapping[str, str], problems: Mapping[str, str]) -> Group:
        rows = tuple(self._row(part, line, typed, problems) for line in part.lines)
        of_areas = part.page is not None and not part.page.section and not looks_back(part)
        return Group(self._title(part), self._heads(part), rows, self.said if of_areas else "")

    def _title(self, part: Part) -> str:
        if part.page is None:
            return str(_("Votre situation (facultatif)"))
        if looks_back(part):
            return str(_("Avant l’atelier"))
        if part.page.section:
            return part.page.section.label(self.language)
        return area_names(self.contents, part.page.positions, self.language)

    def _heads(self, part: Part) -> tuple[str, ...]:
        if part.page is None or not part.page.positions:
            return ()
        return tuple(_(RATING_HEADS[rating]) for rating in part.page.ratings)

    def _row(
        self, part: Part, line: Line, typed: Mapping[str, str], problems: Mapping[str, str]
    ) -> Row:
        label = self._label(line)
        fields = tuple(
            Field(
                box,
                f"{line.number} {label} : {name}" if name else f"{line.number} {label}",
                typed.get(box.name, ""),
                problems.get(box.name, ""),
            )
            for box, name in zip(line.boxes, self._names(part, line), strict=True)
        )
        long = line.question is not None and line.question.type == "text"
        asked = line.position is not None
        return Row(line.number, label, fields, asked, long, self.said if asked else "")

    def _label(self, line: Line) -> str:
        if line.position is not None:
            return self.contents.items[line.position].label(self.language)
        if line.question is not None:
            return line.question.label(self.language)
        return str(_(ATTRIBUTES[line.attribute].label))

    def _names(self, part: Part, line: Line) -> Sequence[str]:
        """Return what tells the boxes of one line apart; nothing where there is one only."""
        if line.position is not None and part.page is not None:
            return [_(RATING_HEADS[rating]) for rating in part.page.ratings]
        if line.question is not None and line.question.type == "factors":
            return [_(FACTOR_LINES[factor]) for factor in FACTORS]
        if line.question is not None and line.question.type == "ranking":
            return [option.label(self.language) for option in line.question.options]
        return [""] * len(line.boxes)


def sheet_sent(campaign: Campaign) -> Ticket:
    """Return the ticket of the sheet whose code a form sends; UnknownSheet where it is none."""
    try:
        typed = request.form.get(CODE, "")
        return ticket_of_code(here().settings.secret_key, campaign.id, typed)
    except UnknownCode:
        raise UnknownSheet from None


def new_attempt() -> str:
    """Return what tells one filled form from another."""
    return token_hex(8)


def picks_sent() -> dict[str, str]:
    """Return which keying a form picks, by box."""
    return {
        name.removeprefix(PICK): value
        for name, value in request.form.items()
        if name.startswith(PICK)
    }


def own_keys_sent() -> dict[str, str]:
    """Return what a form gives in the place of both keyings, by box."""
    return {
        name.removeprefix(OWN): value
        for name, value in request.form.items()
        if name.startswith(OWN)
    }
