"""What an organisation begins with: its rules, and its first référentiel."""

from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

import referentiel
from referentiel.loading import load_version
from referentiel.models import Version
from referentiel.people import Organisation, Person
from referentiel.queries import get_published_version
from surveys.organisations import set_up
from webapp.clock import now
from webapp.forms.organisations import SetUpForm

SHIPPED = Path(referentiel.__file__).parent / "data" / "dt-2026.0.yaml"
PUBLISHED = "published"
DRAFT = "shipped"
LATER = "later"


def set_up_form(session: Session) -> SetUpForm:
    """Return the form of a new organisation, with the référentiels it may begin with."""
    version = get_published_version(session)
    form = SetUpForm(data={"referentiel": PUBLISHED if version else DRAFT})
    form.choices_from()
    form.referentiel.choices = [SelectChoice(PUBLISHED, title_of(version))] if version else []
    if version is None:
        form.referentiel.choices = [
            SelectChoice(
                DRAFT,
                _("Celui que fournit Repères, à l’état de projet : 8 domaines, 49 compétences"),
            ),
            SelectChoice(LATER, _("Aucun pour l’instant : aucune campagne ne peut être préparée")),
        ]
    return form


def title_of(version: Version) -> str:
    """Return how a version is offered: its title, its label and its standing."""
    standing = _("projet à valider") if version.standing == "projet" else _("validé")
    title = version.referentiel.title()
    return str(
        _(
            "%(title)s, version %(label)s (%(standing)s)",
            title=title,
            label=version.label,
            standing=standing,
        )
    )


def found(session: Session, form: SetUpForm, person: Person) -> Organisation:
    """Return the organisation that a valid form sets up, its référentiel loaded if asked for."""
    organisation = set_up(session, form.charter(), person, now=now())
    if form.referentiel.data == DRAFT:
        load_version(session, SHIPPED, organisation=organisation, today=now().date())
    return organisation
