"""What is said of a draft, and what is decided of it."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length, ValidationError

from referentiel.formats.base import LONGEST_TEXT
from webapp.forms.campaigns import UNKNOWN_CHOICE
from webapp.forms.passages import PassageField

LONGEST = 4_000
TOO_LONG = _("%(max)d caractères au plus, s’il vous plaît.")


class RemarkForm(FlaskForm):
    """A comment; with a field and words for it, a proposal."""

    text = TextAreaField(
        _("Remarque"),
        [Length(max=LONGEST, message=TOO_LONG)],
        description=_("Dites ce qui vous arrête, et pourquoi."),
    )
    field = SelectField(_("Texte à changer"), default="", invalid_choice_message=UNKNOWN_CHOICE)
    proposed = PassageField(
        _("Texte proposé"),
        [Length(max=LONGEST_TEXT, message=TOO_LONG)],
        description=_("S’il est repris, il remplace mot pour mot celui du brouillon."),
    )

    def choices_from(self, fields: Mapping[str, str]) -> None:
        """Offer the fields for which words may be proposed."""
        none = SelectChoice("", str(_("Aucun : c’est un commentaire")))
        self.field.choices = [none, *(SelectChoice(key, said) for key, said in fields.items())]

    def validate_text(self, field: TextAreaField) -> None:
        """Ask a comment for its words."""
        if not (field.data or "").strip() and not self.field.data:
            raise ValidationError(str(_("Écrivez votre remarque.")))

    def validate_proposed(self, field: PassageField) -> None:
        """Ask a proposal for its words, and words for what they replace."""
        said = bool((field.data or "").strip())
        if self.field.data and not said:
            raise ValidationError(str(_("Écrivez le texte que vous proposez.")))
        if said and not self.field.data:
            raise ValidationError(str(_("Dites quel texte il remplacerait.")))


ADOPT, DECLINE = "adopt", "decline"


class DecideForm(FlaskForm):
    """What is decided of a remark, and why; `seen` tells the text that it would replace."""

    seen = HiddenField()
    answer = StringField(_("Réponse"), [Length(max=LONGEST, message=TOO_LONG)])
    act = StringField(validators=[AnyOf((ADOPT, DECLINE))])

    def validate_answer(self, field: StringField) -> None:
        """Ask for the reason of a refusal."""
        if self.act.data == DECLINE and not (field.data or "").strip():
            raise ValidationError(str(_("Dites pourquoi la remarque est écartée.")))
