"""A file on its way to a questionnaire: read, shown, written once somebody has said so."""

from dataclasses import dataclass

from flask_babel import gettext as _

from referentiel.base import Refusal
from referentiel.formats.base import Issue, Source
from referentiel.models import Item, Version
from referentiel.people import Organisation
from surveys.accounts import organisations_by_ids
from surveys.composing.errors import NotAQuestionnaire
from surveys.formats import yaml_file
from surveys.formats.exchange import FilePlan, plan_file, read_file, write_file
from surveys.models import Questionnaire
from surveys.queries.shares import versions_for
from surveys.roles import Act
from webapp.access import organisations_here
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.questionnaire_files import MOST_BYTES, ConfirmForm, FileForm
from webapp.said import said


@dataclass(frozen=True)
class Arrival:
    """A plan as its page shows it."""

    plan: FilePlan
    lines: list[tuple[bool, str, str]]  # is an error, where, sentence

    @property
    def items(self) -> dict[int, Item]:
        return {item.id: item for item in self.plan.items}

    @property
    def is_writable(self) -> bool:
        return self.plan.definition is not None


def versions_here() -> list[Version]:
    """Return the versions that the signed-in person may ask about."""
    own = organisations_here(Act.AUTHOR)
    return versions_for(get_session(), own, today=now().date())


def organisations_to_hold() -> list[Organisation]:
    """Return the organisations for which the signed-in person may keep a questionnaire."""
    return organisations_by_ids(get_session(), organisations_here(Act.AUTHOR))


def arrived(form: FileForm) -> Arrival | None:
    """Return what the file of a valid form would become; None, with the reason, if refused."""
    content = form.file.data.read(MOST_BYTES + 1)
    form.file.data.close()
    source = Source(form.file.data.filename or "", content)
    try:
        if len(content) > MOST_BYTES or not content:
            raise NotAQuestionnaire
        plan = plan_file(get_session(), read_file(source), versions_here())
    except Refusal as refusal:
        form.file.errors = [said(refusal)]
        return None
    return Arrival(plan, lines_of(plan))


def planned_again(form: ConfirmForm) -> Arrival:
    """Return the plan of what a form asks to have written, in the version that it says."""
    asked = form.version.data if "version" in form else None
    source = Source("questionnaire.yaml", (form.definition.data or "").encode())
    plan = plan_file(get_session(), yaml_file.read(source), versions_here(), asked)
    return Arrival(plan, lines_of(plan))


def lines_of(plan: FilePlan) -> list[tuple[bool, str, str]]:
    """Return what is told of a file: errors first, each with where it stands."""
    lines = [(issue.is_error, _where(issue), _sentence(issue)) for issue in plan.issues]
    return sorted(lines, key=lambda line: not line[0])


def _where(issue: Issue) -> str:
    return str(_("ligne %(row)s", row=issue.row)) if issue.row else issue.entry


def _sentence(issue: Issue) -> str:
    values = {key: _(it) if key == "problem" else it for key, it in issue.values.items()}
    sentence = str(_(issue.sentence))
    return sentence % values if values else sentence


def confirm_form(arrival: Arrival | None = None) -> ConfirmForm:
    """Return the form that confirms a plan."""
    first: dict[str, object] = {}
    if arrival and arrival.plan.definition:
        plan = arrival.plan
        title = arrival.plan.definition.title
        first = {"definition": plan.text, "title": title, "version": plan.version.id}
    form = ConfirmForm(formdata=None, data=first) if arrival else ConfirmForm()
    versions = [(it.id, f"{it.referentiel.title()}, {it.label}") for it in versions_here()]
    form.offer(versions, [(it.id, it.name) for it in organisations_to_hold()])
    return form


def brought(form: ConfirmForm, arrival: Arrival) -> Questionnaire | None:
    """Return the questionnaire that a plan has become; None, with the reason, if refused."""
    organisations = {it.id: it for it in organisations_to_hold()}
    chosen = form.organisation.data if "organisation" in form else min(organisations)
    try:
        return write_file(
            get_session(), arrival.plan, organisations[chosen], title=form.title.data, now=now()
        )
    except Refusal as refusal:
        form.title.errors = [said(refusal)]
        return None
