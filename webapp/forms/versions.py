"""Publishing a draft, and saying what becomes of an entry."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from referentiel.changes import MERGED, SPLIT
from referentiel.declaring import CONTINUED, OTHER, PLAIN
from referentiel.tree import STANDINGS
from webapp.forms.campaigns import UNKNOWN_CHOICE
from webapp.forms.organisations import TOO_LONG, one_line

LONGEST_LABEL = 60
LONGEST_CODES = 2_000
PROJECT, VALIDATED = STANDINGS


class PublishForm(FlaskForm):
    """`revision` is that of the draft when the page was read."""

    label = StringField(
        _("Étiquette de la version"),
        [
            DataRequired(_("Donnez une étiquette à la version, par exemple « 2026.1 ».")),
            Length(max=LONGEST_LABEL, message=TOO_LONG),
        ],
        filters=[one_line],
        description=_("Elle la nomme partout, et ne change plus."),
        render_kw={"autocomplete": "off"},
    )
    standing = RadioField(
        _("Statut du texte"),
        [InputRequired(_("Choisissez le statut du texte."))],
        default=PROJECT,
        invalid_choice_message=UNKNOWN_CHOICE,
        choices=[
            SelectChoice(PROJECT, _("Projet : publié pour être essayé et discuté")),
            SelectChoice(VALIDATED, _("Validé : approuvé par celles et ceux qui en répondent")),
        ],
    )
    revision = HiddenField()

    def refuse(self, sentence: str) -> None:
        """Say why this label will not do."""
        self.label.errors = [sentence]


class FateForm(FlaskForm):
    """What an entry of the version before becomes; `stays`: the draft still holds it."""

    fate = RadioField(
        _("Ce qu’elle devient"),
        [InputRequired(_("Dites ce que devient cette entrée."))],
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    codes = StringField(
        _("Codes dans le brouillon"),
        [Length(max=LONGEST_CODES, message=TOO_LONG)],
        filters=[one_line],
        description=_(
            "Pour une scission, les codes des parties, séparés par des virgules ; pour une fusion "
            "ou une suite, un seul code."
        ),
        render_kw={"autocomplete": "off", "list": "codes-known"},
    )
    new_code = StringField(
        _("Nouveau code de l’autre entrée"),
        [Length(max=LONGEST_LABEL, message=TOO_LONG)],
        filters=[one_line],
        description=_("Un code n’est jamais employé deux fois."),
        render_kw={"autocomplete": "off"},
    )

    def offer(self, *, stays: bool, plain: str) -> None:
        """Offer the choices that make sense; `plain` says what the draft shows by itself."""
        choices = [
            SelectChoice(PLAIN, plain),
            SelectChoice(SPLIT, _("Scindée en plusieurs entrées")),
            SelectChoice(MERGED, _("Fusionnée avec d’autres dans une entrée")),
        ]
        if stays:
            other = _("Une autre à sa place : l’ancienne est retirée, celle du brouillon ajoutée")
            choices.append(SelectChoice(OTHER, other))
        else:
            choices.append(SelectChoice(CONTINUED, _("La même, sous un autre code")))
        self.fate.choices = choices
        if not stays:
            del self.new_code

    def codes_said(self) -> list[str]:
        """Return the codes that were typed."""
        said = (self.codes.data or "").replace(";", ",")
        return [code.strip() for code in said.split(",") if code.strip()]

    def refuse(self, sentence: str) -> None:
        """Say why this will not do, beside the field that tells it."""
        field = self.new_code if self.fate.data == OTHER and "new_code" in self else self.codes
        field.errors = [sentence]
