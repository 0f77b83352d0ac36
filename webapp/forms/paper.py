"""Printing sheets: how many, in which language, keyed once or twice, with a QR code or not."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from surveys.models.paper import MOST_SHEETS

NAMES = {"fr": "Français", "en": "English"}
ONCE, TWICE = "once", "twice"
UNKNOWN_CHOICE = _("Ce choix n’existe pas. Choisissez parmi ceux de la page.")


class PrintForm(FlaskForm):
    sheets = IntegerField(
        _("Nombre de feuilles"),
        [
            InputRequired(_("Dites combien de feuilles imprimer.")),
            NumberRange(1, MOST_SHEETS, message=_("Entre %(min)d et %(max)d feuilles.")),
        ],
        description=_(
            "Une par personne, chacune avec un code à elle ; prévoyez-en quelques-unes de plus."
        ),
        default=30,
        invalid_value_message=_("Écrivez un nombre entier, par exemple 30."),
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_SHEETS},
    )
    language = RadioField(
        _("Langue des feuilles"),
        [InputRequired(_("Choisissez une langue."))],
        default="fr",
        invalid_choice_message=UNKNOWN_CHOICE,
        choices=[SelectChoice(code, name) for code, name in NAMES.items()],
    )
    keyed = RadioField(
        _("Saisie"),
        [InputRequired(_("Choisissez une façon de saisir."))],
        description=_(
            "Dans 93 études relues ensemble (Garza et coll.), la saisie simple laisse 29 cases "
            "fausses sur 10 000, la saisie double 14."
        ),
        default=TWICE,
        invalid_choice_message=UNKNOWN_CHOICE,
        choices=[
            SelectChoice(
                TWICE,
                _("Double : chaque feuille est saisie deux fois, et comparée, avant de compter"),
            ),
            SelectChoice(ONCE, _("Simple : chaque feuille compte dès qu’elle est saisie")),
        ],
    )
    phone = BooleanField(
        _("Imprimer un QR code : la personne peut répondre sur son téléphone au lieu du papier")
    )
