"""From a file to a version, by way of a plan: nothing is written before somebody has read it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from referentiel.base import french, slugify
from referentiel.changes import Differences
from referentiel.checking import check
from referentiel.differences import differences
from referentiel.errors import ImportRefused
from referentiel.formats import FORMATS, format_of
from referentiel.formats.base import (
    MOST_BYTES,
    Format,
    Issue,
    Naming,
    Progress,
    Read,
    Source,
    TooLarge,
    Unrecognised,
    silent,
)
from referentiel.identities import Known, settled, within_limits
from referentiel.loading import write_version
from referentiel.models import Referentiel, Version
from referentiel.models.versions import DRAFT
from referentiel.people import Organisation
from referentiel.placing import Place, find_place, known_at, new_label, next_label, place_of
from referentiel.rows import replace_crosswalks
from referentiel.stored import NOWHERE, tree_of_version
from referentiel.tree import STANDINGS, Content, ReferentielTree
from referentiel.unsaid import with_unsaid
from referentiel.versioning import write_successions

PROVISIONAL = uuid5(NOWHERE, "file")  # namespace of what is read before it has its place
UNNAMED, UNLABELLED = "fichier-importe", "…"  # said of nothing but what says neither
NEW, NEXT, UPDATE, SAME = "new", "next", "update", "same"


class PublishedAlready(ImportRefused):
    sentence = french(
        "La version « %(label)s » est publiée : elle ne change plus. Envoyez de nouveau le fichier "
        "en lui donnant une autre étiquette, par exemple « %(proposed)s »."
    )


class ReusedCode(ImportRefused):
    sentence = french(
        "Le code « %(entry)s » désignait une autre entrée dans une version d’avant. Les résultats "
        "des deux ne seront pas comparés."
    )


class PlanIsOld(ImportRefused):
    sentence = french(
        "Le référentiel a changé depuis ce plan : rien n’a été écrit. Relisez le nouveau plan."
    )


@dataclass(frozen=True)
class Wish:
    """What the sender of a file asks; what is empty is found in the file, else proposed.

    `as_is`: the state and the standing that the file gives are taken, instead of a draft.
    """

    slug: str = ""
    label: str = ""
    language: str = "fr"
    format: str = ""
    as_is: bool = False


@dataclass(frozen=True)
class FileRead:
    """What a file holds, before it has its place here."""

    format: Format
    naming: Naming
    read: Read


@dataclass(frozen=True)
class Plan:
    """What writing a file would change; with an error among the issues, it cannot be written.

    `action`: a new référentiel, the next version of one, the update of a version, or nothing.
    `stamp` stands for the state of the base that the plan speaks of.
    """

    format: Format
    issues: tuple[Issue, ...]
    action: str = ""
    tree: ReferentielTree | None = None
    changes: Differences | None = None
    version_id: int | None = None  # of the version that has this label already
    stamp: str = ""

    @property
    def errors(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.is_error)


def read_file(source: Source, wish: Wish) -> FileRead:
    """Return what a file holds; what is wrong with it is among the issues.

    Raises:
        ImportRefused: no format reads it.
    """
    if len(source.content) > MOST_BYTES:
        raise TooLarge(limit=f"{MOST_BYTES // 1_000_000} Mo")
    found = FORMATS.get(wish.format) if wish.format else format_of(source)
    if found is None or found.read is None:
        raise Unrecognised
    naming = Naming(
        slug=slugify(wish.slug) or UNNAMED,
        label=wish.label or UNLABELLED,
        namespace=PROVISIONAL,
        title=PurePath(source.name).stem,
        language=wish.language,
    )
    try:
        read = found.read(source, naming)
        source.meter.move(1.0)
        return FileRead(found, naming, read)
    except ImportRefused as refused:
        return FileRead(found, naming, Read(None, (_error(refused),)))


def plan_import(
    session: Session, file: FileRead, wish: Wish, *, organisation: Organisation, today: date
) -> Plan:
    """Return what writing a file for an organisation would change; nothing is written."""
    read, tree = file.read, file.read.tree
    if tree is None or read.errors:
        return Plan(file.format, read.issues)
    try:
        within_limits(tree)
        asked = {"slug": wish.slug, "label": wish.label}
        place = find_place(
            session, tree, file.naming, **asked, organisation=organisation, today=today
        )
        return _plan(session, file, tree, wish, place)
    except ImportRefused as refused:
        return Plan(file.format, (*read.issues, _error(refused)))


def write_plan(
    session: Session,
    plan: Plan,
    *,
    organisation: Organisation,
    today: date,
    progress: Progress = silent,
) -> Version:
    """Write what a plan says, all or nothing, and return the version.

    Raises:
        PlanIsOld: what the plan rests on has changed since.
        ImportRefused: it cannot be written.
    """
    if plan.errors or plan.tree is None:
        raise ImportRefused
    tree = plan.tree
    place = place_of(session, tree.slug, tree.label, organisation)
    if place.stamp != plan.stamp:
        raise PlanIsOld
    if place.version is not None and (plan.action == SAME or place.version.state != DRAFT):
        replace_crosswalks(session, tree, place.version.referentiel_id)
        return place.version
    loaded = write_version(session, tree, organisation=organisation, today=today, progress=progress)
    version = loaded.version
    if place.version is None and place.before is not None:
        version.based_on_id = place.before.id
        session.flush()
        if version.state != DRAFT:
            write_successions(session, version)
    session.get_one(Referentiel, version.referentiel_id).texts = tree.title
    session.flush()
    return version


def _plan(
    session: Session, file: FileRead, tree: ReferentielTree, wish: Wish, place: Place
) -> Plan:
    older = tree_of_version(session, place.base) if place.base else None
    issues = list(file.read.issues)
    known = known_at(session, place)
    tree = settled(tree, slug=place.slug, label=place.label, known=known, unsaid=PROVISIONAL)
    tree = _standing(tree, place, wish)
    tree = _titled(tree, file, place)
    if older is not None and file.format.loses:
        tree, kept = with_unsaid(tree, older)
        issues += kept
    check(tree)
    changes = differences(older or _empty(tree), tree)
    if place.version is not None and place.version.state != DRAFT and not _only_links(changes):
        proposed = new_label(session, place, next_label(place.label))
        raise PublishedAlready(label=place.label, proposed=proposed)
    issues += _reused(tree, known)
    return Plan(
        format=file.format,
        issues=tuple(issues),
        action=_action(place, changes),
        tree=tree,
        changes=changes,
        version_id=place.version.id if place.version else None,
        stamp=place.stamp,
    )


def _action(place: Place, changes: Differences) -> str:
    if place.version is not None:
        return SAME if changes.nothing else UPDATE
    return NEXT if place.referentiel is not None else NEW


def _reused(tree: ReferentielTree, known: Known) -> list[Issue]:
    """Return a warning for each code that older versions gave to another entry."""
    return [
        Issue(ReusedCode.sentence, {"entry": item.code}, entry=item.code)
        for item in tree.content.items
        if (lineages := known.older.get(item.code)) and tree.lineage(item) not in lineages
    ]


def _standing(tree: ReferentielTree, place: Place, wish: Wish) -> ReferentielTree:
    """Return a tree that is a draft « projet », unless asked, or decided here, otherwise."""
    version, content = place.version, tree.content
    if version is not None and version.state != DRAFT:
        content = replace(content, state=version.state, standing=version.standing)
    elif not wish.as_is:
        standing = version.standing if version is not None else STANDINGS[0]
        content = replace(content, state=DRAFT, standing=standing)
    return replace(tree, content=content)


def _titled(tree: ReferentielTree, file: FileRead, place: Place) -> ReferentielTree:
    """Return a tree with the title that stands: the file's, where it says one and nothing is out.

    A référentiel that is published keeps its title: readers know it by that name.
    """
    if place.referentiel is None:
        return tree
    said = {text.get("title") for text in tree.title.values()} - {file.naming.title, None}
    stored = place.referentiel.texts
    return replace(tree, title=stored if place.is_out or not said else tree.title)


def _only_links(changes: Differences) -> bool:
    """Say whether nothing changes of what a published version freezes."""
    return replace(changes, crosswalks=()).nothing


def _empty(tree: ReferentielTree) -> ReferentielTree:
    content = Content(tree.content.standing, DRAFT, {}, items=())
    return replace(tree, title={}, content=content, crosswalks=(), successions=())


def _error(refused: ImportRefused) -> Issue:
    entry = str(refused.values.get("entry", ""))
    return Issue(refused.sentence, refused.values, entry=entry, is_error=True)


def empty_tree(title: str) -> ReferentielTree:
    """Return a référentiel of no entry: what a template is written from."""
    content = Content(STANDINGS[0], DRAFT, {}, items=())
    texts: Mapping[str, str] = {"title": title}
    return ReferentielTree(
        slug=slugify(title),
        namespace=UUID(int=0),
        label="1",
        title={"fr": dict(texts)},
        content=content,
    )
