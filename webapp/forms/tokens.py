"""A token for a program: its name, what it may do, and how long it lives."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput

from surveys.guard.tokens import LONGEST, UnfitToken
from surveys.roles import Act

SCOPES = {
    Act.FOLLOW: _("Suivre les campagnes et le nombre de réponses"),
    Act.READ: _("Lire les rapports publiés, et les emporter en fichiers"),
    Act.RUN: _("Ouvrir, clore et publier les campagnes"),
}
LIVES = {30: _("30 jours"), 90: _("90 jours"), LONGEST: _("Un an")}
UNKNOWN_CHOICE = _("Ce choix n’existe pas. Choisissez parmi ceux de la page.")


class TokenForm(FlaskForm):
    name = StringField(
        _("Nom"),
        [
            DataRequired(_("Donnez un nom au jeton : celui du programme qui s’en servira.")),
            Length(max=100, message=_("%(max)d caractères au plus, s’il vous plaît.")),
        ],
        description=_("Par exemple : tableau de bord du réseau."),
    )
    scopes = SelectMultipleField(
        _("Ce que le programme pourra faire"),
        [InputRequired(_("Choisissez au moins un droit."))],
        description=_("Le moins possible : ce qui manque s’ajoutera avec un autre jeton."),
        choices=[SelectChoice(value=str(act), label=label) for act, label in SCOPES.items()],
        option_widget=CheckboxInput(),
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    days = RadioField(
        _("Durée"),
        [InputRequired(_("Choisissez une durée."))],
        choices=[SelectChoice(value=str(days), label=label) for days, label in LIVES.items()],
        default="90",
        invalid_choice_message=UNKNOWN_CHOICE,
    )

    def refuse(self, refusal: UnfitToken) -> None:
        """Show why no token was made."""
        self.name.errors = [gettext(refusal.sentence) % refusal.values]
