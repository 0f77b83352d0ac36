"""Sending a file of answers to be analysed."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as translated
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed, FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from referentiel.base import Refusal
from referentiel.people import DEFAULT_K, LEAST_K
from reports.exports import FORMATS
from reports.files.answers import AnswersRefused
from reports.sections.ranking import named

MOST_K = 50
PAGE = "page"
NOT_WHOLE = _("Écrivez un nombre entier, en chiffres.")


class UploadForm(FlaskForm):
    """`problems` holds what is wrong row by row, once the file has been read."""

    problems: Sequence[str] = ()

    file = FileField(
        _("Fichier de réponses"),
        [
            FileRequired(_("Choisissez un fichier.")),
            FileAllowed(
                ["csv", "xlsx", "ods"], _("Le fichier doit être au format CSV, XLSX ou ODS.")
            ),
        ],
        description=_("CSV, XLSX ou ODS, 5 Mo au plus. Il est lu, puis oublié : rien n’est gardé."),
        render_kw={"accept": ".csv,.xlsx,.ods"},
    )
    k = IntegerField(
        _("Plus petit groupe montré"),
        [
            InputRequired(_("Donnez un nombre de personnes.")),
            NumberRange(LEAST_K, MOST_K, message=_("Entre %(min)d et %(max)d personnes.")),
        ],
        default=DEFAULT_K,
        description=_("Sous ce nombre de personnes, un résultat est masqué."),
        invalid_value_message=NOT_WHOLE,
        render_kw={"inputmode": "numeric", "min": LEAST_K, "max": MOST_K},
    )
    lowest = IntegerField(
        _("Premier degré de l’échelle"),
        [Optional()],
        invalid_value_message=NOT_WHOLE,
        description=_("À préciser si personne n’a choisi le premier ou le dernier degré."),
        render_kw={"inputmode": "numeric"},
    )
    highest = IntegerField(
        _("Dernier degré de l’échelle"),
        [Optional()],
        invalid_value_message=NOT_WHOLE,
        render_kw={"inputmode": "numeric"},
    )
    population = FileField(
        _("Totaux de la population"),
        [
            FileAllowed(
                ["csv", "xlsx", "ods"], _("Le fichier doit être au format CSV, XLSX ou ODS.")
            ),
        ],
        description=_(
            "Pour pondérer les personnes : un fichier aux colonnes attribut, valeur, total, où "
            "l’attribut est une colonne de groupes du fichier de réponses."
        ),
        render_kw={"accept": ".csv,.xlsx,.ods"},
    )
    index = SelectField(
        _("Classer les besoins par"),
        [Optional()],
        default="",
        choices=[
            SelectChoice("", _("La règle habituelle : Borich, sinon taux × intensité")),
            *(SelectChoice(key, name) for key, name in named(_).items()),
        ],
    )
    output = RadioField(
        _("Lire le résultat"),
        [InputRequired(_("Choisissez comment lire le résultat."))],
        default=PAGE,
        invalid_choice_message=_("Ce choix n’existe pas. Choisissez parmi ceux de la page."),
        choices=[
            SelectChoice(PAGE, _("À l’écran")),
            *(
                SelectChoice(f.extension, _("À télécharger : %(format)s", format=f.label))
                for f in FORMATS.values()
            ),
        ],
    )

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Return whether all is well; half a scale, or one that does not rise, is not."""
        valid = bool(super().validate(extra_validators))
        low, high = self.lowest.data, self.highest.data
        if valid and (low is None) != (high is None):
            self.highest.errors = [_("Donnez les deux degrés, ou aucun.")]
        elif valid and low is not None and low >= high:
            self.highest.errors = [_("Le dernier degré doit dépasser le premier.")]
        return valid and not self.highest.errors

    def scale(self) -> tuple[float, float] | None:
        """Return the lowest and the highest step, or None to take those met in the file."""
        if self.lowest.data is None:
            return None
        return (float(self.lowest.data), float(self.highest.data))

    def refuse(self, refusal: Refusal, *, of_totals: bool) -> None:
        """Say why a file is not taken, beside it, and where it is wrong."""
        field = self.population if of_totals else self.file
        field.errors = [translated(refusal.sentence) % refusal.values]
        if isinstance(refusal, AnswersRefused):
            self.problems = [problem.text(translated) for problem in refusal.problems]
