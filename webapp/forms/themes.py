"""Correcting themes of texts: their names and words, which texts are in which."""

import re
from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from reports.themed import HeldTheme, SortedText
from surveys.theming import LONGEST_NAME, MOST_WORDS
from webapp.forms.campaigns import UNKNOWN_CHOICE
from webapp.forms.organisations import TOO_LONG, one_line

LONGEST_WORDS = 400
BETWEEN = re.compile(r"[\s,;]+")
NAME = [
    DataRequired(_("Donnez un nom au thème.")),
    Length(max=LONGEST_NAME, message=TOO_LONG),
]


class ThemeForm(FlaskForm):
    """A theme: its name, and the words that bring texts to it."""

    name = StringField(
        _("Nom du thème"),
        NAME,
        filters=[one_line],
        description=_("Deux ou trois mots. N’y nommez personne."),
    )
    words = StringField(
        _("Mots du thème"),
        [Length(max=LONGEST_WORDS, message=TOO_LONG)],
        filters=[one_line],
        description=_(
            "Séparés par des virgules, %(most)s au plus. Un texte qui en dit un, sous toutes ses "
            "formes, est proposé dans ce thème.",
            most=MOST_WORDS,
        ),
    )

    def validate_words(self, field: StringField) -> None:
        """Refuse more words than a theme has."""
        if len(words_in(field.data or "")) > MOST_WORDS:
            raise ValidationError(_("%(most)s mots au plus, s’il vous plaît.", most=MOST_WORDS))


class SplitForm(FlaskForm):
    """Texts of a theme that make another."""

    texts = SelectMultipleField(
        _("Textes du nouveau thème"),
        [DataRequired(_("Choisissez au moins un texte."))],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    part = StringField(_("Nom du nouveau thème"), NAME, filters=[one_line])

    def offer(self, texts: Iterable[SortedText]) -> "SplitForm":
        """Offer the texts of a theme, alike ones once."""
        self.texts.choices = [*{text.key: text.text for text in texts}.items()]
        return self


class MergeForm(FlaskForm):
    """The theme in which another goes."""

    into = SelectField(
        _("Réunir avec"),
        [InputRequired(UNKNOWN_CHOICE)],
        coerce=int,
        invalid_choice_message=UNKNOWN_CHOICE,
    )

    def offer(self, others: Iterable[HeldTheme]) -> "MergeForm":
        """Offer the other themes of the question."""
        self.into.choices = [(held.theme.id, held.theme.name) for held in others]
        return self


class PlaceForm(FlaskForm):
    """The themes that a text is in."""

    themes = SelectMultipleField(
        _("Thèmes de ce texte"),
        coerce=int,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
        description=_("Autant qu’il en faut ; aucun s’il n’entre dans aucun."),
    )
    stamp = HiddenField()

    def offer(self, themes: Sequence[HeldTheme]) -> "PlaceForm":
        """Offer the themes of the question of a text."""
        self.themes.choices = [(held.theme.id, held.theme.name) for held in themes]
        return self


def words_in(text: str) -> list[str]:
    """Return the words typed in one line, each once."""
    return [*dict.fromkeys(word for word in BETWEEN.split(text) if word)]
