"""A file of keyed sheets: sent, then confirmed once what it would count was read."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed, FileField, FileRequired
from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired

from surveys.paper.files import MOST_ROWS


class FileForm(FlaskForm):
    """`problems` holds what is wrong row by row, once the file has been read."""

    problems: Sequence[str] = ()

    file = FileField(
        _("Fichier des feuilles saisies"),
        [
            FileRequired(_("Choisissez un fichier.")),
            FileAllowed(
                ["csv", "xlsx", "ods"], _("Le fichier doit être au format CSV, XLSX ou ODS.")
            ),
        ],
        description=_(
            "XLSX, ODS ou CSV, 5 Mo et %(most)s feuilles au plus. Il est lu, puis oublié. Rien ne "
            "compte avant que vous ayez lu ce qui changerait.",
            most=MOST_ROWS,
        ),
        render_kw={"accept": ".xlsx,.ods,.csv"},
    )

    def refuse(self, sentence: str, problems: Sequence[str] = ()) -> None:
        """Say why nothing is imported, and row by row what to mend."""
        self.file.errors = [sentence]
        self.problems = problems


class ConfirmForm(FlaskForm):
    """What was read, and by what its plan is known; the tick is asked of second keyings only."""

    text = HiddenField(validators=[DataRequired()])
    mark = HiddenField()
    stamp = HiddenField()
    second = BooleanField(
        _("Elles ont été saisies de nouveau, d’après le papier, par une autre personne")
    )

    def refuse(self) -> None:
        """Ask for the tick."""
        self.second.errors = [
            _(
                "Cochez si c’est le cas. Sinon, ôtez ces feuilles du fichier : une copie de la "
                "première saisie ne vérifie rien."
            )
        ]
