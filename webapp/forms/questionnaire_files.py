"""Sending a file that becomes a questionnaire."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from webapp.forms.campaigns import UNKNOWN_CHOICE
from webapp.forms.questionnaires import LONGEST_LINE, TOO_LONG

MOST_BYTES = 400_000
MOST_TEXT = 300_000  # characters of a definition that is to be confirmed


class FileForm(FlaskForm):
    file = FileField(
        _("Fichier"),
        [FileRequired(_("Choisissez un fichier."))],
        description=_(
            "YAML de Repères ou XLSForm (.xlsx), 400 ko au plus. Rien n’est écrit avant que vous "
            "ayez lu ce qu’il deviendrait."
        ),
    )


class ConfirmForm(FlaskForm):
    """What was read, to be written once somebody has said so."""

    definition = HiddenField(validators=[DataRequired(), Length(max=MOST_TEXT)])
    title = StringField(
        _("Titre du questionnaire"),
        [
            DataRequired(
                _("Donnez un titre : c’est sous ce nom que vous retrouverez le questionnaire.")
            ),
            Length(max=LONGEST_LINE, message=TOO_LONG),
        ],
    )
    version = SelectField(
        _("Référentiel dans lequel chercher les compétences"),
        coerce=int,
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    organisation = SelectField(
        _("Organisation qui le tient"), coerce=int, invalid_choice_message=UNKNOWN_CHOICE
    )

    def offer(self, versions: list[tuple[int, str]], organisations: list[tuple[int, str]]) -> None:
        """Give the choices; a single one is none."""
        for field, choices in (("version", versions), ("organisation", organisations)):
            if len(choices) > 1:
                self[field].choices = [SelectChoice(number, name) for number, name in choices]
            else:
                del self[field]

    def refuse(self, sentence: str) -> None:
        """Say why nothing is written."""
        self.title.errors = [gettext(sentence)]
