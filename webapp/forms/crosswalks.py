"""A correspondence written by hand, for a reference that is not held here."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from referentiel.base import Refusal
from referentiel.crosswalks import OUTSIDE, Counterpart
from referentiel.models.links import ACCEPTED, PENDING
from referentiel.tree import RELATIONS
from webapp.crosswalk_words import RELATION_WORDS, STATUS_WORDS
from webapp.forms.campaigns import UNKNOWN_CHOICE
from webapp.forms.organisations import LONGEST, TOO_LONG, one_line
from webapp.said import said

MOST_LABEL = 500


def _line(label: object, missing: object, description: object, most: int = LONGEST) -> StringField:
    return StringField(
        label,
        [DataRequired(missing), Length(max=most, message=TOO_LONG)],
        filters=[one_line],
        description=description,
        render_kw={"autocomplete": "off"},
    )


class CounterpartForm(FlaskForm):
    """What is pointed to, how it answers the competence, and whether that is settled."""

    scheme = _line(
        _("Référentiel visé"),
        _("Nommez le référentiel visé."),
        _("Par exemple : %(names)s.", names=", ".join(OUTSIDE)),
        most=60,
    )
    target = _line(
        _("Code de l’entrée"),
        _("Donnez le code de l’entrée."),
        _("Tel qu’il s’écrit là-bas, par exemple D2B-05 ou RNCP41104BC01."),
    )
    label = _line(
        _("Intitulé de l’entrée"),
        _("Donnez l’intitulé de l’entrée."),
        _("Mot pour mot, pour qu’on la reconnaisse."),
        most=MOST_LABEL,
    )
    version = _line(
        _("Version du référentiel visé"),
        _("Donnez la version, ou l’année, que vous avez sous les yeux."),
        _("Par exemple : édition 2019."),
    )
    relation = RadioField(
        _("L’entrée visée est"),
        [InputRequired(_("Choisissez une relation."))],
        choices=[SelectChoice(code, RELATION_WORDS[code].option) for code in RELATIONS],
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    status = RadioField(
        _("Cette correspondance est"),
        [InputRequired(_("Dites où elle en est."))],
        choices=[SelectChoice(code, STATUS_WORDS[code]) for code in (ACCEPTED, PENDING)],
        default=ACCEPTED,
        invalid_choice_message=UNKNOWN_CHOICE,
    )

    def counterpart(self) -> Counterpart:
        """Return what a valid form points to."""
        scheme, target = self.scheme.data, self.target.data
        return Counterpart(scheme, target, self.version.data, self.label.data)

    def refuse(self, refusal: Refusal) -> None:
        """Say beside the code why this one cannot be added."""
        self.target.errors = [said(refusal)]
