"""Showing a report or a référentiel to another organisation, and running an event with one."""

from dataclasses import replace
from datetime import date

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from surveys.shares import EXPORT, READ, Terms
from webapp.forms.campaigns import UNKNOWN_CHOICE
from webapp.forms.organisations import LONGEST, TOO_LONG, one_line

NOT_KNOWN = _(
    "Aucune organisation de cette installation ne porte ce nom, ou plusieurs le portent. "
    "Demandez-lui le nom court que donnent ses réglages."
)


class PartnerForm(FlaskForm):
    """The other organisation, named by who asks: no list of organisations is shown to anybody."""

    organisation = StringField(
        _("Organisation"),
        [
            DataRequired(_("Nommez l’organisation.")),
            Length(max=LONGEST, message=TOO_LONG),
        ],
        filters=[one_line],
        description=_("Son nom exact, ou le nom court que donnent ses réglages."),
        render_kw={"autocomplete": "off"},
    )

    def refuse(self, sentence: object = NOT_KNOWN) -> None:
        """Say why this organisation will not do."""
        self.organisation.errors = [sentence]


class UseForm(PartnerForm):
    """Letting another organisation use something: why, and until when."""

    purpose = TextAreaField(
        _("À quoi servira-t-il ?"),
        [
            DataRequired(_("Dites à quoi servira le partage.")),
            Length(max=500, message=TOO_LONG),
        ],
        description=_("Par exemple : construire le programme d’une formation. Elle le lira."),
        render_kw={"rows": 3},
    )
    until = DateField(
        _("Dernier jour"),
        [Optional()],
        description=_("Sans date, le partage dure jusqu’à ce que vous y mettiez fin."),
        invalid_value_message=_("Écrivez une date, par exemple 31/12/2026."),
    )

    def is_in_time(self, today: date) -> bool:
        """Return whether the last day is still to come; if not, the field says so."""
        late = bool(self.until.data and self.until.data < today)
        if late:
            self.until.errors = [_("Choisissez un jour à venir.")]
        return not late

    def terms(self) -> Terms:
        """Return what was decided."""
        return Terms(purpose=self.purpose.data.strip(), until=self.until.data)


class ShareForm(UseForm):
    """Showing a report: the pages, or the files too."""

    scope = RadioField(
        _("Ce que le partage permet"),
        [InputRequired(_("Choisissez ce que le partage permet."))],
        default=READ,
        invalid_choice_message=UNKNOWN_CHOICE,
        choices=[
            SelectChoice(READ, _("Lire les pages")),
            SelectChoice(EXPORT, _("Lire les pages et télécharger les fichiers")),
        ],
    )

    def terms(self) -> Terms:
        """Return what was decided."""
        return replace(super().terms(), scope=self.scope.data)
