"""Remarks as their page shows them: of what they speak, who wrote them, what they would change."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from referentiel import discussion
from referentiel.editing import queries as read
from referentiel.editing.fields import ITEM_KEYS, item_fields, version_fields
from referentiel.editing.merging import digest, plain
from referentiel.models import Item, Remark, Version
from referentiel.models.discussion import PROPOSAL
from referentiel.wording import Segment, segments
from webapp.drafting import speech_of
from webapp.forms.drafts import language_name
from webapp.forms.remarks import RemarkForm

OF_VERSION = ("title", "about", "licence")


@dataclass(frozen=True)
class ShownRemark:
    """A remark: the entry it speaks of, its author, and its words beside those of the draft.

    `seen` tells the present text, so that nothing else is replaced.
    """

    remark: Remark
    entry: Item | None
    is_gone: bool
    author: str
    decider: str
    field: str
    now: str
    parts: tuple[Segment, ...]
    seen: str


def entry_here(session: Session, version: Version) -> Item | None:
    """Return the entry whose code the address gives."""
    code = request.args.get("entry", "").strip()
    return read.item_of_code(session, version.id, code) if code else None


def field_words(keys: Iterable[str], languages: Iterable[str]) -> dict[str, str]:
    """Return how fields are called: « Libellé (français) »."""
    words = {
        "label": _("Libellé"),
        "description": _("Description"),
        "alternative": _("Autres libellés"),
        "title": _("Titre du référentiel"),
        "about": _("Présentation"),
        "licence": _("Licence"),
    }
    several = list(languages)
    return {
        f"{language}.{key}": _(
            "%(text)s (%(language)s)", text=words.get(key, key), language=language_name(language)
        )
        for key in keys
        for language in several
    }


def remark_form(version: Version, entry: Item | None) -> RemarkForm:
    """Return the form of a remark on an entry, or on the version."""
    form = RemarkForm()
    keys = ITEM_KEYS if entry else OF_VERSION
    form.choices_from(field_words(keys, speech_of(version, entry).every))
    return form


def shown_remarks(
    session: Session, version: Version, *, is_open: bool, entry: Item | None
) -> list[ShownRemark]:
    """Return remarks with what they speak of, in a constant number of statements."""
    lineage = entry.lineage if entry else None
    found = discussion.remarks_on(session, version.id, is_open=is_open, lineage=lineage)
    entries = read.items_of_lineages(
        session, version.id, {it.lineage for it in found if it.lineage}
    )
    people = {it.author_id for it in found} | {it.decided_by_id for it in found}
    names = read.names_of(session, {number for number in people if number is not None})
    return [_shown(it, version, entries.get(it.lineage or ""), names) for it in found]


def _shown(
    remark: Remark, version: Version, entry: Item | None, names: dict[int, str]
) -> ShownRemark:
    fields = version_fields(version) if remark.lineage is None else {}
    if entry is not None:
        fields = item_fields(entry)
    now = plain(remark.field, fields.get(remark.field, ""))
    is_proposal = remark.kind == PROPOSAL
    key = remark.field.partition(".")
    return ShownRemark(
        remark=remark,
        entry=entry,
        is_gone=remark.lineage is not None and entry is None,
        author=names.get(remark.author_id or 0, ""),
        decider=names.get(remark.decided_by_id or 0, ""),
        field=field_words([key[2]], [key[0]]).get(remark.field, "") if is_proposal else "",
        now=now,
        parts=tuple(segments(now, remark.proposed)) if is_proposal else (),
        seen=digest(now),
    )
