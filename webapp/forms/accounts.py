"""Signing in."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

LONGEST = 200  # a longer password would only cost time to check


class SignInForm(FlaskForm):
    email = EmailField(
        _("Adresse électronique"),
        [InputRequired(_("Écrivez votre adresse électronique.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "username", "inputmode": "email"},
    )
    password = PasswordField(
        _("Mot de passe"),
        [InputRequired(_("Écrivez votre mot de passe.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
