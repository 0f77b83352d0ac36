"""A person's own space: showing a result to somebody, agreeing to something, erasing everything."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]  # as browsers send it; as people type it elsewhere
LONGEST_NAME = 100
LONGEST_TEXT = 1_000
TOO_LONG = _("%(max)d caractères au plus, s’il vous plaît.")


class ShareForm(FlaskForm):
    reader = StringField(
        _("À qui montrez-vous ce résultat ?"),
        [
            InputRequired(_("Écrivez le nom de la personne.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
        description=_("Ce nom reste dans votre espace, à côté de ses lectures."),
        render_kw={"autocomplete": "off"},
    )
    until = DateField(
        _("Jusqu’à quel jour ?"),
        [InputRequired(_("Donnez le dernier jour, par exemple 31/12/2026."))],
        description=_("Au plus tard dans quatre-vingt-dix jours. Vous pouvez arrêter avant."),
        format=DAYS,
        invalid_value_message=_("Donnez une date, par exemple 31/12/2026."),
    )


class ConsentForm(FlaskForm):
    """One purpose to agree to; `text` is what is asked with it, if anything is."""

    text = TextAreaField("", [Length(max=LONGEST_TEXT, message=TOO_LONG)])


class EraseForm(FlaskForm):
    typed = StringField(
        _("Pour confirmer, recopiez votre adresse électronique"),
        [InputRequired(_("Recopiez votre adresse électronique."))],
        render_kw={"autocomplete": "off", "inputmode": "email", "spellcheck": "false"},
    )
