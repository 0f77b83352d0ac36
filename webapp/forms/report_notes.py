"""A note of the analysis beside the figures of a report."""

import re
from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from reports.document import Section
from reports.notes import LONGEST, Words, plain
from webapp.forms.campaigns import UNKNOWN_CHOICE
from webapp.forms.questionnaires import SeenForm

ORGANISATION, NAME = "organisation", "name"
WHOLE = "report"  # no section has this key
CHOOSE = _("Choisissez l’une de ces réponses.")
ADDRESS = re.compile(r"\S@\S")


def _plain(text: str | None) -> str:
    return plain(text or "")


class ReportNoteForm(SeenForm):
    """`seen`: the release for which a new note is written, or the revision that is corrected."""

    theirs = False  # whether the page shows what somebody else wrote meanwhile

    section = SelectField(
        _("La note porte sur"),
        [InputRequired(CHOOSE)],
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    text = TextAreaField(
        _("Note"),
        [
            DataRequired(_("Écrivez la note.")),
            Length(max=LONGEST, message=_("%(max)d caractères au plus, s’il vous plaît.")),
        ],
        filters=[_plain],
        description=_(
            "Une note ne nomme personne et ne laisse reconnaître personne, même par un poste, un "
            "lieu ou une situation. Sans mise en forme ; une ligne vide sépare deux paragraphes."
        ),
        render_kw={"rows": 7},
    )
    language = RadioField(
        _("Langue de la note"),
        [InputRequired(CHOOSE)],
        choices=[SelectChoice("fr", _("français")), SelectChoice("en", _("anglais"))],
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    signature = RadioField(
        _("Signature"), [InputRequired(CHOOSE)], invalid_choice_message=UNKNOWN_CHOICE
    )

    def offer(self, sections: Iterable[Section], organisation: str, name: str) -> "ReportNoteForm":
        """Let the note be on one of these sections or on all, signed by either of these names."""
        self.section.choices = [
            SelectChoice(WHOLE, gettext("Le rapport entier")),
            *(SelectChoice(section.key, section.title) for section in sections),
        ]
        self.signature.choices = [
            SelectChoice(ORGANISATION, organisation),
            SelectChoice(NAME, gettext("%(name)s (votre nom)", name=name)),
        ]
        return self

    def validate_text(self, field: TextAreaField) -> None:
        """Refuse what names somebody for certain."""
        if ADDRESS.search(field.data or ""):
            raise ValidationError(
                str(_("N’écrivez pas d’adresse électronique : une note ne désigne personne."))
            )

    def words(self) -> Words:
        """Return what a valid form says."""
        return Words(
            text=self.text.data,
            section="" if self.section.data == WHOLE else self.section.data,
            language=self.language.data,
            by_name=self.signature.data == NAME,
        )


def values_of(words: Words) -> dict[str, str]:
    """Return what the fields hold for a note."""
    return {
        "text": words.text,
        "section": words.section or WHOLE,
        "language": words.language,
        "signature": NAME if words.by_name else ORGANISATION,
    }
