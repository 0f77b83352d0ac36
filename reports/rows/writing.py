"""Answers one by one as lines: a CSV piece by piece, or a spreadsheet; one line per competence."""

import csv
import io
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import IO, TypeVar

from sqlalchemy.orm import Session

from referentiel.base import french
from referentiel.formats.workbook_writing import TEXT, Leaf, write_xlsx
from reports.exports.base import RISKY
from reports.rows.planning import RowPlan
from reports.rows.reading import shuffled, steady, values_of
from surveys.attributes import ATTRIBUTES, PROFILE
from surveys.levels import Blank, answer_of

Translate = Callable[[str], str]
Cell = str | int
Cells = tuple[Cell, ...]
Line = TypeVar("Line")
ROW, COMPETENCE = french("ligne"), french("code de compétence")
RATINGS = {  # in the order of the columns
    "before": french("niveau avant"),
    "current": french("niveau actuel"),
    "importance": french("importance"),
    "target": french("niveau visé"),
}
ABOUT = {
    "profile": french("profil"),
    "structure": french("type de structure"),
    "agent": french("agent de collectivité"),
    "seniority": french("ancienneté"),
    "territory": french("territoire"),
}
NOT_ASKED, SILENT = french("non posé"), french("sans réponse")
BLANKS = {
    Blank.NOT_APPLICABLE: french("non concerné"),
    Blank.DECLINED: french("ne souhaite pas répondre"),
    Blank.NO_ANSWER: SILENT,
}
NARROW, WORDY = 14, 28  # widths, in characters
WHOLE = "0"  # the pattern of a column of numbers


class _Said(dict[int, Line]):
    """What a packed answer to one competence says, in the order of the columns, as written.

    A competence has some hundred different answers at most: each is put in words once.
    """

    def __init__(
        self, code: str, asked: Sequence[str], translate: Translate, write: Callable[[Cells], Line]
    ) -> None:
        super().__init__()
        self._code, self._asked, self._translate, self._write = code, asked, translate, write

    def __missing__(self, packed: int) -> Line:
        answer = answer_of(packed)._asdict()
        cells = (self._code, *(self._cell(answer, name) for name in RATINGS))
        self[packed] = self._write(cells)
        return self[packed]

    def _cell(self, answer: dict[str, int], rating: str) -> Cell:
        if rating not in self._asked:
            return self._translate(NOT_ASKED)
        level = answer[rating]
        return self._translate(BLANKS[Blank(level)]) if level in BLANKS else level


class RowWriter:
    """Writes what a plan holds, in the words of one language."""

    def __init__(self, plan: RowPlan, *, translate: Translate, language: str) -> None:
        self.plan, self._translate, self._language = plan, translate, language

    @property
    def _asked(self) -> Sequence[str]:
        return self.plan.campaign.questionnaire.ratings

    @property
    def heads(self) -> list[str]:
        """The first line: the number, the situation, the competence, then what is said of it."""
        names = (ROW, *(ABOUT[code] for code in self.plan.shown), COMPETENCE, *RATINGS.values())
        return [self._translate(name) for name in names]

    def submissions(
        self, session: Session, write: Callable[[Cells], Line]
    ) -> Iterator[tuple[int, tuple[str, ...], list[Line]]]:
        """Yield each submission in random order: its number there, its situation, its lines.

        The number is of this file alone, and is kept nowhere. `write` makes a line of the cells
        that speak of one competence.
        """
        steady(session)
        plan, number = self.plan, 0
        said_of = [
            (place, _Said(plan.subject.items[place].code, self._asked, self._translate, write))
            for place in plan.competences
        ]
        held = values_of(session, plan.campaign)
        labels = {segment: self._situation(values) for segment, values in held.items()}
        shape = struct.Struct(f"<{len(plan.subject.items)}H")
        for portion in shuffled(session, plan.campaign.id, plan.last_batch):
            for segment, packed in portion:
                number += 1
                codes = shape.unpack(packed)
                yield number, labels[segment], [said[codes[place]] for place, said in said_of]

    def _situation(self, values: tuple[str, ...]) -> tuple[str, ...]:
        shown = zip(self.plan.shown, (values[place] for place in self.plan.attributes), strict=True)
        return tuple(self._label(code, value) for code, value in shown)

    def _label(self, code: str, value: str) -> str:
        if not value:
            return self._translate(SILENT)
        if code == PROFILE:
            names = {it.code: it.label(self._language) for it in self.plan.subject.profiles}
            return f"{value} {names[value]}"
        return self._translate(dict(ATTRIBUTES[code].choices)[value])


def csv_pieces(writer: RowWriter, session: Session) -> Iterator[bytes]:
    """Yield the CSV of a plan: semicolons, one byte-order mark, no text taken for a formula.

    The head comes before the first answer is read.
    """
    yield b"\xef\xbb\xbf" + _line(writer.heads).encode()
    begins: dict[tuple[str, ...], str] = {}
    held: list[str] = []
    for number, situation, lines in writer.submissions(session, _line):
        if situation not in begins:
            begins[situation] = _line(("", *situation, "")).removesuffix("\r\n")
        start = f"{number}{begins[situation]}"
        held.append(start.join(["", *lines]))
        if len(held) == PIECE:
            yield "".join(held).encode()
            held.clear()
    yield "".join(held).encode()


PIECE = 200  # submissions written at a time


def write_sheet(
    writer: RowWriter, session: Session, stream: IO[bytes], tell: Callable[[int, int], None]
) -> None:
    """Write the spreadsheet of a plan, numbers as numbers; `tell` hears how far it is.

    Raises:
        TooManyForSheet
    """
    plan = writer.plan
    plan.check_fits_sheet()

    def rows() -> Iterator[Sequence[Cell]]:
        yield writer.heads
        for number, situation, lines in writer.submissions(session, tuple):
            tell(number, plan.count)
            for line in lines:
                yield number, *situation, *line

    situation, ratings = len(plan.shown), len(RATINGS)
    widths = [NARROW, *[WORDY] * situation, *[NARROW] * (1 + ratings)]
    patterns = [WHOLE, *[TEXT] * (situation + 1), *[WHOLE] * ratings]
    write_xlsx([Leaf(writer.heads[0], rows(), widths, patterns)], stream, plan.campaign.title)


def _line(cells: Sequence[Cell]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerow(map(_plain, cells))
    return text.getvalue()


def _plain(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else str(cell)
