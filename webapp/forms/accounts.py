"""Signing in, and one's own account."""

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from surveys.guard.passwords import LONGEST as LONGEST_PASSWORD
from surveys.guard.passwords import SHORTEST as SHORTEST_PASSWORD

LONGEST_ADDRESS = 200
LONGEST_NAME = 120
LONGEST_CODE = 20
NATIVE = (("fr", "Français"), ("en", "English"))
TOO_LONG = _("%(max)d caractères au plus, s’il vous plaît.")


def looks_like_an_address(_form: FlaskForm, field: Field) -> None:
    """Refuse what no mail could reach, by its form alone: nothing is looked up."""
    try:
        validate_email(field.data.strip(), check_deliverability=False)
    except EmailNotValidError:
        sentence = gettext("Écrivez une adresse complète, comme prenom.nom@exemple.fr.")
        raise ValidationError(sentence) from None


def address_field(label: str, autocomplete: str) -> EmailField:
    """Return a field for an address."""
    return EmailField(
        label,
        [
            InputRequired(_("Écrivez votre adresse électronique.")),
            Length(max=LONGEST_ADDRESS, message=TOO_LONG),
            looks_like_an_address,
        ],
        render_kw={"autocomplete": autocomplete, "inputmode": "email"},
    )


def name_field() -> StringField:
    """Return a field for the name that others read."""
    return StringField(
        _("Nom"),
        [
            DataRequired(_("Écrivez le nom sous lequel les autres vous connaissent.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
        description=_("Prénom et nom, ou le nom sous lequel on vous connaît."),
        filters=[lambda text: " ".join(text.split()) if text else text],
        render_kw={"autocomplete": "name"},
    )


class SignInForm(FlaskForm):
    """Without a password, a letter is asked for. `status` is the page's."""

    status = 200
    email = address_field(_("Adresse électronique"), "username")
    password = PasswordField(
        _("Mot de passe"),
        [Length(max=LONGEST_PASSWORD, message=TOO_LONG)],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(FlaskForm):
    """`status` is the page's."""

    status = 200
    code = StringField(
        _("Code reçu par courriel"),
        [
            InputRequired(_("Tapez le code qui est dans le courriel.")),
            Length(max=LONGEST_CODE, message=_("Ce code est trop long : il a six signes.")),
        ],
        description=_("Six signes. Majuscules, tiret et espaces ne comptent pas."),
        render_kw={
            "autocomplete": "one-time-code",
            "autocapitalize": "characters",
            "spellcheck": "false",
        },
    )


class NameForm(FlaskForm):
    name = name_field()


class OwnAccountForm(FlaskForm):
    name = name_field()
    language = RadioField(
        _("Langue des pages et des courriels"),
        [InputRequired(_("Choisissez une langue."))],
        choices=[SelectChoice(code, name) for code, name in NATIVE],
        invalid_choice_message=_("Ce choix n’existe pas. Choisissez parmi ceux de la page."),
    )


class AddressForm(FlaskForm):
    email = address_field(_("Nouvelle adresse électronique"), "email")


class PasswordForm(FlaskForm):
    password = PasswordField(
        _("Nouveau mot de passe"),
        [InputRequired(_("Écrivez le mot de passe que vous voulez avoir."))],
        description=_(
            "%(least)s signes au moins. Une suite de quatre mots sans rapport entre eux se retient "
            "bien et se devine mal.",
            least=SHORTEST_PASSWORD,
        ),
        render_kw={"autocomplete": "new-password"},
    )
