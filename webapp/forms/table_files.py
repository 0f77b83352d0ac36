"""A form that takes a table in a file, CSV or spreadsheet, and says what is wrong in it."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed, FileField, FileRequired

KINDS = ["csv", "xlsx", "ods"]


def table_field(label: str, description: str) -> FileField:
    """Return a field for a table, which has to be there."""
    return FileField(
        label,
        [
            FileRequired(_("Choisissez un fichier.")),
            FileAllowed(KINDS, _("Le fichier doit être au format CSV, XLSX ou ODS.")),
        ],
        description=description,
        render_kw={"accept": ".xlsx,.ods,.csv"},
    )


class TableFileForm(FlaskForm):
    """`problems` holds what is wrong row by row, once the `file` has been read."""

    file: FileField
    problems: Sequence[str] = ()

    def refuse(self, sentence: str, problems: Sequence[str] = ()) -> None:
        """Say why nothing is imported, and row by row what to mend."""
        self.file.errors = [sentence]
        self.problems = problems
