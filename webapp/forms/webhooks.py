"""A webhook: the address to call, and what it is told of."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, URLField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput

from referentiel.base import Refusal
from surveys.guard.webhooks import CLOSED, LONGEST, OPENED, READY

TOPIC_WORDS = {
    OPENED: _("Une campagne s’ouvre"),
    CLOSED: _("Une campagne est close"),
    READY: _("Un rapport est publié"),
}


class WebhookForm(FlaskForm):
    address = URLField(
        _("Adresse à appeler"),
        [
            InputRequired(_("Donnez l’adresse de votre programme.")),
            Length(max=LONGEST, message=_("%(max)d caractères au plus, s’il vous plaît.")),
        ],
        filters=[lambda text: text.strip() if text else text],
        description=_("Par exemple : https://programme.exemple.fr/reperes"),
    )
    topics = SelectMultipleField(
        _("Prévenir quand"),
        [InputRequired(_("Choisissez au moins un événement."))],
        choices=[SelectChoice(value=topic, label=label) for topic, label in TOPIC_WORDS.items()],
        option_widget=CheckboxInput(),
        invalid_choice_message=_("Ce choix n’existe pas. Choisissez parmi ceux de la page."),
    )

    def refuse(self, refusal: Refusal) -> None:
        """Show why this address is not called."""
        self.address.errors = [gettext(refusal.sentence) % refusal.values]
