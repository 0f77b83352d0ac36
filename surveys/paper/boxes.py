"""What a sheet asks, box by box: the number beside each question, the key of each box.

The same lines are printed and keyed, so that the key typed is the one that stands in the box.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from surveys.attributes import parse_about
from surveys.levels import TOP_LEVEL
from surveys.models import Questionnaire
from surveys.paper.errors import WrongKey
from surveys.question_types import TYPES, Question
from surveys.question_types.base import WrongAnswer
from surveys.question_types.steps import FACTORS, REACH, TOP
from surveys.questionnaire import BEFORE, Page, field_name, read_page
from surveys.submission import Sheet

UNCONCERNED, DECLINED = "n", "r"  # keys of the two blanks; no key at all is the third
BLANK_KEYS = {UNCONCERNED: "na", DECLINED: "no"}
STEPS = {str(step): str(step) for step in range(TOP_LEVEL + 1)}
NEW_LINE = re.compile(r"\r\n?")  # a page and a spreadsheet do not write the same end of a line
Typed = Mapping[str, str]  # keys by name of the box


@dataclass(frozen=True)
class Box:
    """What is keyed at one go. `keys` gives the value of the form field that each stands for.

    A box without keys takes words or a number as they are written.
    """

    name: str  # of the field of the questionnaire that it fills
    keys: Mapping[str, str]
    several: bool = False

    @property
    def at_once(self) -> bool:
        """Whether one keystroke fills it, so that the next box may come at once."""
        return bool(self.keys) and not self.several and all(len(key) == 1 for key in self.keys)

    def values(self, typed: str) -> tuple[str, ...]:
        """Return the values of the form field; none where nothing was typed.

        Raises:
            WrongKey: no box of this question has that key.
        """
        if not self.keys:
            written = NEW_LINE.sub("\n", typed.strip())
            return (written,) if written else ()
        keys = self._split(typed.strip().lower())
        wrong = [key for key in keys if key not in self.keys]
        if wrong:
            raise WrongKey(typed=wrong[0][:40], keys=", ".join(self.keys))
        return tuple(self.keys[key] for key in dict.fromkeys(keys))

    def _split(self, typed: str) -> list[str]:
        if not self.several:
            return [typed] if typed else []
        apart = re.findall(r"[^\s,;.]+", typed)
        if len(apart) == 1 and all(len(key) == 1 for key in self.keys):
            return [*apart[0]]
        return apart


@dataclass(frozen=True)
class Line:
    """A question as it stands on a sheet: its number, what it is about, its boxes."""

    number: str
    boxes: tuple[Box, ...]
    attribute: str = ""
    position: int | None = None
    question: Question | None = None


@dataclass(frozen=True)
class Part:
    """The lines of one page of the questionnaire; without a page, those about the respondent."""

    lines: tuple[Line, ...]
    page: Page | None = None


def parts_of(attributes: Mapping[str, Sequence[str]], pages: Iterable[Page]) -> tuple[Part, ...]:
    """Return what a sheet asks, in order; `attributes` are those asked, with their values.

    Competences and questions are numbered on; a competence keeps its number where one looks back.
    """
    about = [
        Line(letter, (Box(code, _numbered(values)),), attribute=code)
        for letter, (code, values) in zip(ascii_lowercase, attributes.items(), strict=False)
    ]
    found = [Part(tuple(about))] if about else []
    numbers: dict[int, str] = {}
    last = 0
    for page in pages:
        lines = []
        for position in page.positions:
            if position not in numbers:
                last += 1
                numbers[position] = str(last)
            lines.append(_competence(numbers[position], position, page.ratings))
        for question in page.questions:
            last += 1
            lines.append(Line(str(last), tuple(_boxes(question)), question=question))
        found.append(Part(tuple(lines), page))
    return tuple(found)


def _competence(number: str, position: int, ratings: Sequence[str]) -> Line:
    boxes = (Box(field_name(rating, position), STEPS | _blanks_of(rating)) for rating in ratings)
    return Line(number, tuple(boxes), position=position)


def _blanks_of(rating: str) -> dict[str, str]:
    """Return the blanks that a rating offers: a competence as a whole may not concern somebody."""
    return BLANK_KEYS if rating == "current" else {DECLINED: BLANK_KEYS[DECLINED]}


def _boxes(question: Question) -> Iterable[Box]:
    """Return the boxes of a free question: one, or one for each thing that it lists."""
    name = question.name
    if question.type == "factors":
        steps = {str(step): str(step) for step in range(TOP + 1)}
        return [Box(f"{name}-{factor}", steps) for factor in FACTORS]
    if question.type == "ranking":
        ranks = {str(rank): str(rank) for rank in range(1, len(question.options) + 1)}
        return [Box(f"{name}-{option.code}", ranks) for option in question.options]
    blanks = BLANK_KEYS if TYPES[question.type].offers_blanks else {}
    return [Box(name, _offered(question) | blanks, several=question.type == "multiple")]


def _offered(question: Question) -> dict[str, str]:
    """Return the value of each numbered answer; none where words or a number are written."""
    match question.type:
        case "text" | "number":
            return {}
        case "yes_no":
            return {"1": "1", "2": "0"}
        case "tension":
            return _numbered(map(str, range(-REACH, REACH + 1)))
        case _:
            return _numbered(option.code for option in question.options)


def _numbered(values: Iterable[str]) -> dict[str, str]:
    return {str(place): value for place, value in enumerate(values, start=1)}


def boxes_of(parts: Iterable[Part]) -> dict[str, Box]:
    """Return every box by its name, in the order of the sheet."""
    return {box.name: box for part in parts for line in part.lines for box in line.boxes}


@dataclass(frozen=True)
class Read:
    """What keys make: a sheet of answers, the keys made plain, and what is wrong by box."""

    sheet: Sheet
    typed: dict[str, str]
    problems: dict[str, WrongAnswer]


def read_keys(parts: Sequence[Part], typed: Typed, questionnaire: Questionnaire) -> Read:
    """Return what was keyed; a box with a problem counts as empty until it is mended."""
    problems: dict[str, WrongAnswer] = {}
    raw: dict[str, tuple[str, ...]] = {}
    for name, box in boxes_of(parts).items():
        try:
            if values := box.values(typed.get(name, "")):
                raw[name] = values
        except WrongAnswer as refusal:
            problems[name] = refusal
    _drop_the_unconcerned(parts, raw)
    sheet = Sheet.empty(len(questionnaire.items)).with_page(_about(parts, raw), {})
    for part in parts:
        if part.page is not None:
            read = read_page(part.page, raw)
            sheet = sheet.with_page(None, read.levels, read.answers, ratings=part.page.ratings)
            problems |= _by_box(part.lines, read.problems, problems)
    plain = {name: _plain(box, raw[name]) for name, box in boxes_of(parts).items() if name in raw}
    return Read(sheet, plain, problems)


def _drop_the_unconcerned(parts: Iterable[Part], raw: dict[str, tuple[str, ...]]) -> None:
    """Forget what was keyed of a competence besides that it does not concern the person."""
    for part in parts:
        for line in part.lines:
            if line.position is None:
                continue
            current = field_name("current", line.position)
            if raw.get(current) == (BLANK_KEYS[UNCONCERNED],):
                for box in line.boxes:
                    if box.name != current:
                        raw.pop(box.name, None)


def _about(parts: Iterable[Part], raw: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    lines = [line for part in parts if part.page is None for line in part.lines]
    asked = [line.attribute for line in lines]
    flat = {code: raw[code][0] for code in asked if code in raw}
    profiles = [value for line in lines for box in line.boxes for value in box.keys.values()]
    return parse_about(flat, asked, profiles)


def _by_box(
    lines: Iterable[Line], found: Mapping[str, WrongAnswer], known: Mapping[str, WrongAnswer]
) -> dict[str, WrongAnswer]:
    """Return problems of questions by their first box, unless one of their boxes has its own."""
    return {
        line.boxes[0].name: found[line.question.code]
        for line in lines
        if line.question is not None
        and line.question.code in found
        and not any(box.name in known for box in line.boxes)
    }


def _plain(box: Box, values: Sequence[str]) -> str:
    """Return how a box says its values: keys in the order of the sheet, or the words themselves."""
    if not box.keys:
        return values[0]
    return ",".join(key for key, value in box.keys.items() if value in values)


def differing(parts: Iterable[Part], first: Typed, second: Typed) -> list[str]:
    """Return the names of the boxes where two keyings, made plain, do not say the same."""
    return [name for name in boxes_of(parts) if first.get(name, "") != second.get(name, "")]


def looks_back(part: Part) -> bool:
    """Say whether a part asks how things were before."""
    return part.page is not None and part.page.ratings == (BEFORE,)
