"""Archives of tables, made for a test."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

Rows = Sequence[Sequence[str]]


def table(rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Return rows as a CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def archive(files: Mapping[str, bytes | Rows]) -> bytes:
    """Return a ZIP of files, rows as CSV."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content if isinstance(content, bytes) else table(content))
    return packed.getvalue()


def zipped(folder: Path, under: str = "") -> bytes:
    """Return a ZIP of the files of a folder."""
    return archive({f"{under}{it.name}": it.read_bytes() for it in sorted(folder.iterdir())})
