"""Questionnaires to files and back: which formats there are, what a file would become here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import IO

from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from referentiel.formats.base import Issue, Source
from referentiel.models import COMPETENCE, Item, Version
from referentiel.people import Organisation
from referentiel.queries import items_above, items_of
from surveys.composing import conditions, editions
from surveys.composing.errors import NotAQuestionnaire
from surveys.formats import yaml_file
from surveys.formats.definition import Definition, DefinitionRead, bound, definition_of
from surveys.formats.wording import wording_of
from surveys.formats.xlsform import reading, writing
from surveys.formats.xlsform.writing import Wording
from surveys.models import Questionnaire
from surveys.sections import Section, Sections

OTHER_VERSION = french(
    "Le fichier vient de la version « %(said)s » ; ses compétences sont cherchées dans "
    "« %(here)s »."
)
NO_SUCH = french(
    "Le référentiel « %(said)s » n’est pas à votre disposition ici ; ses compétences sont "
    "cherchées dans « %(here)s »."
)


@dataclass(frozen=True)
class QuestionnaireFormat:
    """One format of files; `loses` says in French what does not come back from our own."""

    key: str
    label: str
    extension: str
    media_type: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source], DefinitionRead]
    write: Callable[[Definition, Wording, IO[bytes]], None]


def _write_yaml(definition: Definition, _wording: Wording, stream: IO[bytes]) -> None:
    yaml_file.write(definition, stream)


FORMATS: dict[str, QuestionnaireFormat] = {
    "yaml": QuestionnaireFormat(
        key="yaml",
        label=french("YAML de Repères"),
        extension="yaml",
        media_type="application/yaml",
        recognises=yaml_file.recognises,
        read=yaml_file.read,
        write=_write_yaml,
    ),
    "xlsform": QuestionnaireFormat(
        key="xlsform",
        label=french("XLSForm (Kobo, ODK, Enketo)"),
        extension="xlsx",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        recognises=reading.recognises,
        read=reading.read,
        write=writing.write,
    ),
}


def export(session: Session, questionnaire: Questionnaire, key: str, stream: IO[bytes]) -> None:
    """Write a questionnaire to a stream in the format of `key`."""
    by_id = {item.id: item for item in items_above(session, questionnaire.items)}
    items = [by_id[number] for number in questionnaire.items]
    definition = definition_of(questionnaire, items, questionnaire.title)
    wording = wording_of(session, questionnaire.version_id, items)
    FORMATS[key].write(definition, wording, stream)


@dataclass(frozen=True)
class FilePlan:
    """What a file would become: the questions it asks, tied to a version; or what is wrong.

    Without `definition` nothing can be written. `sections` hold ids of competences.
    """

    definition: Definition | None
    version: Version
    sections: Sections = ()
    items: Sequence[Item] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def text(self) -> str:
        """The definition as it is to be confirmed: YAML of ours."""
        stream = BytesIO()
        if self.definition:
            yaml_file.write(self.definition, stream)
        return stream.getvalue().decode()


def read_file(source: Source) -> DefinitionRead:
    """Return the questionnaire that a file holds, in whichever format.

    Raises:
        NotAQuestionnaire: no format knows it.
        TooLarge, NotReadable: it cannot be opened.
    """
    for kind in FORMATS.values():
        if kind.recognises(source):
            return kind.read(source)
    raise NotAQuestionnaire


def plan_file(
    session: Session, read: DefinitionRead, versions: Sequence[Version], asked: int | None = None
) -> FilePlan:
    """Return what a file that was read would become; `versions` are those to choose from.

    Without the id of a version `asked` for, the one the file names, else the first.
    """
    if read.definition is None:
        return FilePlan(None, versions[0], issues=read.issues)
    definition = read.definition
    version, notes = _version_for(definition, versions, asked)
    items = [it for it in items_of(session, version.id) if it.kind == COMPETENCE]
    tied = bound(definition, items)
    sections = tuple(_by_item(section, tied.items) for section in tied.sections)
    issues = (*read.issues, *notes, *tied.issues)
    try:
        conditions.check(sections)
    except Refusal as refusal:
        wrong = Issue(refusal.sentence, refusal.values, is_error=True)
        return FilePlan(None, version, issues=(*issues, wrong))
    held = {item.id for item in items} & set(tied.items)
    asked_items = tuple(item for item in items if item.id in held)
    return FilePlan(definition, version, sections, asked_items, issues)


def _by_item(section: Section, items: Sequence[int]) -> Section:
    entries = (items[it] if isinstance(it, int) else it for it in section.entries)
    return replace(section, entries=tuple(entries))


def _version_for(
    definition: Definition, versions: Sequence[Version], asked: int | None
) -> tuple[Version, list[Issue]]:
    if asked is not None:
        return next((it for it in versions if it.id == asked), versions[0]), []
    if not definition.referentiel or not definition.codes:
        return versions[0], []
    same = [it for it in versions if it.referentiel.slug == definition.referentiel]
    exact = [it for it in same if it.label == definition.version]
    version = [*exact, *same, *versions][0]
    here = f"{version.referentiel.title()}, {version.label}"
    if not same:
        return version, [Issue(NO_SUCH, {"said": definition.referentiel, "here": here})]
    if not exact and definition.version:
        return version, [Issue(OTHER_VERSION, {"said": definition.version, "here": here})]
    return version, []


def write_file(
    session: Session, plan: FilePlan, organisation: Organisation, *, title: str, now: datetime
) -> Questionnaire:
    """Return the questionnaire that a plan makes.

    Raises:
        NotAQuestionnaire: there is nothing to write.
        TitleMissing, TooManyCompetences, TooManyParts
    """
    if plan.definition is None:
        raise NotAQuestionnaire
    return editions.begin(
        session,
        organisation,
        title=title or plan.definition.title,
        version_id=plan.version.id,
        sections=plan.sections,
        ratings=plan.definition.ratings,
        now=now,
    )
