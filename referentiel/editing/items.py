"""The entries of a draft: what they say, those that are added, those that are removed."""

import re
from collections.abc import Iterable
from itertools import count
from uuid import uuid4

from sqlalchemy import delete, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from referentiel.base import Texts
from referentiel.editing.drafts import rewrite, touch
from referentiel.editing.errors import (
    CodeTaken,
    CodeUnfit,
    EntryGone,
    LabelMissing,
    NoPlaceThere,
    TooDeep,
)
from referentiel.editing.fields import item_fields, item_values
from referentiel.editing.merging import Saved, Sent, settle
from referentiel.editing.order import Outline
from referentiel.editing.queries import (
    code_given_to_another,
    codes_given,
    item_in,
    lineages_in,
    places_of,
)
from referentiel.formats.base import MOST_DEPTH
from referentiel.models import AREA, COMPETENCE, Edge, ExpectedLevel, Item, Succession, Version
from referentiel.search import folded
from referentiel.stored import namespace_of
from referentiel.tree import lineage_of
from referentiel.versioning import open_draft

CODE = re.compile(r"[\w.\-]{1,60}")


def save_item(session: Session, version: Version, item_id: int, sent: Sent) -> Saved:
    """Write what a form says of an entry; what somebody else changed meanwhile is kept.

    Raises:
        WrittenMeanwhile: both gave the same field different texts.
        CodeTaken, CodeUnfit, LabelMissing, VersionIsFrozen, EntryGone: as said.
    """
    draft = open_draft(session, version)
    item = item_in(session, draft.id, item_id)
    if item is None:
        raise EntryGone
    merge = settle(sent, item_fields(item), item.revision, item.changed_by_id)
    if merge.written:
        values = item_values(item, merge.written)
        if "code" in merge.written:
            _check_code(session, draft, values["code"], item.lineage)
        if not _has_label(values["texts"]):
            raise LabelMissing
        values["folded"] = folded(values["code"], values["texts"])
        rewrite(session, item, values, by=sent.by)
        touch(draft)
        session.flush()
    return Saved(item.revision, item_fields(item), tuple(merge.written), merge.joined)


def _has_label(texts: Texts) -> bool:
    return any(keys.get("label") for keys in texts.values())


def _check_code(session: Session, draft: Version, code: str, lineage: str) -> None:
    if not CODE.fullmatch(code):
        raise CodeUnfit(code=code)
    if code_given_to_another(session, draft.referentiel_id, code, lineage):
        raise CodeTaken(code=code)


def add_item(
    session: Session,
    version: Version,
    *,
    kind: str,
    code: str,
    texts: Texts,
    parent_id: int | None = None,
    type_: str | None = None,
) -> Item:
    """Return a new entry, the last one under `parent_id`, or at the end of the version.

    Raises:
        NoPlaceThere: a competence stands in an area, an area at the root or in another.
        CodeTaken, CodeUnfit, LabelMissing, TooDeep, VersionIsFrozen, EntryGone: as said.
    """
    draft = open_draft(session, version)
    outline = Outline(places_of(session, draft.id))
    _check_parent(outline, kind, parent_id)
    if not _has_label(texts):
        raise LabelMissing
    lineage = _new_lineage(session, draft, code)
    _check_code(session, draft, code, lineage)
    position = len(outline.order)
    if parent_id is not None:
        position = outline.by_id[outline.under(parent_id)[-1]].position + 1
    _make_room(session, draft.id, position, 1)
    item = Item(
        version_id=draft.id,
        lineage=lineage,
        parent_id=parent_id,
        position=position,
        kind=kind,
        code=code,
        type=type_,
        scope="I" if kind == COMPETENCE else None,
        texts=texts,
        folded=folded(code, texts),
    )
    _insert(session, item)
    touch(draft)
    session.flush()
    return item


