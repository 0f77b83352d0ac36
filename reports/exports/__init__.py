"""The kinds of files a report can be written to, by extension."""

from reports.exports import csv, json, pdf, text, workbook
from reports.exports.base import Format

FORMATS: dict[str, Format] = {
    "xlsx": workbook.XLSX,
    "ods": workbook.ODS,
    "pdf": pdf.FORMAT,
    "csv": csv.FORMAT,
    "json": json.FORMAT,
    "txt": text.FORMAT,
}
