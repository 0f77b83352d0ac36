"""Saving what is written of a draft: a page, an answer to the script, or both texts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session
from wtforms import Field

from referentiel.base import Refusal, in_language
from referentiel.editing.errors import CodeTaken, CodeUnfit, LabelMissing
from referentiel.editing.hindrances import languages_of
from referentiel.editing.merging import Saved, Sent, WrittenMeanwhile, digests
from referentiel.editing.order import STEPS, Landing, move_beside, move_under, take_step
from referentiel.editing.queries import names_of
from referentiel.editing.texts import named_in
from referentiel.formats import yaml_file
from referentiel.formats.base import MOST_ITEMS
from referentiel.models import Item, Version
from referentiel.tree import COLLECTIVE, REFERENCE, SOURCE, TYPES, ReferentielTree
from referentiel.wording import ADDED, EQUAL, REMOVED, Segment, segments
from webapp.access import person_here
from webapp.clock import now
from webapp.database import get_session
from webapp.forms.drafts import CLASH, SavedForm, TicksField, proof_of
from webapp.founding import SHIPPED
from webapp.labels import clock

MENDED = {CodeTaken: "code", CodeUnfit: "code", LabelMissing: "label"}


@dataclass(frozen=True)
class Outcome:
    """What came of a form: `saved` has to be committed, `answer` is what to send, if anything."""

    saved: Saved | None = None
    answer: ResponseReturnValue | None = None


@dataclass(frozen=True)
class Difference:
    """A field to which two people gave different texts, as both are shown."""

    field: Field
    theirs: str
    mine: str
    parts: tuple[Segment, ...]
    is_text: bool


def attempt(form: SavedForm, save: Callable[[Sent], Saved]) -> Outcome:
    """Save a form that was sent, if it can be."""
    if not form.is_submitted():
        return Outcome()
    if not form.validate():
        return Outcome(answer=_to_mend(form))
    try:
        saved = save(form.sent(person_here().id))
    except WrittenMeanwhile as clash:
        get_session().rollback()
        return Outcome(answer=_conflict(form, clash))
    except tuple(MENDED) as refusal:
        get_session().rollback()
        form.refuse(refusal, _place_of(form, refusal))
        return Outcome(answer=_to_mend(form))
    return Outcome(saved, _done(form, saved))


def _place_of(form: SavedForm, refusal: Refusal) -> str:
    name = MENDED[type(refusal)]
    names: list[str] = [field.name for field in form]
    return next(n for n in (*names, *names) if n == name or n.endswith((f".{name}", ".title")))


def wants_json() -> bool:
    """Say whether a script asks, which shows the answer on the page."""
    return request.accept_mimetypes.best == "application/json"


def _to_mend(form: SavedForm) -> ResponseReturnValue | None:
    if not wants_json():
        return None
    lines = [
        f"{form[name].label.text} : {' '.join(map(str, said))}"
        for name, said in form.errors.items()
    ]
    return jsonify(state="mend", said=" ".join(lines))


def _done(form: SavedForm, saved: Saved) -> ResponseReturnValue:
    said = told(form, saved)
    if not wants_json():
        flash(said)
        return redirect(request.full_path.rstrip("?"), 303)
    shown = {field.name: saved.fields.get(field.name, "") for field in _shown(form)}
    joined = {name: shown[name] for name in saved.joined if name in shown}
    return jsonify(
        state="saved",
        said=said,
        revision=saved.revision,
        seen=digests(shown),
        joined=joined,
    )


def told(form: SavedForm, saved: Saved) -> str:
    """Return when a form was saved, and what somebody else had changed meanwhile."""
    said = _("Enregistré à %(time)s.", time=clock(now()))
    names = [form[name].label.text for name in saved.joined if name in form]
    if names:
        said += " " + _(
            "Une autre personne a changé entre-temps, et son texte est gardé : %(fields)s.",
            fields=", ".join(names),
        )
    return str(said)


def _shown(form: SavedForm) -> list[Field]:
    return [field for field in form if field.name not in ("csrf_token", "revision", "seen")]


def _conflict(form: SavedForm, clash: WrittenMeanwhile) -> ResponseReturnValue:
    """Show both texts, field by field, to choose from or to merge."""
    differences = [
        Difference(
            field=form[one.field],
            theirs=_as_read(form[one.field], one.theirs),
            mine=_as_read(form[one.field], one.mine),
            parts=tuple(segments(one.theirs, one.mine)),
            is_text=not hasattr(form[one.field], "choices") and "." in one.field,
        )
        for one in clash.clashes
    ]
    if wants_json():
        said = _("Une autre personne a changé le même texte. Rien n’est perdu : comparez les deux.")
        if author := _other_author(clash):
            said = _(
                "%(name)s a changé le même texte. Rien n’est perdu : comparez les deux.",
                name=author,
            )
        others = [{"label": it.field.label.text, "theirs": it.theirs} for it in differences]
        return jsonify(state="conflict", said=said, others=others), 409
    clashing = [one.field for one in clash.clashes]
    shown = {field.name: clash.now.get(field.name, "") for field in _shown(form)}
    page = render_template(
        "drafts/conflict.html",
        differences=differences,
        clash_name=CLASH,
        clashing=clashing,
        mine=clash.mine,
        kept={name: said for name, said in clash.mine.items() if name not in clashing},
        proof=proof_of(shown, clash.revision),
        author=_other_author(clash),
        unchosen=bool(request.form.getlist(CLASH)),
    )
    return page, 409


def _other_author(clash: WrittenMeanwhile) -> str:
    """Return the name of who wrote the other text; "" where they have no account any more."""
    return names_of(get_session(), {clash.by}).get(clash.by, "") if clash.by else ""


def _as_read(field: Field, value: str) -> str:
    """Return a value of a field in the words of its choices."""
    choices = getattr(field, "choices", None)
    if choices is None:
        return {"on": _("oui"), "": _("non")}[value] if field.type == "FlagField" else value
    words = {choice.value: str(choice.label) for choice in choices}
    names = value.split("\n") if isinstance(field, TicksField) else [value]
    return ", ".join(words.get(name, name) for name in names if name) or "—"


@dataclass(frozen=True)
class Speech:
    """The languages of a draft: the main one, the one shown beside it, and all of them."""

    main: str
    beside: str
    every: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        return (self.main, self.beside) if self.beside else (self.main,)

    @property
    def others(self) -> tuple[str, ...]:
        return self.every[1:]


def speech_of(version: Version, item: Item | None = None) -> Speech:
    """Return the languages of a draft; `beside` in the address chooses the second one shown."""
    every = languages_of(version.texts, version.referentiel.texts, item.texts if item else {})
    asked = request.args.get("beside", "")
    beside = asked if asked in every[1:] else (every[1:] or [""])[0]
    return Speech(every[0], beside, tuple(every))


def type_words(types: Sequence[str]) -> dict[str, str]:
    """Return the types a competence may be of, as they are read; `types` are the draft's own."""
    words = {
        "savoir": _("savoir"),
        "savoir-faire": _("savoir-faire"),
        "méthode": _("méthode"),
        "savoir-être": _("savoir-être"),
    }
    own = [type_ for type_ in types if type_ != COLLECTIVE] or list(TYPES)
    return {type_: words.get(type_, type_) for type_ in own}


