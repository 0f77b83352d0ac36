"""The job profiles of a draft: their texts, and what each expects of areas and competences."""

import re
from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from referentiel.base import Texts
from referentiel.editing.drafts import rewrite, touch
from referentiel.editing.errors import CodeTaken, CodeUnfit, EntryGone, LabelMissing
from referentiel.editing.fields import ON, profile_fields, with_fields
from referentiel.editing.items import CODE
from referentiel.editing.merging import Saved, Sent, settle
from referentiel.editing.order import DOWN, UP
from referentiel.editing.queries import places_of, profile_in
from referentiel.models import ExpectedLevel, JobProfile, Version
from referentiel.tree import Target
from referentiel.versioning import open_draft

LEVEL, WEIGHT, CRITICAL = "level", "weight", "critical"
ANY_LEVEL = re.compile(r"([0-4])(?:-([0-4]))?")


def save_profile(session: Session, version: Version, profile_id: int, sent: Sent) -> Saved:
    """Write what a form says of a job profile; what somebody else changed meanwhile is kept.

    Raises:
        WrittenMeanwhile: both gave the same field different texts.
        CodeTaken, CodeUnfit, LabelMissing, VersionIsFrozen, EntryGone: as said.
    """
    draft = open_draft(session, version)
    profile = profile_in(session, draft.id, profile_id)
    if profile is None:
        raise EntryGone
    now = profile_fields(profile)
    merge = settle(sent, now, profile.revision, profile.changed_by_id)
    if merge.written:
        said = {n: t for n, t in merge.written.items() if n.partition(".")[0] not in _OF_TARGETS}
        code = said.pop("code", profile.code)
        texts = with_fields(profile.texts, said)
        _check(session, draft.id, profile, code, texts)
        rewrite(session, profile, {"code": code, "texts": texts}, by=sent.by)
        _write_targets(session, draft.id, profile, now | merge.written)
        touch(draft)
        session.flush()
        profile = profile_in(session, draft.id, profile_id) or profile
    return Saved(profile.revision, profile_fields(profile), tuple(merge.written), merge.joined)


_OF_TARGETS = (LEVEL, WEIGHT, CRITICAL)


def _check(
    session: Session, version_id: int, profile: JobProfile | None, code: str, texts: Texts
) -> None:
    if not CODE.fullmatch(code):
        raise CodeUnfit(code=code)
    other = select(JobProfile.id).where(
        JobProfile.version_id == version_id, JobProfile.code == code
    )
    if session.scalar(other) not in (None, profile.id if profile else None):
        raise CodeTaken(code=code)
    if not any(keys.get("label") for keys in texts.values()):
        raise LabelMissing


def _write_targets(
    session: Session, version_id: int, profile: JobProfile, fields: Mapping[str, str]
) -> None:
    ids = {place.id for place in places_of(session, version_id)}
    session.execute(delete(ExpectedLevel).where(ExpectedLevel.profile_id == profile.id))
    session.expire(profile, ["expected"])
    for name, said in fields.items():
        kind, _, number = name.partition(".")
        if kind == LEVEL and said and number.isdecimal() and int(number) in ids:
            target = target_of(said, fields.get(f"{WEIGHT}.{number}", ""))
            critical = fields.get(f"{CRITICAL}.{number}") == ON
            session.add(
                ExpectedLevel(
                    profile_id=profile.id,
                    item_id=int(number),
                    level=target.level,
                    high=target.high,
                    weight=target.weight,
                    critical=critical,
                )
            )
    session.flush()


def target_of(level: str, weight: str) -> Target:
    """Return what « 2 » or « 2-3 » expects, with this weight; no weight is 1."""
    found = ANY_LEVEL.fullmatch(level)
    low, high = (int(found[1]), found[2]) if found else (0, None)
    above = int(high) if high is not None and int(high) > low else None
    said = float(weight.replace(",", ".")) if weight else 1.0
    return Target(low, above, said if said > 0 else 1.0)


def add_profile(session: Session, version: Version, *, code: str, texts: Texts) -> JobProfile:
    """Return a new job profile, the last one.

    Raises:
        CodeTaken, CodeUnfit, LabelMissing, VersionIsFrozen: as said.
    """
    draft = open_draft(session, version)
    _check(session, draft.id, None, code, texts)
    held = _in_order(session, draft.id)
    position = held[-1].position + 1 if held else 0
    profile = JobProfile(version_id=draft.id, code=code, position=position, texts=texts)
    session.add(profile)
    touch(draft)
    session.flush()
    return profile


def proposed_profile_code(session: Session, version_id: int) -> str:
    """Return the next free code, as P3."""
    taken = {profile.code for profile in _in_order(session, version_id)}
    return next(code for n in range(1, len(taken) + 2) if (code := f"P{n}") not in taken)


def _in_order(session: Session, version_id: int) -> list[JobProfile]:
    found = select(JobProfile).where(JobProfile.version_id == version_id)
    return list(session.scalars(found.order_by(JobProfile.position, JobProfile.id)))


def shift_profile(session: Session, version: Version, profile_id: int, step: str) -> JobProfile:
    """Move a job profile up or down among the others; at the end it stays.

    Raises:
        VersionIsFrozen, EntryGone: as said.
    """
    draft = open_draft(session, version)
    held = _in_order(session, draft.id)
    place = next((n for n, it in enumerate(held) if it.id == profile_id), None)
    if place is None:
        raise EntryGone
    other = place + {UP: -1, DOWN: 1}.get(step, 0)
    profile = held[place]
    if other != place and 0 <= other < len(held):
        held[place], held[other] = held[other], held[place]
        for number, one in enumerate(held):
            one.position = number
        touch(draft)
    session.flush()
    return profile


def remove_profile(session: Session, version: Version, profile_id: int) -> None:
    """Remove a job profile with all it expects.

    Raises:
        VersionIsFrozen, EntryGone: as said.
    """
    draft = open_draft(session, version)
    if profile_in(session, draft.id, profile_id) is None:
        raise EntryGone
    session.execute(delete(ExpectedLevel).where(ExpectedLevel.profile_id == profile_id))
    session.execute(delete(JobProfile).where(JobProfile.id == profile_id))
    touch(draft)
    session.flush()
