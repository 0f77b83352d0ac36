"""A Document as a Word file, to be corrected, quoted and put into a longer report."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import IO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length, Mm

from reports.document import Column, Document, Note, Section, Table
from reports.exports import columns
from reports.exports.base import Format, note_head, note_lines
from reports.exports.docx_pictures import Pictures
from reports.exports.docx_styles import (
    ASIDE,
    ASIDE_HEAD,
    CELL,
    HEAD,
    MARGIN,
    NOTICE,
    PAGE,
    SOURCE,
    TABLE,
    empty_file,
    region_of,
)
from reports.exports.pdf import TALL
from reports.exports.pictures import drawing
from reports.exports.slices import slices
from reports.exports.text import cell_text
from reports.typesetting.press import rasterised

SHARP = 1.5  # pixels for one of a drawing: 160 to an inch on paper
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DAY_ONE = (1980, 1, 1, 0, 0, 0)  # of each file within: the same report gives the same bytes


def write(document: Document, stream: IO[bytes], at: datetime) -> None:
    """Write titles, sentences, charts as pictures with what they show in words, and tables."""
    file = empty_file(document.language)
    _describe(file, document, at)
    _foot(file, document)
    file.add_paragraph(_plain(document.title), "Title")
    if document.subtitle:
        file.add_paragraph(_plain(document.subtitle), "Subtitle")
    for sentence in document.notices:
        file.add_paragraph(_plain(sentence), NOTICE)
    _write_notes(file, document.notes, document)
    pictures = Pictures(file)
    for section in document.sections:
        _write_section(file, section, document, pictures)
    held = BytesIO()
    file.save(held)
    _write_settled(held, stream)


FORMAT = Format(
    "docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "Word (DOCX)",
    write,
)


def _describe(file: WordFile, document: Document, at: datetime) -> None:
    moment = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    about = file.core_properties
    about.title, about.subject = _plain(document.title)[:255], _plain(document.subtitle)[:255]
    about.author = about.last_modified_by = "Repères"
    about.language = region_of(document.language)
    about.comments = about.keywords = ""
    about.created = about.modified = moment
    about.revision = 1


def _foot(file: WordFile, document: Document) -> None:
    """Write the title and the number of the page at the foot of each."""
    line = file.sections[0].footer.paragraphs[0]
    line.add_run(f"{_plain(document.title)} – ")
    for name in ("PAGE", "NUMPAGES"):
        line._p.append(parse_xml(FIELD % name))
        if name == "PAGE":
            line.add_run(" / ")


def _write_section(
    file: WordFile, section: Section, document: Document, pictures: Pictures
) -> None:
    _turn(file, broad=False)
    file.add_heading(_plain(section.title), 1)
    for text in section.texts:
        file.add_paragraph(_plain(text))
    for part in slices(section.chart, TALL) if section.chart else ():
        pictures.add(rasterised(drawing(part), scale=SHARP), _plain(part.alternative))
    if section.table is not None:
        _write_table(file, section.table, document)
    _write_notes(file, section.notes, document)


def _write_notes(file: WordFile, notes: tuple[Note, ...], document: Document) -> None:
    """Write notes of the analysis, in a frame that no sentence of ours has."""
    if notes:
        _turn(file, broad=False)
    for note in notes:
        file.add_paragraph(_plain(note_head(note, document.language)), ASIDE_HEAD)
        for line in note_lines(note):
            run = file.add_paragraph(style=ASIDE).add_run(_plain(line))
            tongue = f"<w:lang {nsdecls('w')} w:val={quoteattr(region_of(note.language))}/>"
            run._r.get_or_add_rPr().append(parse_xml(tongue))


def _turn(file: WordFile, *, broad: bool) -> None:
    """Go on to a page on its side, or back, where what follows asks for it."""
    page = file.sections[-1]
    if (page.orientation == WD_ORIENT.LANDSCAPE) == broad:
        return
    page = file.add_section(WD_SECTION.NEW_PAGE)
    page.orientation = WD_ORIENT.LANDSCAPE if broad else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = PAGE[::-1] if broad else PAGE


def _write_table(file: WordFile, table: Table, document: Document) -> None:
    texts = [
        [
            _plain(cell_text(cell, column, document))
            for cell, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]
    _turn(file, broad=columns.is_broad(table, texts))
    file.add_paragraph(_plain(table.caption), "Caption")
    page = file.sections[-1]
    width = int(Length((page.page_width or 0) - 2 * MARGIN).twips)
    markup = "".join(_table(table, texts, width))
    file.element.body.insert_element_before(parse_xml(markup), "w:sectPr")
    for column in table.columns:
        if column.help:
            file.add_paragraph(_plain(f"{column.label} – {column.help}"), SOURCE)
    file.add_paragraph().paragraph_format.space_after = Mm(1)


def _table(table: Table, texts: list[list[str]], width: int) -> Iterator[str]:
    """Yield the markup of a table: its first row is repeated on each page, no row is cut."""
    letters = columns.widths(table, texts)
    widths = [width * one // sum(letters) for one in letters]
    yield (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{TABLE}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        'w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(_plain(table.caption))}/></w:tblPr><w:tblGrid>"
    )
    yield "".join(f'<w:gridCol w:w="{one}"/>' for one in widths) + "</w:tblGrid>"
    labels = [_plain(column.label) for column in table.columns]
    yield _row(labels, table, widths, HEAD, "<w:cantSplit/><w:tblHeader/>")
    for row in texts:
        yield _row(row, table, widths, CELL, "<w:cantSplit/>")
    yield "</w:tbl>"


def _row(texts: list[str], table: Table, widths: list[int], style: str, kind: str) -> str:
    cells = (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{style.replace(" ", "")}"/>{_side(column)}</w:pPr>'
        f'<w:r>{_tongue(column, style)}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        "</w:p></w:tc>"
        for text, column, width in zip(texts, table.columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr>{kind}</w:trPr>{''.join(cells)}</w:tr>"


def _side(column: Column) -> str:
    return "" if column.unit == "text" else '<w:jc w:val="right"/>'


def _tongue(column: Column, style: str) -> str:
    """Return the language of the words of a cell, where it is not the document's."""
    if not column.language or style == HEAD:
        return ""
    return f"<w:rPr><w:lang w:val={quoteattr(region_of(column.language))}/></w:rPr>"


def _plain(text: str) -> str:
    """Return a text without what XML admits nowhere."""
    return UNWRITABLE.sub("", text)


def _write_settled(held: BytesIO, stream: IO[bytes]) -> None:
    """Write the parts of an archive again, without the time of day at which each was made."""
    with ZipFile(held) as made, ZipFile(stream, "w", ZIP_DEFLATED) as settled:
        for entry in made.infolist():
            settled.writestr(ZipInfo(entry.filename, DAY_ONE), made.read(entry), ZIP_DEFLATED)


FIELD = f'<w:fldSimple {nsdecls("w")} w:instr=" %s "><w:r><w:t>–</w:t></w:r></w:fldSimple>'
