"""What is looked at in a workbook before it is opened: bombs, sizes, formulas, merged cells."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import Protocol, TypeVar
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import ZipFile

from referentiel.base import french
from referentiel.formats.base import NotReadable, Source, TooLarge

MOST_CELLS = 5_000_000  # of a sheet, those that are empty between others included
MOST_WORKBOOK = 200_000_000  # bytes unpacked
XML = (".xml", ".rels")
CONTENT = "content.xml"  # of an ODS
MANIFEST = "META-INF/manifest.xml"
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
BLANKS = ((re.compile(rb"<text:tab\s*/>"), b"\t"), (re.compile(rb"<text:line-break\s*/>"), b"\n"))
Attributes = dict[str, str]

DOCTYPE = french("il déclare des entités XML, ce qu’aucun tableur ne fait.")
DAMAGED = french("il est abîmé (%s). Ouvrez-le dans un tableur et enregistrez-le à nouveau.")
LOCKED = french("il est protégé par un mot de passe : enlevez-le, puis recommencez.")
CELLS = french("feuille « %(sheet)s », ligne %(row)s : la case %(cell)s est trop loin des autres")


@dataclass(frozen=True)
class Merged:
    """A block of merged cells, rows and columns counted from 0, last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Facts:
    """What the text of a sheet does not show: rows with formulas, from 1, and merged cells."""

    formulas: list[int] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)


def opened(source: Source) -> tuple[bytes, dict[str, Facts]]:
    """Return the workbook rebuilt from what was looked at, and the facts of its sheets by name.

    Only the rebuilt archive is handed on: what another reader of archives might find in the
    original, sizes that it does not say for instance, is not in it.

    Raises:
        TooLarge: it unpacks to too much, or a cell lies too far out.
        NotReadable: it is damaged, locked, or declares entities.
    """
    paths = _paths(source)
    names = _sheet_names(source)
    facts: dict[str, Facts] = {}
    rebuilt = BytesIO()
    with ZipFile(rebuilt, "w") as archive:
        for path in paths:
            content = source.member(path)
            if path == CONTENT:
                for mark, blank in BLANKS:
                    content = mark.sub(blank, content)
            if path.endswith(XML):
                facts |= _walk(content, _walk_for(path, names)).facts
            archive.writestr(path, content)
    return rebuilt.getvalue(), facts


def _paths(source: Source) -> list[str]:
    paths = [path for path in source.members if path.endswith(XML) or path == "mimetype"]
    if sum(source.members[path] for path in paths) > MOST_WORKBOOK:
        raise TooLarge(limit=f"{MOST_WORKBOOK // 1_000_000} Mo")
    return paths


def _walk_for(path: str, names: dict[str, str]) -> "_Walk":
    if path == CONTENT:
        return _OdsWalk()
    if path == MANIFEST:
        return _Manifest()
    return _XlsxWalk(names[path]) if path in names else _Nothing()


def _sheet_names(source: Source) -> dict[str, str]:
    """Return the name of each sheet of an XLSX by its path in the archive."""
    book, links = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if book not in source.members or links not in source.members:
        return {}
    for path in (book, links):
        _walk(source.member(path), _Nothing())
    targets = {
        link.get("Id"): _path(link.get("Target", ""))
        for link in ElementTree.fromstring(source.member(links))  # noqa: S314 -- walked above
    }
    found: dict[str, str] = {}
    for element in ElementTree.fromstring(source.member(book)).iter():  # noqa: S314 -- as above
        if _local(element.tag, "}") == "sheet":
            ids = [value for key, value in element.attrib.items() if _local(key, "}") == "id"]
            found |= {targets.get(one, ""): element.get("name", "") for one in ids}
    return found


def _path(target: str) -> str:
    return target[1:] if target.startswith("/") else str(PurePosixPath("xl") / target)


class _Walk(Protocol):
    facts: dict[str, Facts]

    def start(self, name: str, said: Attributes) -> None:
        """Take note of an element."""

    def close(self) -> None:
        """Take note of the end of the file."""


Walk = TypeVar("Walk", bound=_Walk)


