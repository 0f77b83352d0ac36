"""The kinds of files a report can be written to, by extension."""

from reports.exports import csv, docx, json, pdf, text, workbook
from reports.exports.base import Format

FORMATS: dict[str, Format] = {
    "xlsx": workbook.XLSX,
    "ods": workbook.ODS,
    "pdf": pdf.FORMAT,
    "docx": docx.FORMAT,
    "csv": csv.FORMAT,
    "json": json.FORMAT,
    "txt": text.FORMAT,
}


def format_named(extension: str, *, decimal: str = "comma") -> Format:
    """Return a kind of file; `decimal` is « comma » or « point », for CSV. KeyError if unknown."""
    if extension == "csv" and decimal == "point":
        return csv.WITH_POINT
    return FORMATS[extension]
