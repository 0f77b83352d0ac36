"""What the pages of correspondences are asked for, and the bench where an author builds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from flask import request
from flask_babel import gettext as _

from referentiel.covering import (
    Entry,
    competences_covered,
    fiches_found,
    relations_counted,
    required_covered,
)
from referentiel.crosswalk_queries import (
    Filter,
    Named,
    Place,
    entries_found,
    references_readable_by,
    schemes_of,
)
from referentiel.crosswalks import ROME, code_of, scheme_of, target_of
from referentiel.models import Crosswalk, Item, Version
from reports.coverage_report import Covered, coverage_report
from reports.document import Document
from reports.suggestions import Suggestion, suggestions
from surveys.guard.audit import record
from surveys.roles import Act
from webapp.access import organisations_here, person_here
from webapp.clock import now
from webapp.database import get_session
from webapp.languages import current_language

PER_PAGE = 50
MOST_FOUND = 20
MOST_FICHES = 20
MOST_LISTED = 100  # on the page; a file holds them all
DECIDED = "crosswalk.decided"


@dataclass(frozen=True)
class Paging:
    """Where a page stands in a list of `total` entries."""

    number: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PER_PAGE))

    @property
    def offset(self) -> int:
        return (self.number - 1) * PER_PAGE


@dataclass(frozen=True)
class Bench:
    """Where counterparts are looked for: a reference, what was asked of it, what may answer."""

    references: Sequence[Version]
    reference: Version | None
    words: str
    total: int
    found: Sequence[Place]
    suggested: Sequence[Suggestion]
    linked: Mapping[str, Crosswalk]  # by target

    def target(self, item: Item) -> str:
        """Return how correspondences name an entry of the reference."""
        return target_of(scheme_of(self.reference), item) if self.reference else item.code


@dataclass(frozen=True)
class Reference:
    """What coverage is asked of: a scheme, and the version of it held here, if any."""

    scheme: str
    version: Version | None

    @property
    def key(self) -> str:
        return str(self.version.id) if self.version else self.scheme

    @property
    def name(self) -> str:
        if self.version is None:
            return self.scheme
        title = self.version.referentiel.title(current_language())
        return f"{title} – {self.version.label}"


@dataclass(frozen=True)
class Coverage:
    """What is asked of coverage, and what answers: a fiche is chosen, or some are offered."""

    references: Sequence[Reference]
    reference: Reference
    strict: bool
    words: str
    fiche: Item | None
    fiches: Sequence[Item]
    competences: Sequence[Entry]
    required: Sequence[Entry]
    document: Document


def filter_asked(args: Mapping[str, str]) -> Filter:
    """Return which competences the address asks for."""
    return Filter(
        words=args.get("q", "").strip(),
        scheme=args.get("scheme", ""),
        state=args.get("state", ""),
    )


def page_asked(total: int) -> Paging:
    """Return which page of a list the address asks for: the first, unless it is another one."""
    paging = Paging(1, total)
    asked = request.args.get("page", 1, type=int)
    return Paging(min(max(asked, 1), paging.last), total)


def writes_here(version: Version) -> bool:
    """Say whether the person may decide on the correspondences of a version."""
    return version.referentiel.organisation_id in organisations_here(Act.AUTHOR)


def references_here(version: Version) -> list[Version]:
    """Return the versions of other référentiels that the person may read."""
    own = organisations_here(Act.DISCUSS)
    return references_readable_by(get_session(), own, besides=version.referentiel_id)


def bench_for(version: Version, item: Item, links: Sequence[Crosswalk]) -> Bench:
    """Return what may answer an item in the reference that the address names, else in the ROME."""
    session, language = get_session(), current_language()
    references = references_here(version)
    reference = _chosen(references, request.args.get("reference", ""))
    words = request.args.get("q", "").strip()
    total, found, suggested = 0, list[Place](), list[Suggestion]()
    linked: dict[str, Crosswalk] = {}
    if reference is not None:
        scheme = scheme_of(reference)
        linked = {link.target: link for link in links if link.scheme == scheme}
        suggested = suggestions(session, item, reference, language=language, besides=linked)
    if reference is not None and words:
        total, found = entries_found(session, reference, words, limit=MOST_FOUND)
    return Bench(references, reference, words, total, found, suggested, linked)


def _chosen(references: Sequence[Version], asked: str) -> Version | None:
    named = [one for one in references if str(one.id) == asked]
    rome = [one for one in references if scheme_of(one) == ROME]
    return next(iter([*named, *rome, *references]), None)


def name_of(link: Crosswalk) -> str:
    """Return what names a correspondence in a form."""
    return "/".join(quote(part, safe="") for part in (link.lineage, link.scheme, link.target))


def names_sent() -> list[Named]:
    """Return the correspondences that a form names; what names none is left out."""
    sent = [tuple(map(unquote, value.split("/"))) for value in request.form.getlist("link")]
    return [(parts[0], parts[1], parts[2]) for parts in sent if len(parts) == 3]


def note(version: Version) -> None:
    """Write in the journal that the person decided on correspondences of a référentiel."""
    record(
        get_session(),
        DECIDED,
        now=now(),
        person_id=person_here().id,
        organisation_id=version.referentiel.organisation_id,
        subject=f"referentiel:{version.referentiel_id}",
    )


def coverage_of(version: Version) -> Coverage | None:
    """Return the coverage that the address asks for; None without anything to compare with."""
    references = _compared(version)
    asked = request.args.get("reference", "")
    rome = [one for one in references if one.scheme == ROME]
    named = [one for one in references if one.key == asked]
    chosen = next(iter([*named, *rome, *references]), None)
    return _coverage(version, references, chosen) if chosen else None


def _compared(version: Version) -> list[Reference]:
    held = [Reference(scheme_of(one), one) for one in references_here(version)]
    known = {one.scheme for one in held}
    named = schemes_of(get_session(), version.referentiel_id)
    return held + [Reference(scheme, None) for scheme in named if scheme not in known]


def _coverage(version: Version, references: Sequence[Reference], chosen: Reference) -> Coverage:
    session, language = get_session(), current_language()
    strict, words = "strict" in request.args, request.args.get("fiche", "").strip()
    relations = relations_counted(strict)
    competences = competences_covered(session, version, chosen.scheme, relations)
    fiche, fiches = None, list[Item]()
    if chosen.version is not None:
        fiche, fiches = fiches_found(
            session, chosen.version, chosen.scheme, words, limit=MOST_FICHES
        )
    required = required_covered(session, version, fiche, chosen.scheme, relations) if fiche else []
    covered = Covered(
        title=version.referentiel.title(language),
        reference=chosen.name,
        competences=competences,
        strict=strict,
        fiche=f"{code_of(fiche)} {fiche.label(language)}".strip() if fiche else "",
        required=required,
    )
    document = coverage_report(
        covered,
        translate=_,
        language=language,
        content="" if language in version.texts else "fr",
    )
    return Coverage(
        references, chosen, strict, words, fiche, fiches, competences, required, document
    )
