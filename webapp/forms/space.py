"""A person's own space: showing a result to somebody, agreeing to something, erasing everything."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput

from surveys.queries.space import KeptResult
from webapp.labels import day

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


class TrajectoryShareForm(ShareForm):
    """Which answers to show together, to whom, and until when."""

    results = SelectMultipleField(
        _("Quelles auto-évaluations montrer ?"),
        [DataRequired(_("Cochez au moins une auto-évaluation."))],
        option_widget=CheckboxInput(),
        invalid_choice_message=_("Ce choix n’existe pas. Choisissez parmi ceux de la page."),
        description=_("Celles que vous rangerez ensuite ne s’y ajouteront pas."),
    )

    def offer(self, own: Iterable[KeptResult]) -> "TrajectoryShareForm":
        """Let the person choose among the answers they keep."""
        self.reader.label.text = _("À qui montrez-vous votre trajet ?")
        self.results.choices = [
            SelectChoice(kept.campaign.code, f"{kept.campaign.title}, {day(kept.day)}")
            for kept in own
        ]
        return self


class ConsentForm(FlaskForm):
    """One purpose to agree to; `text` is what is asked with it, if anything is."""

    text = TextAreaField("", [Length(max=LONGEST_TEXT, message=TOO_LONG)])


class EraseForm(FlaskForm):
    typed = StringField(
        _("Pour confirmer, recopiez votre adresse électronique"),
        [InputRequired(_("Recopiez votre adresse électronique."))],
        render_kw={"autocomplete": "off", "inputmode": "email", "spellcheck": "false"},
    )