def _walk(content: bytes, walk: Walk) -> Walk:
    """Walk through the elements of a file of XML.

    Raises:
        NotReadable: it is no XML, or declares entities.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = walk.start
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as reason:
        raise NotReadable(format="XML", reason=DAMAGED % reason) from reason
    walk.close()
    return walk


def _no_doctype(*_said: object) -> None:
    raise NotReadable(format="XML", reason=DOCTYPE)


class _Nothing:
    def __init__(self) -> None:
        self.facts: dict[str, Facts] = {}

    def start(self, name: str, said: Attributes) -> None:
        """Find nothing to note."""

    def close(self) -> None:
        """Find nothing to note."""


class _Manifest(_Nothing):
    def start(self, name: str, said: Attributes) -> None:
        """Refuse what a password locks."""
        if _local(name, ":") == "encryption-data":
            raise NotReadable(format="ODS", reason=LOCKED)


class _XlsxWalk:
    """Measures one sheet of an XLSX: the box around its cells is what a reader makes room for."""

    def __init__(self, sheet: str) -> None:
        self.facts = {sheet: Facts()}
        self._sheet = sheet
        self._row, self._column = 0, 0  # of the cell met last, from 1
        self._bottom, self._right = 0, 0
        self._does: dict[str, Callable[[Attributes], None]] = {
            "row": self._new_row,
            "c": self._cell,
            "f": self._formula,
            "mergeCell": self._merged,
        }

    def start(self, name: str, said: Attributes) -> None:
        """Take note of an element."""
        does = self._does.get(_local(name, ":"))
        if does:
            does(said)

    def close(self) -> None:
        """Take note of the end of the file."""

    def _new_row(self, said: Attributes) -> None:
        number = said.get("r", "")
        self._row = int(number) if number.isdecimal() and len(number) < 8 else self._row + 1
        self._column = 0

    def _cell(self, said: Attributes) -> None:
        found = REFERENCE.fullmatch(said.get("r", ""))
        self._column += 1
        if found:
            self._column, self._row = _number(found[1]), int(found[2])
        self._bottom = max(self._bottom, self._row)
        self._right = max(self._right, self._column)
        if self._bottom * self._right > MOST_CELLS:
            raise _too_far(self._sheet, self._row, self._column)

    def _formula(self, _said: Attributes) -> None:
        self.facts[self._sheet].formulas.append(self._row)

    def _merged(self, said: Attributes) -> None:
        first, _, last = said.get("ref", "").partition(":")
        start, end = REFERENCE.fullmatch(first), REFERENCE.fullmatch(last)
        if start and end:
            block = Merged(
                int(start[2]) - 1, _number(start[1]) - 1, int(end[2]) - 1, _number(end[1]) - 1
            )
            self.facts[self._sheet].merged.append(block)


class _OdsWalk:
    """Measures the sheets of an ODS, where rows and cells say how often they are repeated."""

    def __init__(self) -> None:
        self.facts: dict[str, Facts] = {}
        self._sheet = ""
        self._row, self._repeated = 0, 0  # of the row met last, from 1
        self._column, self._width = 0, 1
        self._right = 0
        self._does: dict[str, Callable[[Attributes], None]] = {
            "table": self._new_sheet,
            "table-row": self._new_row,
            "table-cell": self._cell,
            "covered-table-cell": self._cell,
            "p": self._filled,
        }

    def start(self, name: str, said: Attributes) -> None:
        """Take note of an element."""
        does = self._does.get(_local(name, ":"))
        if does:
            does({_local(key, ":"): value for key, value in said.items()})

    def close(self) -> None:
        """Take note of the end of the file."""

    def _new_sheet(self, said: Attributes) -> None:
        self._sheet = said.get("name", "")
        self.facts[self._sheet] = Facts()
        self._row, self._repeated, self._right = 0, 0, 0

    def _new_row(self, said: Attributes) -> None:
        self._row += self._repeated or 1
        self._repeated = _times(said, "number-rows-repeated")
        self._column, self._width = 0, 0

    def _cell(self, said: Attributes) -> None:
        self._column += self._width or 1
        self._width = _times(said, "number-columns-repeated")
        if "formula" in said:
            self.facts[self._sheet].formulas.append(self._row)
        if "value-type" in said:
            self._filled(said)
        rows, columns = _times(said, "number-rows-spanned"), _times(said, "number-columns-spanned")
        if rows > 1 or columns > 1:
            top, left = self._row - 1, self._column - 1
            block = Merged(top, left, top + rows - 1, left + columns - 1)
            self.facts[self._sheet].merged.append(block)

    def _filled(self, _said: Attributes) -> None:
        self._right = max(self._right, self._column + self._width - 1)
        bottom = self._row + self._repeated - 1
        if bottom * self._right > MOST_CELLS:
            raise _too_far(self._sheet, self._row, self._column)


def _times(said: Attributes, name: str) -> int:
    number = said.get(name, "1")
    return max(1, int(number)) if number.isdecimal() and len(number) < 12 else 1


def _too_far(sheet: str, row: int, column: int) -> TooLarge:
    return TooLarge(limit=CELLS % {"sheet": sheet, "row": row, "cell": f"{letters(column)}{row}"})


def _local(name: str, mark: str) -> str:
    return name.rpartition(mark)[2]


def _number(column: str) -> int:
    """Return the place, from 1, of the column of these letters."""
    place = 0
    for letter in column:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place


def letters(column: int) -> str:
    """Return the letters of the column at this place, from 1."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
