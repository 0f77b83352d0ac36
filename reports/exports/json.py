"""A Document as JSON, under its versioned schema."""

from datetime import datetime
from typing import IO

from reports.document import Document
from reports.exports.base import Format


def write(document: Document, stream: IO[bytes], _at: datetime) -> None:
    """Write the whole document, values in full precision; `Document` reads it back."""
    stream.write(document.model_dump_json(indent=1).encode())


FORMAT = Format("json", "application/json", "JSON", write)
