"""Deleting answers « à éliminer », under a visa where archives are public."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from webapp.forms.space import DAYS

PUBLIC = "public"
PRIVATE = "private"
NEEDED = _("À donner pour des archives publiques.")


class DisposalForm(FlaskForm):
    archives = RadioField(
        _("Ces réponses sont-elles des archives publiques ?"),
        [InputRequired(_("Dites si ce sont des archives publiques."))],
        description=_(
            "Oui pour une collectivité, un établissement public, ou un organisme chargé d’un "
            "service public."
        ),
        invalid_choice_message=_("Ce choix n’existe pas. Choisissez parmi ceux de la page."),
        choices=[
            SelectChoice(PUBLIC, _("Oui : les Archives ont donné leur visa")),
            SelectChoice(PRIVATE, _("Non")),
        ],
    )
    day = DateField(
        _("Date du visa"),
        [Optional()],
        description=NEEDED,
        format=DAYS,
        invalid_value_message=_("Donnez une date, par exemple 31/12/2026."),
    )
    reference = StringField(
        _("Référence du visa"),
        [Optional()],
        description=NEEDED,
        render_kw={"autocomplete": "off"},
    )
