"""Published référentiels: their versions, items, profiles, scales and correspondences."""

from collections.abc import Iterable

from flask import Response, abort
from pydantic import Field

from referentiel.base import french
from referentiel.models import Anchor, Crosswalk, Item, JobProfile, Referentiel, ScaleLevel, Version
from referentiel.queries import (
    anchors_of,
    codes_of,
    crosswalks_of,
    items_of,
    items_page,
    profiles_of,
    published_page,
    published_versions,
    scale_of,
)
from webapp.api import shapes
from webapp.api.access import public
from webapp.api.describing import answers, section
from webapp.api.paging import PageQuery, cut, part_of
from webapp.api.reading import Given
from webapp.api.replies import settled
from webapp.database import get_session

bp = section(
    "referentiels",
    french("Référentiels"),
    says=french("Les référentiels publiés. Ouvert à tout le monde, sans jeton."),
)


class SlugPath(Given):
    slug: str = Field(json_schema_extra={"example": "developpement-territorial"})


class VersionPath(SlugPath):
    label: str = Field(json_schema_extra={"example": "DT-2026.0"})


@bp.get(
    "/referentiels",
    summary=french("Les référentiels publiés"),
    responses=answers(shapes.Referentiels, 304),
)
@public
def index(query: PageQuery) -> Response:
    """List the référentiels that have a published version."""
    found = published_page(get_session(), after=query.place() or 0, limit=query.limit + 1)
    page, onward = cut(found, query, lambda one: one.id)
    versions = published_versions(get_session(), [one.slug for one in page])
    items = [described(one, versions) for one in page]
    return settled(shapes.Referentiels(items=items, next=onward))


@bp.get(
    "/referentiels/<slug>",
    summary=french("Un référentiel"),
    responses=answers(shapes.Referentiel, 304),
)
@public
def show(path: SlugPath) -> Response:
    """Give one référentiel and the labels of its versions."""
    versions = published_versions(get_session(), [path.slug]) or abort(404)
    return settled(described(versions[0].referentiel, versions))


@bp.get(
    "/referentiels/<slug>/versions",
    summary=french("Ses versions publiées"),
    responses=answers(shapes.Versions, 304),
)
@public
def versions(path: SlugPath) -> Response:
    """List the published versions of a référentiel, the latest first."""
    found = published_versions(get_session(), [path.slug]) or abort(404)
    return settled(shapes.Versions(items=[version_shape(one) for one in found]))


@bp.get(
    "/referentiels/<slug>/versions/<label>",
    summary=french("Une version"),
    responses=answers(shapes.Version, 304),
)
@public
def version(path: VersionPath) -> Response:
    """Give one published version; its content never changes."""
    return settled(version_shape(version_at(path)))


@bp.get(
    "/referentiels/<slug>/versions/<label>/items",
    summary=french("Ses domaines et ses compétences"),
    responses=answers(shapes.Items, 304),
)
@public
def items(path: VersionPath, query: PageQuery) -> Response:
    """List areas and competences in reading order."""
    start = query.place() or 0
    some = items_page(get_session(), version_at(path).id, start=start, limit=query.limit + 1)
    page, onward = cut(some, query, lambda _last: start + query.limit)
    codes = codes_of(get_session(), [item.parent_id for item in page if item.parent_id])
    shown = [item_shape(item, codes) for item in page]
    return settled(shapes.Items(items=shown, next=onward))


@bp.get(
    "/referentiels/<slug>/versions/<label>/profiles",
    summary=french("Ses profils métier et leurs niveaux attendus"),
    responses=answers(shapes.Profiles, 304),
)
@public
def profiles(path: VersionPath, query: PageQuery) -> Response:
    """List the job profiles, with the levels that each expects."""
    found = version_at(path)
    page, onward = part_of(profiles_of(get_session(), found.id), query)
    named = {one.item_id for profile in page for one in profile.expected}
    codes = codes_of(get_session(), named)
    shown = [profile_shape(profile, codes) for profile in page]
    return settled(shapes.Profiles(items=shown, next=onward))


