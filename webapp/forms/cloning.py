"""Putting a new campaign in the place of one that went wrong."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length


class CloningForm(FlaskForm):
    title = StringField(
        _("Titre de la nouvelle campagne"),
        [
            InputRequired(_("Donnez un titre : c’est ce que liront les personnes qui répondent.")),
            Length(max=200, message=_("%(max)d caractères au plus, s’il vous plaît.")),
        ],
        description=_("Affiché dans la salle et en tête du questionnaire."),
    )
    opened = BooleanField(
        _("L’ouvrir tout de suite"),
        description=_("Sinon, le lien dira qu’elle n’est pas encore ouverte."),
        default=True,
    )
