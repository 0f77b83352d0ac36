"""The scales of a draft, and the anchors that say by type what shows each level."""

from collections.abc import Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from referentiel.base import Texts
from referentiel.editing.drafts import touch
from referentiel.editing.errors import NameUnfit, TypeInUse, TypeTaken
from referentiel.editing.fields import anchor_fields, scale_fields, with_fields
from referentiel.editing.merging import Saved, Sent, settle
from referentiel.editing.queries import anchors_of_type, scales_of, types_in_use
from referentiel.models import Anchor, Item, ScaleLevel, Version
from referentiel.tree import COLLECTIVE, SCALES, STEPS, ReferentielTree
from referentiel.versioning import open_draft

LONGEST_NAME = 60


def save_scales(session: Session, version: Version, sent: Sent) -> Saved:
    """Write what a form says of the steps of both scales.

    A scale of which nothing is said any more goes; else it has its five steps.

    Raises:
        WrittenMeanwhile: somebody else gave the same step another text.
        VersionIsFrozen: the version is no draft.
    """
    draft = open_draft(session, version)
    steps = scales_of(session, draft.id)
    now = scale_fields(steps)
    merge = settle(sent, now, draft.revision, draft.changed_by_id)
    if merge.written:
        held = {(step.scale, step.level): step.texts for step in steps}
        for (scale, level), changed in _by_step(merge.written).items():
            held[scale, level] = _spoken(with_fields(held.get((scale, level), {}), changed))
        for scale in SCALES:
            write_scale(session, draft.id, scale, [held.get((scale, n), {}) for n in range(STEPS)])
        touch(draft, by=sent.by)
        session.flush()
        now = scale_fields(scales_of(session, draft.id))
    return Saved(draft.revision, now, tuple(merge.written), merge.joined)


def _by_step(changed: Mapping[str, str]) -> dict[tuple[str, int], dict[str, str]]:
    found: dict[tuple[str, int], dict[str, str]] = {}
    for name, said in changed.items():
        language, scale, level, key = name.split(".")
        found.setdefault((scale, int(level)), {})[f"{language}.{key}"] = said
    return found


def _spoken(texts: Texts) -> Texts:
    return {language: keys for language, keys in texts.items() if any(keys.values())}


def write_scale(session: Session, version_id: int, scale: str, steps: list[Texts]) -> None:
    """Make a scale say `steps`, or be no more where they say nothing."""
    if not any(steps):
        own = (ScaleLevel.version_id == version_id, ScaleLevel.scale == scale)
        session.execute(delete(ScaleLevel).where(*own))
        return
    for level, texts in enumerate(steps):
        session.merge(ScaleLevel(version_id=version_id, scale=scale, level=level, texts=texts))


def save_anchors(session: Session, version: Version, type_: str, sent: Sent) -> Saved:
    """Write what a form says of the levels of one type; without any text they stay, empty.

    Raises:
        WrittenMeanwhile: somebody else gave the same level another text.
        VersionIsFrozen: the version is no draft.
    """
    draft = open_draft(session, version)
    anchors = anchors_of_type(session, draft.id, type_)
    now = anchor_fields(anchors)
    merge = settle(sent, now, draft.revision, draft.changed_by_id)
    if merge.written:
        held = {anchor.level: anchor.texts for anchor in anchors}
        for name, said in merge.written.items():
            language, _, level = name.partition(".")
            texts = with_fields(held.get(int(level), {}), {f"{language}.description": said})
            held[int(level)] = _spoken(texts)
        _write_anchors(session, draft.id, type_, [held.get(n, {}) for n in range(STEPS)])
        touch(draft, by=sent.by)
        session.flush()
        now = anchor_fields(anchors_of_type(session, draft.id, type_))
    return Saved(draft.revision, now, tuple(merge.written), merge.joined)


def _write_anchors(session: Session, version_id: int, type_: str, steps: list[Texts]) -> None:
    for level, texts in enumerate(steps):
        session.merge(Anchor(version_id=version_id, type=type_, level=level, texts=texts))


def add_type(session: Session, version: Version, name: str) -> str:
    """Add a type of competence, whose anchors are still to be written; return its name.

    Raises:
        NameUnfit, TypeTaken, VersionIsFrozen: as said.
    """
    draft = open_draft(session, version)
    name = _fit(name)
    if anchors_of_type(session, draft.id, name):
        raise TypeTaken(type=name)
    _write_anchors(session, draft.id, name, [{} for _ in range(STEPS)])
    touch(draft)
    session.flush()
    return name


def rename_type(session: Session, version: Version, old: str, name: str) -> str:
    """Give a type another name, in its anchors and in the competences that are of it.

    Raises:
        NameUnfit, TypeTaken, VersionIsFrozen: as said.
    """
    draft = open_draft(session, version)
    name = _fit(name)
    if name == old:
        return name
    if old == COLLECTIVE or name == COLLECTIVE or _is_known(session, draft.id, name):
        raise TypeTaken(type=name)
    kept = {anchor.level: anchor.texts for anchor in anchors_of_type(session, draft.id, old)}
    session.execute(delete(Anchor).where(Anchor.version_id == draft.id, Anchor.type == old))
    _write_anchors(session, draft.id, name, [kept.get(n, {}) for n in range(STEPS)])
    session.execute(
        update(Item)
        .where(Item.version_id == draft.id, Item.type == old)
        .values(type=name, revision=Item.revision + 1)
        .execution_options(synchronize_session=False)
    )
    touch(draft)
    session.flush()
    return name


def _is_known(session: Session, version_id: int, name: str) -> bool:
    held = select(Anchor.type).where(Anchor.version_id == version_id, Anchor.type == name).limit(1)
    return session.scalar(held) is not None or name in types_in_use(session, version_id)


def remove_type(session: Session, version: Version, name: str) -> None:
    """Remove a type, and its anchors, that no competence is of.

    Raises:
        TypeInUse, VersionIsFrozen: as said.
    """
    draft = open_draft(session, version)
    if name in types_in_use(session, draft.id):
        raise TypeInUse(type=name)
    session.execute(delete(Anchor).where(Anchor.version_id == draft.id, Anchor.type == name))
    touch(draft)
    session.flush()


def _fit(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise NameUnfit(name=name[:LONGEST_NAME])
    return name


def take_steps(session: Session, version: Version, model: ReferentielTree) -> None:
    """Give a draft the scales and the anchors of `model`, in place of its own of those names.

    Raises:
        VersionIsFrozen: the version is no draft.
    """
    draft = open_draft(session, version)
    for scale, steps in model.content.scales.items():
        write_scale(session, draft.id, scale, list(steps))
    for type_, steps in model.content.anchors.items():
        _write_anchors(session, draft.id, type_, list(steps))
    touch(draft)
    session.flush()
