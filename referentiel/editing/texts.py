"""What a draft says of itself: title, label, licence, sources, older references, languages."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.base import Texts
from referentiel.editing.drafts import touch
from referentiel.editing.errors import (
    CodeTaken,
    LabelMissing,
    NameUnfit,
    SourceInUse,
    SourceTaken,
)
from referentiel.editing.fields import TITLE, version_fields, with_fields
from referentiel.editing.merging import Saved, Sent, settle
from referentiel.editing.queries import items_naming
from referentiel.models import Referentiel, Version
from referentiel.tree import REFERENCE, SOURCE
from referentiel.versioning import open_draft

NAME = re.compile(r"[\w.\-]{1,60}")
NAMED = (SOURCE, REFERENCE)


def save_texts(session: Session, version: Version, sent: Sent) -> Saved:
    """Write what a form says of a version; what somebody else changed meanwhile is kept.

    Raises:
        WrittenMeanwhile: both gave the same field different texts.
        LabelMissing: the référentiel has no title, or the version no label, any more.
        CodeTaken: another version has this label.
        VersionIsFrozen: the version is no draft.
    """
    draft = open_draft(session, version)
    referentiel = session.get_one(Referentiel, draft.referentiel_id, populate_existing=True)
    merge = settle(sent, version_fields(draft), draft.revision, draft.changed_by_id)
    if merge.written:
        said = dict(merge.written)
        _relabel(session, draft, said.pop("label", draft.label))
        draft.standing = said.pop("standing", draft.standing)
        titles = {name: text for name, text in said.items() if name.endswith(f".{TITLE}")}
        referentiel.texts = _titled(referentiel.texts, titles)
        draft.texts = with_fields(draft.texts, {n: t for n, t in said.items() if n not in titles})
        touch(draft, by=sent.by)
        session.flush()
    return Saved(draft.revision, version_fields(draft), tuple(merge.written), merge.joined)


def _relabel(session: Session, draft: Version, label: str) -> None:
    if not label:
        raise LabelMissing
    other = select(Version.id).where(
        Version.referentiel_id == draft.referentiel_id,
        Version.label == label,
        Version.id != draft.id,
    )
    if session.scalar(other) is not None:
        raise CodeTaken(code=label)
    draft.label = label


def _titled(texts: Texts, titles: dict[str, str]) -> Texts:
    written = with_fields(texts, titles)
    if not any(keys.get(TITLE) for keys in written.values()):
        raise LabelMissing
    return {language: keys for language, keys in written.items() if keys}


def add_source(
    session: Session, version: Version, *, prefix: str, name: str, language: str, text: str
) -> str:
    """Name a source, or an older reference, that entries may cite; return its key.

    Raises:
        NameUnfit, LabelMissing, SourceTaken, VersionIsFrozen: as said.
    """
    draft = open_draft(session, version)
    if not NAME.fullmatch(name) or prefix not in NAMED:
        raise NameUnfit(name=name[:60])
    if not text:
        raise LabelMissing
    key = prefix + name
    if any(key in keys for keys in draft.texts.values()):
        raise SourceTaken(name=name)
    draft.texts = with_fields(draft.texts, {f"{language}.{key}": text})
    touch(draft)
    session.flush()
    return key


def remove_source(session: Session, version: Version, key: str) -> None:
    """Remove a source, or an older reference, that no entry cites any more.

    Raises:
        SourceInUse, VersionIsFrozen: as said.
    """
    draft = open_draft(session, version)
    if items_naming(session, draft.id).get(key):
        raise SourceInUse(name=key.partition(":")[2])
    if key.startswith(NAMED):
        draft.texts = {
            language: {k: said for k, said in keys.items() if k != key}
            for language, keys in draft.texts.items()
        }
        touch(draft)
    session.flush()


def add_language(session: Session, version: Version, language: str) -> None:
    """Let a draft be written in one more language.

    Raises:
        NameUnfit: this is not the code of a language.
        VersionIsFrozen: the version is no draft.
    """
    draft = open_draft(session, version)
    if not re.fullmatch(r"[a-z]{2,3}", language):
        raise NameUnfit(name=language[:60])
    if language not in draft.texts:
        draft.texts = draft.texts | {language: {}}
        touch(draft)
    session.flush()


def named_in(texts: Texts, prefix: str) -> list[str]:
    """Return the sources (or the older references) that a version names, in order."""
    keys = dict.fromkeys(key for said in texts.values() for key in said if key.startswith(prefix))
    return [key.removeprefix(prefix) for key in keys]