def _insert(session: Session, item: Item) -> None:
    try:
        with session.begin_nested():
            session.add(item)
    except IntegrityError:
        raise CodeTaken(code=item.code) from None


def _check_parent(outline: Outline, kind: str, parent_id: int | None) -> None:
    if parent_id is None:
        if kind != AREA:
            raise NoPlaceThere
        return
    if parent_id not in outline.by_id:
        raise EntryGone
    if outline.by_id[parent_id].kind != AREA:
        raise NoPlaceThere
    if outline.depth(parent_id) >= MOST_DEPTH:
        raise TooDeep(most=MOST_DEPTH)


def _new_lineage(session: Session, draft: Version, code: str) -> str:
    """Return the identity that follows from a code, unless something else has it already."""
    given = codes_given(session, draft.referentiel_id)
    follows = lineage_of(namespace_of(draft.referentiel), code)
    return str(uuid4()) if code in given or follows in given.values() else follows


def _make_room(session: Session, version_id: int, position: int, by: int) -> None:
    session.execute(
        update(Item)
        .where(Item.version_id == version_id, Item.position >= position)
        .values(position=Item.position + by)
    )


def remove_item(session: Session, version: Version, item_id: int) -> int:
    """Remove an entry of a draft with all it holds; return how many entries went.

    What the version before holds becomes « withdrawn » by not being there any more.

    Raises:
        VersionIsFrozen, EntryGone: as said.
    """
    draft = open_draft(session, version)
    outline = Outline(places_of(session, draft.id))
    if item_id not in outline.by_id:
        raise EntryGone
    gone = outline.under(item_id)
    first = outline.by_id[item_id].position
    lineages = _lineages(session, gone)
    session.execute(delete(ExpectedLevel).where(ExpectedLevel.item_id.in_(gone)))
    session.execute(delete(Edge).where(or_(Edge.origin_id.in_(gone), Edge.target_id.in_(gone))))
    session.execute(
        delete(Succession).where(Succession.version_id == draft.id, Succession.target.in_(lineages))
    )
    for one in reversed(gone):  # what is held goes before what holds it
        session.execute(delete(Item).where(Item.id == one))
    _make_room(session, draft.id, first, -len(gone))
    touch(draft)
    session.flush()
    return len(gone)


def _lineages(session: Session, item_ids: Iterable[int]) -> list[str]:
    return [item.lineage for one in item_ids if (item := session.get(Item, one))]


def is_in_the_version_before(session: Session, version: Version, item: Item) -> bool:
    """Say whether the version that this draft is based on holds an entry."""
    return bool(lineages_in(session, version.based_on_id, [item.lineage]))


def proposed_code(session: Session, version: Version, kind: str, parent: Item | None) -> str:
    """Return a code for a new entry under `parent`, which no version ever gave."""
    given = set(codes_given(session, version.referentiel_id))
    form = _pattern(given, kind, parent)
    numbers = [int(found[1]) for code in given if (found := form[1].fullmatch(code))]
    start = max(numbers, default=0) + 1
    return next(code for n in count(start) if (code := form[0].format(n)) not in given)


def _pattern(given: Iterable[str], kind: str, parent: Item | None) -> tuple[str, re.Pattern[str]]:
    """Return how such codes are written, and what finds the number in one."""
    if parent is not None and parent.notation:
        mark, digits = ("-", "{:02}") if kind == COMPETENCE else (".", "{}")
        return _form(parent.notation + mark, digits)
    if kind == COMPETENCE:
        return _form("C-", "{:02}")
    roots = sorted(code for code in given if re.fullmatch(r"[A-Z]{1,4}\d{1,3}", code))
    letters = re.sub(r"\d+", "", roots[-1]) if roots else "D"
    return _form(letters, "{}")


def _form(prefix: str, digits: str) -> tuple[str, re.Pattern[str]]:
    written = prefix.replace("{", "{{").replace("}", "}}") + digits
    return written, re.compile(re.escape(prefix) + r"(\d{1,6})")
