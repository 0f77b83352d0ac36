"""The tables of a file: one CSV, or a ZIP of several, read row by row by their headers."""

import csv
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from referentiel.base import french
from referentiel.formats.base import MOST_UNPACKED, NotReadable, Source, lines_of
from referentiel.formats.notes import Notes

RAGGED = french("%(found)s cellules pour %(expected)s colonnes.")
BROKEN = french("Cette ligne n’est pas lisible comme CSV : %(reason)s.")
# A damaged archive, one with a password, one packed in a way that is not known here.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
)
HEAD = 4_000  # bytes, enough for a header
DELIMITERS = ",;\t"
# The default refuses cells of 128 kB without a word of where; longer ones are cut and named here.
csv.field_size_limit(MOST_UNPACKED)


@dataclass(frozen=True)
class Table:
    """A CSV by its path in the archive and by its columns."""

    source: Source
    path: str  # empty when the file is itself the table
    columns: tuple[str, ...]
    delimiter: str

    @property
    def name(self) -> str:
        """The file's name alone."""
        return (self.path or self.source.name).rpartition("/")[2]

    def has(self, *columns: str) -> bool:
        """Say whether all these columns are there."""
        return set(columns) <= set(self.columns)

    def rows(self, notes: Notes) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Return each row under the header, with its number as a spreadsheet shows it.

        Columns are those of the header; a row that has not as many cells is told of.
        """
        reader = csv.reader(self._told(), delimiter=self.delimiter)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                if number > 1 and any(cells):
                    yield number, self._row(number, cells, notes)
        except csv.Error as reason:
            notes.refuse(BROKEN, row=number + 1, entry=self.name, reason=str(reason))

    def _told(self) -> Iterator[str]:
        """Return the lines; the file is told how far they are, among those of all its tables."""
        size = self.source.members[self.path] if self.path else len(self.source.content)
        share = size / max(sum(self.source.members.values()), size, 1)
        return self.source.passing(self._lines(), size, share, len)

    def _lines(self) -> Iterator[str]:
        """Return the lines as they are unpacked: a table may be larger than what memory is for."""
        if not self.path:
            yield from lines_of(self.source.content)
            return
        try:
            with (
                zipfile.ZipFile(BytesIO(self.source.content)) as archive,
                archive.open(self.path) as file,
            ):
                for line in file:
                    yield from lines_of(line)
        except UNREADABLE as reason:
            raise NotReadable(format="ZIP", reason=f"{self.name}, {reason}") from reason

    def _row(self, number: int, cells: list[str], notes: Notes) -> Mapping[str, str]:
        expected = len(self.columns)
        if len(cells) < expected or any(cells[expected:]):
            notes.warn(RAGGED, row=number, entry=self.name, found=len(cells), expected=expected)
        return {
            column: notes.fitting(cell.strip(), column, row=number, entry=self.name)
            for column, cell in zip(self.columns, cells, strict=False)
        }


def tables_of(source: Source) -> list[Table]:
    """Return the tables of a file, whose headers alone have been read."""
    if not source.members:
        found = [_table(source, "", source.content[:HEAD])]
    else:
        found = [_table(source, path, head) for path, head in _heads(source)]
    return [table for table in found if table is not None]


def _heads(source: Source) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(source.content)) as archive:
        for path in sorted(source.members):
            if path.lower().endswith((".csv", ".txt", ".tsv")) and "__MACOSX" not in path:
                try:
                    with archive.open(path) as file:
                        yield path, file.read(HEAD)
                except UNREADABLE:
                    continue  # reading it whole will say what is wrong


def _table(source: Source, path: str, head: bytes) -> Table | None:
    line = next(iter(lines_of(head.partition(b"\n")[0])), "")
    if not line or "\0" in line:
        return None
    delimiter = max(DELIMITERS, key=line.count)
    cells = next(csv.reader([line], delimiter=delimiter), [])
    return Table(source, path, tuple(cell.strip() for cell in cells), delimiter)
