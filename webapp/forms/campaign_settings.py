"""How a campaign runs: dates on the clocks of Paris, grace, capacity, languages, group target."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, IntegerField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from surveys.course import Course
from surveys.group_target import HIGHEST, LOWEST, GroupTarget
from surveys.models.campaigns import LANGUAGES
from surveys.opening import GRACES
from webapp.forms.campaigns import NOT_WHOLE, UNKNOWN_CHOICE
from webapp.labels import PARIS, in_paris
from webapp.opening_words import span

MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"]
NOT_A_MOMENT = _("Donnez un jour et une heure, par exemple 31/12/2026 18:00.")
NO_SUCH_HOUR = _(
    "Cette heure n’existe pas à Paris : ce jour-là, on passe à l’heure d’été. Choisissez-en une "
    "autre."
)
MOST_PEOPLE = 1_000_000
NAMES = {"fr": "Français", "en": "English"}


def from_paris(value: datetime) -> datetime:
    """Return the moment, in UTC, when the clocks of Paris show `value`.

    Raises:
        ValueError: they never do, on the night of the change to summer time.
    """
    moment = value.replace(tzinfo=PARIS).astimezone(UTC)
    if moment.astimezone(PARIS).replace(tzinfo=None) != value:
        raise ValueError(value)
    return moment


class SettingsForm(FlaskForm):
    """Dates hold what the clocks of Paris show; `course` gives them in UTC."""

    opens_at = DateTimeLocalField(
        _("Ouverture, heure de Paris"),
        [Optional()],
        description=_("Laissez vide pour ouvrir vous-même, d’un bouton."),
        format=MOMENTS,
        invalid_value_message=NOT_A_MOMENT,
    )
    closes_at = DateTimeLocalField(
        _("Clôture, heure de Paris"),
        [Optional()],
        description=_(
            "Laissez vide pour clore vous-même. La publication des résultats reste un acte : la "
            "clôture ne publie rien seule."
        ),
        format=MOMENTS,
        invalid_value_message=NOT_A_MOMENT,
    )
    grace_minutes = RadioField(
        _("Délai après la clôture"),
        [InputRequired(_("Choisissez un délai."))],
        coerce=int,
        description=_(
            "Pour les feuilles commencées avant la clôture, même hors connexion ou sur papier. Il "
            "est annoncé aux personnes."
        ),
        invalid_choice_message=UNKNOWN_CHOICE,
    )
    capacity = IntegerField(
        _("Nombre de réponses au plus"),
        [
            Optional(),
            NumberRange(1, MOST_PEOPLE, message=_("Entre %(min)d et %(max)d personnes.")),
        ],
        description=_("Vide : pas de limite. Une place se libère si une réponse est retirée."),
        invalid_value_message=NOT_WHOLE,
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_PEOPLE},
    )
    languages = SelectMultipleField(
        _("Langues proposées"),
        [InputRequired(_("Choisissez au moins une langue."))],
        option_widget=CheckboxInput(),
        description=_("Les pages du questionnaire sont écrites dans les deux."),
        invalid_choice_message=UNKNOWN_CHOICE,
        choices=[SelectChoice(code, NAMES[code]) for code in LANGUAGES],
    )

    target_people = IntegerField(
        _("Personnes souhaitées à ce niveau"),
        [
            InputRequired(_("Écrivez un nombre de personnes.")),
            NumberRange(1, MOST_PEOPLE, message=_("Entre %(min)d et %(max)d personnes.")),
        ],
        description=_(
            "Pour chaque compétence, ensemble : par exemple 5 personnes. Sous le plus petit nombre "
            "de personnes que la campagne montre, le rapport ne peut dire que « atteint » ou « ne "
            "peut être dit »."
        ),
        invalid_value_message=NOT_WHOLE,
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_PEOPLE},
    )
    target_level = RadioField(
        _("Niveau souhaité, ou plus"),
        [InputRequired(_("Choisissez un niveau."))],
        coerce=int,
        choices=[SelectChoice(level, str(level)) for level in range(LOWEST, HIGHEST + 1)],
        invalid_choice_message=UNKNOWN_CHOICE,
    )

    @classmethod
    def of(cls, course: Course, target: GroupTarget) -> "SettingsForm":
        """Return the form that shows how things stand, or as it was sent."""
        form = cls(
            data={
                "opens_at": _shown(course.opens_at),
                "closes_at": _shown(course.closes_at),
                "grace_minutes": course.grace_minutes,
                "capacity": course.capacity,
                "languages": course.languages,
                "target_people": target.people,
                "target_level": target.level,
            }
        )
        form.grace_minutes.choices = [SelectChoice(minutes, span(minutes)) for minutes in GRACES]
        return form

    def validate_opens_at(self, field: DateTimeLocalField) -> None:
        """Refuse an hour that Paris does not have."""
        _check_hour(field)

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        """Refuse an hour that Paris does not have."""
        _check_hour(field)

    def course(self) -> Course:
        """Return what was decided."""
        languages: Sequence[str] = self.languages.data
        return Course(
            opens_at=self.opens_at.data and from_paris(self.opens_at.data),
            closes_at=self.closes_at.data and from_paris(self.closes_at.data),
            grace_minutes=self.grace_minutes.data,
            capacity=self.capacity.data,
            languages=tuple(languages),
        )

    def target(self) -> GroupTarget:
        """Return what the group aims at."""
        return GroupTarget(people=self.target_people.data or 0, level=self.target_level.data)


def _shown(moment: datetime | None) -> datetime | None:
    return moment and in_paris(moment).replace(tzinfo=None, second=0, microsecond=0)


def _check_hour(field: DateTimeLocalField) -> None:
    try:
        if field.data:
            from_paris(field.data)
    except ValueError as reason:
        raise ValidationError(gettext(str(NO_SUCH_HOUR))) from reason
