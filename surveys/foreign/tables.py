"""A file of answers from another tool: one row a person, under titles of one to three rows."""

import csv
import hmac
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from itertools import zip_longest

from referentiel.formats.base import Issue, Source, TooLarge
from referentiel.formats.grids import first_grid
from referentiel.formats.notes import Notes
from surveys.foreign.errors import NoForeignRow, TooManyForeignColumns, TooManyForeignRows
from surveys.paper.errors import UnreadableRow
from surveys.paper.files import Wrong, WrongRows

MOST_ROWS = 2_000  # people at once
MOST_COLUMNS = 200
MOST_TEXT = 4_000_000  # bytes of a whole file, written again as a CSV
MOST_TITLES = 3  # rows; Framaforms gives the form, the question, then what of it
FULL = 0.6  # share of the columns that a row of titles fills
SEPARATOR = ";"

INNER = re.compile(r"\[([^\[\]]+)\]\s*$")

Numbered = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Table:
    """What a file holds; `rows` have their numbers as a spreadsheet shows them.

    `text` is all of it as a CSV whose rows have the same numbers.
    """

    titles: tuple[str, ...]
    rows: tuple[Numbered, ...]
    text: str
    remarks: tuple[Issue, ...] = ()

    def cells(self, place: int) -> list[str]:
        """Return what stands in a column, row by row, in one line each."""
        return [" ".join(_cell(cells, place).split()) for _row, cells in self.rows]

    def cell(self, cells: Sequence[str], place: int) -> str:
        """Return what one row says in a column."""
        return _cell(cells, place)

    @property
    def repeated(self) -> list[str]:
        """The titles that several columns bear."""
        return [title for title, n in Counter(self.titles).items() if title and n > 1]

    @property
    def mark(self) -> str:
        """What tells the titles of this file from those of another."""
        return sha256("\x1f".join(self.titles).encode()).hexdigest()

    def digests(self, secret: str, campaign_id: int) -> list[bytes]:
        """Return by what each row is known, wherever it stands and in whichever file.

        All that it says counts, titles included; two rows that say the same are told apart by
        their number among those. Without the secret, nobody can try whether a row is there.
        """
        met: Counter[bytes] = Counter()
        found = []
        for _row, cells in self.rows:
            said = sorted(
                f"{title}\x1f{cell.strip()}"
                for title, cell in zip(self.titles, cells, strict=False)
                if cell.strip()
            )
            whole = sha256("\x1e".join(said).encode()).digest()
            met[whole] += 1
            message = f"foreign:{campaign_id}:{met[whole]}:".encode() + whole
            found.append(hmac.new(secret.encode(), message, sha256).digest())
        return found


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def inner_title(title: str) -> str:
    """Return what « a question [what of it] » is about; a title without brackets is all of it."""
    found = INNER.search(title)
    return found[1] if found else title


def table_in(source: Source) -> Table:
    """Return the rows of a CSV, XLSX or ODS file (its first sheet).

    Raises:
        NotReadable, TooLarge: the file is damaged, locked or huge.
        NoForeignRow, TooManyForeignRows, TooManyForeignColumns.
        WrongRows: a row is not readable.
    """
    notes = Notes()
    filled = list(first_grid(source, notes).numbered())
    if not filled:
        raise NoForeignRow
    width = max(len(cells) for _row, cells in filled)
    if width > MOST_COLUMNS:
        raise TooManyForeignColumns(most=MOST_COLUMNS)
    wrong = [Wrong(it.row or filled[0][0], UnreadableRow()) for it in notes.issues if it.is_error]
    if wrong:
        raise WrongRows(wrong)
    heads = _heads([cells for _row, cells in filled], width)
    rows = filled[heads:]
    if not rows:
        raise NoForeignRow
    if len(rows) > MOST_ROWS:
        raise TooManyForeignRows(most=MOST_ROWS)
    titles = _titles([cells for _row, cells in filled[:heads]], width)
    return Table(titles, tuple(rows), _text(filled, width), notes.issues)


def _heads(rows: Sequence[Sequence[str]], width: int) -> int:
    """Return how many rows hold titles: the last of them is the first that is nearly full."""
    for number, cells in enumerate(rows[:MOST_TITLES], start=1):
        if sum(map(bool, cells)) >= FULL * width:
            return number
    return 1


def _titles(heads: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """Return a title per column: « the question [what of it] » where two rows say it.

    The first row of three names the form, and is left out.
    """
    last = [" ".join(_cell(heads[-1], place).split()) for place in range(width)]
    if len(heads) == 1:
        return tuple(last)
    above, found = "", []
    for own, title in zip_longest(heads[-2][:width], last, fillvalue=""):
        above = " ".join(own.split()) or above
        found.append(f"{above} [{title}]" if above and title else title or above)
    return tuple(found)


def _text(filled: Sequence[Numbered], width: int) -> str:
    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=SEPARATOR, quoting=csv.QUOTE_ALL)
    rows = dict(filled)
    for number in range(1, filled[-1][0] + 1):
        cells = rows.get(number, ())
        writer.writerow([*cells, *[""] * (width - len(cells))])
    text = stream.getvalue()
    if len(text.encode()) > MOST_TEXT:
        raise TooLarge(limit=f"{MOST_TEXT // 1_000_000} Mo")
    return text
