"""How many people there are: one number for the whole, one for each answer to each question."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from reports.queries import Subject
from reports.sections.material import label_of
from surveys.attributes import ATTRIBUTES, PROFILE
from surveys.models import Campaign
from surveys.population import MOST_PEOPLE, Population, population_in
from webapp.forms.campaigns import NOT_WHOLE, UNKNOWN_CHOICE
from webapp.labels import language

MISSING = _("Écrivez un nombre pour chaque réponse de cette question, 0 compris, ou aucun.")


class PopulationForm(FlaskForm):
    """Each answer to a question has its own field: see `population_form`."""

    asked: dict[str, dict[str, str]] = {}  # attribute → answer → name of its field

    def population(self) -> Population:
        """Return what was written."""
        totals = {
            attribute: {value: int(self[name].data or 0) for value, name in names.items()}
            for attribute, names in self.asked.items()
            if all(self[name].data is not None for name in names.values())
        }
        return Population(self["size"].data or 0, totals, self["by"].data or "")

    def is_whole(self) -> bool:
        """Say whether each question has all its numbers or none; if not, it is said beside."""
        whole = True
        for names in self.asked.values():
            blank = [name for name in names.values() if self[name].data is None]
            if blank and len(blank) < len(names):
                self[blank[0]].errors = [MISSING]
                whole = False
        return whole


def population_form(campaign: Campaign, subject: Subject) -> PopulationForm:
    """Return the form of what a campaign knows of its population, or as it was sent."""
    known = population_in(campaign.population)
    asked = {
        attribute: {
            value: f"n{place}-{row}" for row, value in enumerate(values_of(attribute, subject))
        }
        for place, attribute in enumerate(campaign.attributes)
    }
    fields: dict[str, object] = {
        "asked": asked,
        "size": _number(_("Personnes en tout"), 1, _("Toute la population, réponses ou non.")),
        "by": SelectField(
            _("Redresser d’après"),
            [Optional()],
            choices=[
                SelectChoice("", gettext("La première question dont les nombres sont écrits")),
                *(
                    SelectChoice(attribute, gettext(ATTRIBUTES[attribute].label))
                    for attribute in campaign.attributes
                ),
            ],
            invalid_choice_message=UNKNOWN_CHOICE,
        ),
    }
    data: dict[str, object] = {"size": known.size or None, "by": known.by}
    for attribute, names in asked.items():
        for value, name in names.items():
            label = label_of(subject, attribute, value, gettext, language())
            fields[name] = _number(label, 0)
            data[name] = known.totals.get(attribute, {}).get(value)
    form: PopulationForm = type("FilledPopulationForm", (PopulationForm,), fields)(data=data)
    return form


def values_of(attribute: str, subject: Subject) -> list[str]:
    """Return the answers that a question about the respondent offers."""
    if attribute == PROFILE:
        return [profile.code for profile in subject.profiles]
    return [value for value, _label in ATTRIBUTES[attribute].choices]


def _number(label: str, least: int, description: str = "") -> IntegerField:
    return IntegerField(
        label,
        [
            Optional(),
            NumberRange(least, MOST_PEOPLE, message=_("Entre %(min)d et %(max)d personnes.")),
        ],
        description=description,
        invalid_value_message=NOT_WHOLE,
        render_kw={"inputmode": "numeric", "min": least, "max": MOST_PEOPLE},
    )
