"""A file of keyed sheets: sent, then confirmed once what it would count was read."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired

from surveys.paper.files import MOST_ROWS
from webapp.forms.table_files import TableFileForm, table_field


class FileForm(TableFileForm):
    """The file of keyed sheets."""

    file = table_field(
        _("Fichier des feuilles saisies"),
        _(
            "XLSX, ODS ou CSV, 5 Mo et %(most)s feuilles au plus. Il est lu, puis oublié. Rien ne "
            "compte avant que vous ayez lu ce qui changerait.",
            most=MOST_ROWS,
        ),
    )


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