def named_by(version: Version, language: str) -> dict[str, dict[str, str]]:
    """Return the sources and the older references of a version, in words, by their key."""
    return {
        kind: {
            key: in_language(version.texts, prefix + key, language) or key
            for key in named_in(version.texts, prefix)
        }
        for kind, prefix in (("sources", SOURCE), ("references", REFERENCE))
    }


@cache
def shipped() -> ReferentielTree:
    """Return the référentiel that Repères brings along, for its scales and its anchors."""
    return yaml_file.read(SHIPPED)


def page_of(version: Version, endpoint: str, **values: object) -> str:
    """Return the address of a page of a draft, in the language that is shown beside."""
    beside = request.args.get("beside")
    known: dict[str, Any] = {"version_id": version.id, "beside": beside, **values}
    return url_for(endpoint, **known)


def moved(session: Session, version: Version, said: Mapping[str, str]) -> Landing | None:
    """Do the move that a form asks for; None where it asks for none.

    It is one step (`act` is « up:12 »), another parent, or a place before or after another entry.
    """
    step, _colon, number = said.get("act", "").partition(":")
    if not number.isdecimal():
        return None
    item_id = int(number)
    if step in STEPS:
        return take_step(session, version, item_id, step)
    if step == "under":
        parent = said.get("parent", "")
        place = 0 if said.get("number") == "first" else MOST_ITEMS
        under = int(parent) if parent.isdecimal() else None
        return move_under(session, version, item_id, under, place)
    other = said.get("other", "")
    if step in ("before", "after") and other.isdecimal():
        return move_beside(session, version, item_id, int(other), after=step == "after")
    return None


def landing_said(landing: Landing) -> str:
    """Return where an entry has come to, in words."""
    name = f"{landing.item.notation} {landing.item.label()}".strip()
    if landing.parent is None:
        return str(
            _(
                "« %(name)s » est maintenant en place %(number)s sur %(total)s, à la racine.",
                name=name,
                number=landing.number,
                total=landing.total,
            )
        )
    return str(
        _(
            "« %(name)s » est maintenant en place %(number)s sur %(total)s dans « %(parent)s ».",
            name=name,
            number=landing.number,
            total=landing.total,
            parent=f"{landing.parent.notation} {landing.parent.label()}".strip(),
        )
    )


def marked(parts: Sequence[Segment], kind: str, *, is_choice: bool = False) -> Markup:
    """Return the older text (`removed`) or the newer one (`added`), with what the other has not.

    Where one is to choose between them, neither replaces the other yet.
    """
    tags = {REMOVED: Markup("<del>{}</del>"), ADDED: Markup("<ins>{}</ins>")}
    if is_choice:
        tags = dict.fromkeys(tags, Markup("<mark>{}</mark>"))
    plain = Markup("{}")
    return Markup("").join(
        tags.get(part.kind, plain).format(part.text) for part in parts if part.kind in (EQUAL, kind)
    )
