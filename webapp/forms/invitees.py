"""A list of people to invite: pasted, or read from a file; and what is confirmed of it."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed, FileField
from wtforms.validators import Length, Optional

from surveys.invitations import Problem
from webapp.forms.passages import PassageField

LONGEST = 200_000  # characters: a thousand people with long names


class GuestsForm(FlaskForm):
    """`problems` holds what is wrong line by line."""

    problems: Sequence[str] = ()

    people = PassageField(
        _("Personnes à inviter"),
        [
            Optional(),
            Length(max=LONGEST, message=_("%(max)d caractères au plus, s’il vous plaît.")),
        ],
        description=_(
            "Une adresse par ligne, ou des lignes copiées d’un tableur. Après l’adresse, si vous "
            "les connaissez : nom ; catégorie, par exemple « association »."
        ),
        render_kw={"rows": 10, "spellcheck": "false"},
    )
    file = FileField(
        _("Ou un fichier"),
        [
            FileAllowed(
                ["csv", "xlsx", "ods"], _("Le fichier doit être au format CSV, XLSX ou ODS.")
            )
        ],
        description=_(
            "CSV, XLSX ou ODS : une colonne « courriel », et si vous voulez « nom » et "
            "« catégorie ». Il est lu, montré ici, puis oublié."
        ),
        render_kw={"accept": ".csv,.xlsx,.ods"},
    )

    def refuse(self, sentence: str, problems: Sequence[Problem] = ()) -> None:
        """Say why nothing was written, and line by line what to mend."""
        self.people.errors = [sentence]
        self.problems = lines_of(problems)


def lines_of(problems: Sequence[Problem]) -> list[str]:
    """Return remarks on lines as they are read."""
    return [gettext(p.sentence) % {"row": p.row, "text": p.text} for p in problems]
