"""Passkeys, codes of an authenticator, recovery codes."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from surveys.guard.passkeys import LONGEST_NAME

LONGEST_CODE = 60


class PasskeyForm(FlaskForm):
    """A name for a passkey; the script of the page fills in what the browser made."""

    name = StringField(
        _("Nom de la clé d’accès"),
        [
            InputRequired(_("Donnez-lui un nom, pour la reconnaître plus tard.")),
            Length(max=LONGEST_NAME, message=_("Choisissez un nom plus court.")),
        ],
        description=_("Par exemple : téléphone, ordinateur du bureau."),
        render_kw={"autocomplete": "off", "maxlength": LONGEST_NAME},
    )
    answer = HiddenField()


class FirstCodeForm(FlaskForm):
    code = StringField(
        _("Code à six chiffres affiché par l’application"),
        [InputRequired(_("Recopiez le code que l’application affiche.")), Length(max=LONGEST_CODE)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"},
    )


class SecondFactorForm(FlaskForm):
    code = StringField(
        _("Code de votre application, ou code de secours"),
        [InputRequired(_("Recopiez un code.")), Length(max=LONGEST_CODE)],
        description=_("Six chiffres lus dans l’application, ou l’un de vos codes de secours."),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none"},
    )
