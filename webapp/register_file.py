"""The register as a file for spreadsheets: one activity a line, one heading a column."""

import csv
import io

from flask_babel import gettext as _

from reports.exports.base import RISKY
from surveys.register import HEADINGS, Activity


def register_csv(activities: list[Activity]) -> bytes:
    """Return the register in CSV: semicolons, one byte-order mark, no text taken for a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow([_("Activité"), *(_(heading) for heading in HEADINGS.values())])
    for activity in activities:
        texts = (activity.title, *(activity.texts[key] for key in HEADINGS))
        writer.writerow([f"'{text}" if text.startswith(RISKY) else text for text in texts])
    return stream.getvalue().encode("utf-8-sig")