@bp.get(
    "/referentiels/<slug>/versions/<label>/scales",
    summary=french("Ses échelles et leurs ancrages"),
    responses=answers(shapes.Scales, 304),
)
@public
def scales(path: VersionPath) -> Response:
    """Give the steps of both scales, and what shows a level for each type of competence."""
    found, session = version_at(path), get_session()
    anchors = [
        shapes.Anchors(type=type_, steps=steps_of(steps))
        for type_, steps in anchors_of(session, found.id).items()
    ]
    mastery, importance = (scale_of(session, found.id, name) for name in ("mastery", "importance"))
    return settled(
        shapes.Scales(mastery=steps_of(mastery), importance=steps_of(importance), anchors=anchors)
    )


@bp.get(
    "/referentiels/<slug>/versions/<label>/crosswalks",
    summary=french("Ses correspondances avec d’autres référentiels"),
    responses=answers(shapes.Crosswalks, 304),
)
@public
def crosswalks(path: VersionPath, query: PageQuery) -> Response:
    """List the correspondences of its competences, with their status."""
    found = version_at(path)
    every = items_of(get_session(), found.id)
    lineages = [item.lineage for item in every]
    links = crosswalks_of(get_session(), found.referentiel_id, lineages)
    pairs = [(item, link) for item in every for link in links.get(item.lineage, [])]
    page, onward = part_of(pairs, query)
    shown = [crosswalk_shape(item, link) for item, link in page]
    return settled(shapes.Crosswalks(items=shown, next=onward))


def version_at(path: VersionPath) -> Version:
    """Return a published version; drafts and withdrawn ones are not found."""
    found = published_versions(get_session(), [path.slug])
    return next((one for one in found if one.label == path.label), None) or abort(404)


def described(referentiel: Referentiel, versions: Iterable[Version]) -> shapes.Referentiel:
    """Return a référentiel, with those of `versions` that are its own."""
    labels = [one.label for one in versions if one.referentiel_id == referentiel.id]
    return shapes.Referentiel(slug=referentiel.slug, texts=referentiel.texts, versions=labels)


def version_shape(version: Version) -> shapes.Version:
    """Return a version, with whom it belongs to."""
    return shapes.Version(
        referentiel=version.referentiel.slug,
        label=version.label,
        standing=version.standing,
        published_on=version.published_on,
        content_hash=version.content_hash,
        texts=version.texts,
    )


def item_shape(item: Item, codes: dict[int, str]) -> shapes.Item:
    """Return an item; its parent is named by its code."""
    return shapes.Item(
        code=item.code,
        lineage=item.lineage,
        foreign_id=item.foreign_id,
        parent=codes.get(item.parent_id or 0),
        kind=item.kind,
        type=item.type,
        scope=item.scope,
        core=item.core,
        texts=item.texts,
        sources=item.sources,
        criteria=[shapes.Criterion.model_validate(said) for said in item.criteria],
    )


def profile_shape(profile: JobProfile, codes: dict[int, str]) -> shapes.Profile:
    """Return a profile, with the levels it expects by code of item."""
    expected = [
        shapes.Expected(
            item=codes[one.item_id],
            level=one.level,
            high=one.high,
            weight=one.weight,
            critical=one.critical,
        )
        for one in profile.expected
    ]
    return shapes.Profile(code=profile.code, texts=profile.texts, expected=expected)


def crosswalk_shape(item: Item, link: Crosswalk) -> shapes.Crosswalk:
    """Return a correspondence, with the code that this version gives to its competence."""
    return shapes.Crosswalk(
        item=item.code,
        lineage=link.lineage,
        scheme=link.scheme,
        target=link.target,
        target_version=link.target_version,
        target_label=link.target_label,
        relation=link.relation,
        status=link.status,
        decided_on=link.decided_on,
    )


def steps_of(scale: Iterable[ScaleLevel | Anchor]) -> list[shapes.Step]:
    """Return the steps of a scale, or the anchors of a type, from 0 to 4."""
    return [shapes.Step(level=step.level, texts=step.texts) for step in scale]
