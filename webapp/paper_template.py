"""The spreadsheet in which sheets are keyed: a column per box, and a list of its keys."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import IO

from flask_babel import gettext as _

from referentiel.formats.workbook_writing import (
    ODS_TYPE,
    XLSX_TYPE,
    Leaf,
    write_ods,
    write_xlsx,
)
from surveys.paper.boxes import UNCONCERNED, Box
from surveys.paper.files import CODE, SEPARATOR, Column, columns_of
from webapp.keying import NO_PROBLEM, Desk

CSV_TYPE = "text/csv"
CODE_WIDTH, BOX_WIDTH, KEYS_WIDTHS = 14, 16, (10, 70, 50)
LONGEST_TITLE = 90  # characters: more than that hides the rows below

Writer = Callable[[Sequence[Leaf], IO[bytes], str], None]


@dataclass(frozen=True)
class Template:
    """A format in which the template is given."""

    label: str
    media_type: str
    write: Writer


def _write_csv(leaves: Sequence[Leaf], stream: IO[bytes], _title: str) -> None:
    text = StringIO(newline="")
    csv.writer(text, delimiter=SEPARATOR).writerows(leaves[0].rows)
    stream.write(text.getvalue().encode("utf-8-sig"))


TEMPLATES = {
    "xlsx": Template("XLSX", XLSX_TYPE, write_xlsx),
    "ods": Template("ODS", ODS_TYPE, write_ods),
    "csv": Template("CSV", CSV_TYPE, _write_csv),
}


def template_of(desk: Desk, kind: Template) -> BytesIO:
    """Return the template for the sheets of a campaign, in the language of the desk."""
    columns = columns_of(desk.parts)
    labels = {
        field.box.name: field.label.removeprefix(f"{row.number} ")
        for group in desk.groups({}, NO_PROBLEM)
        for row in group.rows
        for field in row.fields
    }
    titles = [f"{it.title} {labels[it.box.name]}"[:LONGEST_TITLE] for it in columns]
    keys = [(it.title, labels[it.box.name], keys_of(it)) for it in columns]
    leaves = (
        Leaf(_("Feuilles"), [(CODE, *titles)], (CODE_WIDTH, *[BOX_WIDTH] * len(titles))),
        Leaf(_("Touches"), [(_("Colonne"), _("Case"), _("Touches")), *keys], KEYS_WIDTHS),
    )
    stream = BytesIO()
    kind.write(leaves, stream, desk.campaign.title)
    stream.seek(0)
    return stream


def keys_of(column: Column) -> str:
    """Return in words what a column takes."""
    if not column.box.keys:
        is_number = column.line.question is not None and column.line.question.type == "number"
        return str(_("un nombre") if is_number else _("du texte"))
    said = listed(column.box)
    if column.box.several:
        return str(_("%(keys)s ; plusieurs, séparées par une espace", keys=said))
    if column.line.position is not None and UNCONCERNED in column.box.keys:
        return str(_("%(keys)s (N : laissez vides les autres cases de la ligne)", keys=said))
    return said


def listed(box: Box) -> str:
    """Return the keys of a box as a sentence lists them, in capitals as on the sheet."""
    keys = [key.upper() for key in box.keys]
    if len(keys) == 1:
        return keys[0]
    return str(_("%(first)s ou %(last)s", first=", ".join(keys[:-1]), last=keys[-1]))
