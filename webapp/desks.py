"""The forms of a draft, each filled with what the draft says now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import Field

from referentiel.base import in_language, slugify
from referentiel.editing import fields as kept
from referentiel.editing import queries as read
from referentiel.editing.drafts import start_draft
from referentiel.editing.errors import CodeTaken, CodeUnfit, NoPlaceThere, TooDeep
from referentiel.editing.hindrances import Hindrance, hindrances_of, missing_in
from referentiel.editing.items import add_item, proposed_code
from referentiel.editing.order import Outline
from referentiel.editing.queries import Line
from referentiel.editing.texts import named_in
from referentiel.models import AREA, COMPETENCE, Item, JobProfile, Version
from referentiel.queries import anchors_of
from referentiel.tree import COLLECTIVE, REFERENCE, SOURCE
from surveys.queries.organisations import own_organisations
from surveys.roles import Act
from webapp.access import organisations_here, person_here
from webapp.drafting import Speech, named_by, shipped, type_words
from webapp.forms import additions
from webapp.forms import drafts as forms
from webapp.forms.drafts import SavedForm, saved_form
from webapp.outlining import LARGE, Knot

ROOT = ""


def item_form(session: Session, version: Version, item: Item, speech: Speech) -> SavedForm:
    """Return the form of an entry."""
    now = kept.item_fields(item)
    fields = forms.item_fields(
        item.kind,
        now,
        languages=speech.shown,
        types=type_words(list(anchors_of(session, version.id))),
        named=named_by(version, speech.main),
    )
    return saved_form(fields, now, item.revision)


def scales_form(session: Session, version: Version, speech: Speech) -> SavedForm:
    """Return the form of both scales."""
    now = kept.scale_fields(read.scales_of(session, version.id))
    return saved_form(forms.scale_fields(speech.shown), now, version.revision)


def anchors_form(session: Session, version: Version, type_: str, speech: Speech) -> SavedForm:
    """Return the form of what shows each level, for one type."""
    now = kept.anchor_fields(read.anchors_of_type(session, version.id, type_))
    return saved_form(forms.anchor_fields(speech.shown), now, version.revision)


def type_here(types: Sequence[str]) -> str:
    """Return the type that the address asks for, else the first one."""
    asked = request.args.get("type", "")
    return asked if asked in types else next(iter(types), "")


def types_of(session: Session, version: Version) -> dict[str, str]:
    """Return the types that have anchors, as they are read; the ladder of groups comes last."""
    held = list(anchors_of(session, version.id))
    own = {type_: said for type_, said in type_words(held).items() if type_ in held}
    group = {COLLECTIVE: str(_("collectif : pour un groupe"))} if COLLECTIVE in held else {}
    return own | group


def texts_form(version: Version, speech: Speech) -> SavedForm:
    """Return the form of what a version says of itself."""
    now = kept.version_fields(version)
    sources, references = (named_in(version.texts, prefix) for prefix in (SOURCE, REFERENCE))
    fields = forms.text_fields(speech.shown, sources, references)
    return saved_form(fields, now, version.revision)


def profile_form(
    profile: JobProfile, lines: Sequence[Line], speech: Speech, area: Line | None
) -> SavedForm:
    """Return the form of a job profile, with the areas, and the competences of one area."""
    now = kept.profile_fields(profile)
    shown = {line.id: named(line, speech.main) for line in expected_lines(lines, area)}
    fields = forms.profile_fields(now, languages=speech.shown, items=shown)
    return saved_form(fields, now, profile.revision)


def expected_lines(lines: Sequence[Line], area: Line | None) -> list[Line]:
    """Return the entries of which a profile's page asks the level, in reading order."""
    of_area = {line.id for line in lines if area and line.parent_id == area.id}
    roots = {line.id for line in lines if line.parent_id is None}
    areas = [line for line in lines if line.kind == AREA]
    shown = {line.id for line in areas} if len(areas) <= LARGE else roots
    return [line for line in lines if line.id in shown or line.id in of_area]


def area_here(lines: Sequence[Line]) -> Line | None:
    """Return the area that the address asks for."""
    asked = request.args.get("area", type=int)
    return next((line for line in lines if line.id == asked and line.kind == AREA), None)


def named(line: Line, language: str) -> str:
    """Return an entry as a list names it: its code, then its label."""
    label = in_language(line.texts, "label", language) or line.code
    return f"{Knot(line, label).notation} {label}".strip()


def adding_form(
    session: Session, version: Version, lines: Sequence[Line], speech: Speech
) -> FlaskForm:
    """Return the form of a new entry; the address may say where, and of which kind."""
    areas = {line.id: named(line, speech.main) for line in lines if line.kind == AREA}
    asked = request.args.get("parent", "")
    form = additions.new_item_form(
        kinds=(COMPETENCE, AREA) if areas else (AREA,),
        parents=areas,
        types=type_words(list(anchors_of(session, version.id))),
        language=speech.main,
    )
    if not form.is_submitted():
        wanted = request.args.get("kind", "")
        default = COMPETENCE if areas and asked else AREA
        form.kind.data = wanted if wanted in (AREA, COMPETENCE) and areas else default
        form.parent.data = asked if asked.isdecimal() and int(asked) in areas else ROOT
    return form


def code_for(session: Session, version: Version, form: FlaskForm) -> str:
    """Return the code given to a new entry, else the one that follows."""
    parent = form.parent.data
    held_by = read.item_in(session, version.id, int(parent)) if parent else None
    typed = " ".join((form.code.data or "").split())
    return typed or proposed_code(session, version, form.kind.data, held_by)


