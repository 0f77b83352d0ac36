"""A form with one field of each kind, to look at."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

WORDS = [("rural", _("Rural")), ("urban", _("Urbain")), ("both", _("Les deux"))]


def _choices() -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in WORDS]


class EveryFieldForm(FlaskForm):
    name = StringField(
        _("Nom de la campagne"),
        [DataRequired(_("Donnez un nom à la campagne."))],
        description=_("Les participantes et participants le verront en haut du questionnaire."),
    )
    closes_on = DateField(
        _("Date de clôture"),
        [InputRequired(_("Donnez une date de clôture, au format 2026-03-31."))],
    )
    seats = IntegerField(
        _("Nombre de places"),
        [InputRequired(), NumberRange(1, 500, _("Donnez un nombre entre 1 et 500."))],
    )
    purpose = TextAreaField(_("À quoi serviront les réponses"))
    place = SelectField(_("Territoire"), choices=_choices)
    mode = RadioField(
        _("Type de territoire"),
        [InputRequired(_("Choisissez un type de territoire."))],
        choices=_choices,
    )
    themes = SelectMultipleField(
        _("Terrains connus"),
        choices=_choices,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    sheet = FileField(_("Fichier à reprendre"), description=_("Un classeur .xlsx ou .ods."))
    agreed = BooleanField(
        _("J’ai prévenu les personnes de ce que deviendront leurs réponses"),
        [DataRequired(_("Prévenez les personnes, puis cochez la case."))],
    )
