"""One note of one's own notebook."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from surveys.notebook import LONGEST_NOTE
from surveys.queries.notebook import Named


class NoteForm(FlaskForm):
    lineage = SelectField(
        _("Compétence"),
        description=_("Une note peut aussi ne porter sur aucune."),
        invalid_choice_message=_("Choisissez une compétence de la liste, ou aucune."),
    )
    text = TextAreaField(
        _("Note"),
        [
            DataRequired(_("Écrivez quelques mots.")),
            Length(max=LONGEST_NOTE, message=_("%(max)d caractères au plus, s’il vous plaît.")),
        ],
        render_kw={"rows": 6},
    )

    @property
    def words(self) -> dict[str, str]:
        """What the note says, and of which competence."""
        return {"lineage": self.lineage.data, "text": self.text.data}

    def offer(self, competences: Mapping[str, Named]) -> "NoteForm":
        """Let the note be about one of these competences, or about none."""
        none = gettext("Sans compétence")
        self.lineage.choices = [
            SelectChoice("", gettext("Aucune en particulier"), optgroup=none),
            *(
                SelectChoice(
                    named.lineage,
                    named.line,
                    optgroup=named.referentiel,
                    render_kw={"lang": named.said} if named.said else {},
                )
                for named in competences.values()
            ),
        ]
        return self