def placing_form(lines: Sequence[Line], outline: Outline, item: Item, language: str) -> FlaskForm:
    """Return the form by which an entry moves to another area, or to the root."""
    parents = {
        str(line.id): named(line, language)
        for line in lines
        if line.kind == AREA and line.id not in outline.under(item.id)
    }
    root = {ROOT: str(_("la racine du référentiel"))} if item.kind == AREA else {}
    return additions.place_form(root | parents, str(item.parent_id or ROOT))


def begun(session: Session, form: FlaskForm) -> Version:
    """Return the first draft of the référentiel that a valid form describes."""
    title = " ".join(form.title.data.split())
    slug = form.slug.data or slugify(title)[: forms.LONGEST_CODE].strip("-")
    return start_draft(
        session,
        slug=slug or "referentiel",
        title={"fr": {"title": title}},
        organisation_id=int(form.organisation.data),
        model=shipped(),
    )


def organisations_to_write_for(session: Session) -> dict[int, str]:
    """Return the names of the organisations for which the person may write."""
    writing = organisations_here(Act.AUTHOR)
    own = own_organisations(session, person_here().id)
    return {held.id: held.name for held, _roles in own if held.id in writing}


def added(session: Session, version: Version, form: FlaskForm, speech: Speech) -> Item | None:
    """Return the entry that a valid form describes; None, with the reason in the form, if not."""
    is_area = form.kind.data == AREA
    try:
        return add_item(
            session,
            version,
            kind=form.kind.data,
            code=code_for(session, version, form),
            texts={speech.main: {"label": " ".join(form.label.data.split())}},
            parent_id=int(form.parent.data) if form.parent.data else None,
            type_=None if is_area else form.type.data or None,
        )
    except (CodeTaken, CodeUnfit) as refusal:
        form.code.errors = [_(refusal.sentence) % refusal.values]
    except (NoPlaceThere, TooDeep) as refusal:
        form.parent.errors = [_(refusal.sentence) % refusal.values]
    session.rollback()
    return None


def ladder_of_type(session: Session, item: Item, language: str) -> list[str]:
    """Return what shows each level by the type of an entry, which its own words replace."""
    anchors = anchors_of(session, item.version_id).get(item.type or "", ())
    return [anchor.description(language) for anchor in anchors]


def hindrances_here(session: Session, version: Version, lines: Sequence[Line]) -> list[Hindrance]:
    """Return what keeps a draft from being published."""
    scales, anchors = read.scales_of(session, version.id), anchors_of(session, version.id)
    return hindrances_of(lines, scales, anchors)


def type_names_form(name: str) -> dict[str, FlaskForm]:
    """Return the forms that name a new type, and rename the one shown."""
    return {
        "add": additions.naming_form(_("Nom du nouveau type")),
        "rename": additions.naming_form(_("Nouveau nom du type"), name),
    }


@dataclass(frozen=True)
class Expected:
    """A row of what a profile expects: an area, or a competence of the one that is open."""

    line: Line
    name: str
    depth: int
    is_open: bool
    overriding: int  # competences of the area of which the profile says something itself


def expected_table(
    profile: JobProfile, lines: Sequence[Line], area: Line | None, language: str
) -> list[Expected]:
    """Return the rows of what a profile expects."""
    parents = {line.id: line.parent_id for line in lines}
    said = {one.item_id for one in profile.expected}
    own: dict[int | None, int] = {}
    for line in lines:
        if line.kind == COMPETENCE and line.id in said:
            own[line.parent_id] = own.get(line.parent_id, 0) + 1
    return [
        Expected(
            line=line,
            name=named(line, language),
            depth=_depth(line.parent_id, parents),
            is_open=area is not None and line.id == area.id,
            overriding=own.get(line.id, 0),
        )
        for line in expected_lines(lines, area)
    ]


def _depth(parent_id: int | None, parents: Mapping[int, int | None]) -> int:
    depth = 0
    while parent_id is not None:
        parent_id, depth = parents.get(parent_id), depth + 1
    return depth


def source_groups(
    session: Session, version: Version, form: SavedForm
) -> list[tuple[str, list[tuple[str, int, list[Field]]]]]:
    """Return the sources, then the older references: key, how many cite it, its fields."""
    counts = read.items_naming(session, version.id)
    groups = []
    for title, prefix in ((_("Sources"), SOURCE), (_("Références plus anciennes"), REFERENCE)):
        keys = [prefix + name for name in named_in(version.texts, prefix)]
        fields = {key: [f for f in form if f.name.partition(".")[2] == key] for key in keys}
        groups.append((str(title), [(key, counts.get(key, 0), fields[key]) for key in keys]))
    return groups


@dataclass(frozen=True)
class Translated:
    """How much of a draft is said in a language: `missing` texts of `total`."""

    language: str
    name: str
    missing: int
    total: int


def translation_counts(lines: Sequence[Line], speech: Speech) -> list[Translated]:
    """Return how many texts are missing in each language but the main one."""
    total = sum(len(missing_in(line.texts, speech.main, "")) for line in lines)
    return [
        Translated(
            language=other,
            name=forms.language_name(other),
            missing=sum(len(missing_in(line.texts, speech.main, other)) for line in lines),
            total=total,
        )
        for other in speech.others
    ]
