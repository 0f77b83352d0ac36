"""A file of answers gathered elsewhere: sent, then confirmed once what it would count was read."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField

from surveys.foreign.tables import MOST_COLUMNS, MOST_ROWS
from webapp.forms.table_files import TableFileForm, table_field


class ForeignFileForm(TableFileForm):
    """The file of answers of another tool."""

    file = table_field(
        _("Fichier des réponses"),
        _(
            "XLSX, ODS ou CSV, 4 Mo, %(rows)s lignes et %(columns)s colonnes au plus. Il est lu, "
            "puis oublié. Rien ne compte avant votre confirmation.",
            rows=MOST_ROWS,
            columns=MOST_COLUMNS,
        ),
    )


class StepForm(FlaskForm):
    """What goes from a step to the next: the file, as it was read."""

    text = HiddenField()


class AddForm(StepForm):
    """By what the plan is known, and what people were told."""

    stamp = HiddenField()
    informed = BooleanField(
        _(
            "Là où elles ont répondu, les personnes ont été informées de cet usage de leurs "
            "réponses, et je supprimerai le fichier quand il ne servira plus"
        )
    )

    def refuse(self) -> None:
        """Ask for the tick."""
        self.informed.errors = [
            _("Cochez si c’est le cas. Sinon, n’importez pas : informez d’abord les personnes.")
        ]
