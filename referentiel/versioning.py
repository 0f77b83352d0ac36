"""A version from draft to published to withdrawn: once published, its content never changes.

Its *state* says where it is on that way, and only these functions change it; its *standing*
(« projet », « validé ») says how much its authors stand behind the text, and is chosen when it is
published. Whoever writes in a version calls `open_draft` first: there is no other guard.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from referentiel import history
from referentiel.base import Refusal, french
from referentiel.checking import check
from referentiel.errors import ImportRefused
from referentiel.models import (
    Crosswalk,
    ImportFile,
    Item,
    JobProfile,
    Referentiel,
    Remark,
    Succession,
    Version,
)
from referentiel.models.versions import DRAFT, PUBLISHED, WITHDRAWN
from referentiel.rows import batched_rows, empty_version, write_rows
from referentiel.stored import tree_of_version
from referentiel.successions import Settled
from referentiel.tree import STANDINGS, ReferentielTree, SuccessionNode

PROJECT = STANDINGS[0]


class VersionIsFrozen(Refusal):
    sentence = french(
        "La version « %(label)s » est publiée ou retirée : son contenu ne change plus. "
        "Préparez un brouillon à partir d’elle, puis modifiez ce brouillon."
    )


class StillADraft(Refusal):
    sentence = french(
        "La version « %(label)s » est encore un brouillon, qui change : publiez-la d’abord, ou "
        "continuez à la modifier."
    )


class NotPublished(Refusal):
    sentence = french("La version « %(label)s » n’est pas publiée : il n’y a rien à retirer.")


class LabelTaken(Refusal):
    sentence = french(
        "Une autre version de ce référentiel s’appelle déjà « %(label)s » : "
        "choisissez une autre étiquette."
    )


class LabelMissing(Refusal):
    sentence = french("Donnez une étiquette à la version, par exemple « 2026.1 ».")


class NoCompetenceWritten(Refusal):
    sentence = french("Le brouillon n’a aucune compétence : écrivez-en au moins une.")


class CodeUsedBefore(Refusal):
    sentence = french(
        "Le code « %(code)s » a désigné une autre entrée dans la version « %(label)s » : "
        "un code n’est jamais employé deux fois. Donnez-en un nouveau."
    )


class DraftChanged(Refusal):
    sentence = french(
        "Le brouillon a changé depuis que vous avez ouvert cette page : relisez ce qui serait "
        "publié, puis recommencez."
    )


def check_draft(version: Version) -> None:
    """Refuse a version that is no draft, to whoever only reads it; writers call `open_draft`."""
    if version.state != DRAFT:
        raise VersionIsFrozen(label=version.label)


def check_frozen(version: Version) -> None:
    """Refuse a draft where only what was published will do."""
    if version.state == DRAFT:
        raise StillADraft(label=version.label)


def open_draft(session: Session, version: Version) -> Version:
    """Return the draft to be written in, as it is now, held until the transaction ends.

    Raises:
        VersionIsFrozen: it is not a draft, or not any more.
    """
    held = select(Version).where(Version.id == version.id).with_for_update()
    found = session.scalars(held.execution_options(populate_existing=True)).one()
    check_draft(found)
    return found


def draft_from(session: Session, version: Version, *, label: str = "") -> Version:
    """Return a new draft that says all that a version says, under the next label unless given.

    Correspondences hang on lineages, beside versions: they are the draft's as well.

    Raises:
        StillADraft: the version was never published.
        LabelTaken: another version of the référentiel has this label.
    """
    check_frozen(version)
    tree = tree_of_version(session, version)
    taken = history.labels_of(session, version.referentiel_id)
    draft = Version(
        referentiel_id=version.referentiel_id,
        based_on_id=version.id,
        label=label.strip() or next_label(version.label, taken),
        state=DRAFT,
        standing=PROJECT,
        content_hash="",
        published_on=None,
        texts=version.texts,
        origin=version.origin,
    )
    _labelled(session, draft, draft.label)
    write_rows(session, replace(tree, successions=()), draft.id)
    return draft


def next_label(label: str, taken: Collection[str]) -> str:
    """Return the label that follows: its last number and one, « 2 » where it has none."""
    found = re.fullmatch(r"(.*?)(\d{1,9})(\D*)", label, re.DOTALL)
    before, number, after = found.groups() if found else (f"{label} ", "1", "")
    while True:
        number = str(int(number) + 1).zfill(len(number))
        proposed = f"{before}{number}{after}"
        if proposed not in taken:
            return proposed


def blockers(session: Session, draft: Version) -> list[Refusal]:
    """Return all that stands against publishing a draft, each with what to do about it."""
    settled = history.settled_in(session, draft)[2]
    return list(_blockers(session, draft, tree_of_version(session, draft), settled))


def publish(
    session: Session,
    draft: Version,
    *,
    standing: str,
    today: date,
    label: str = "",
    revision: int | None = None,
) -> Version:
    """Freeze a draft, write what became of every entry, and let campaigns ask about it.

    `revision` is that of the draft when whoever publishes it read it.

    Raises:
        VersionIsFrozen: it is no draft.
        DraftChanged: it is not the draft that was read.
        LabelTaken: another version of the référentiel has this label.
        Refusal: the first of its `blockers`.
    """
    draft = open_draft(session, draft)
    if revision is not None and draft.revision != revision:
        raise DraftChanged
    tree, settled = tree_of_version(session, draft), history.settled_in(session, draft)[2]
    content = replace(tree.content, state=PUBLISHED, standing=standing)
    for blocker in _blockers(session, draft, replace(tree, content=content), settled):
        raise blocker
    _labelled(session, draft, label.strip() or draft.label)
    _write_successions(session, draft, settled.rows if draft.based_on_id else ())
    draft.state, draft.standing, draft.published_on = PUBLISHED, standing, today
    draft.content_hash = content.hash
    _forget_writers(session, draft)
    session.flush()
    return draft


def withdraw(session: Session, version: Version) -> Version:
    """Offer a version no more; it stays readable, and what rests on it goes on.

    Raises:
        NotPublished: it is a draft, or was withdrawn already.
    """
    held = select(Version.state).where(Version.id == version.id).with_for_update()
    if session.scalar(held) != PUBLISHED:
        raise NotPublished(label=version.label)
    version.state = WITHDRAWN
    session.flush()
    return version


def delete_draft(session: Session, draft: Version) -> None:
    """Delete a draft with what was said of it, and its référentiel where nothing else is left.

    Raises:
        VersionIsFrozen: it is no draft.
    """
    draft = open_draft(session, draft)
    referentiel = draft.referentiel_id
    session.execute(delete(Remark).where(Remark.version_id == draft.id))
    forgotten = update(ImportFile).where(ImportFile.version_id == draft.id)
    session.execute(forgotten.values(version_id=None))
    empty_version(session, draft.id)
    session.expunge(draft)
    session.execute(delete(Version).where(Version.id == draft.id))
    _delete_if_empty(session, referentiel)


def hash_now(session: Session, version: Version) -> str:
    """Return what the content of a version that was published hashes to at present."""
    return replace(tree_of_version(session, version).content, state=PUBLISHED).hash


def is_intact(session: Session, version: Version) -> bool:
    """Say whether a version that was published still says what was published, word for word."""
    return hash_now(session, version) == version.content_hash


def _blockers(
    session: Session, draft: Version, tree: ReferentielTree, settled: Settled
) -> Iterator[Refusal]:
    try:
        check(tree)
    except ImportRefused as refusal:
        yield refusal
    if not history.count_competences(session, draft.id):
        yield NoCompetenceWritten()
    for used in history.codes_used_otherwise(session, draft):
        yield CodeUsedBefore(code=used.code, label=used.label)
    yield from settled.problems


def _labelled(session: Session, version: Version, label: str) -> None:
    """Give a version its label, which the base keeps from being given twice."""
    if not label:
        raise LabelMissing
    try:
        with session.begin_nested():
            version.label = label
            session.add(version)
            session.flush()
    except IntegrityError:
        raise LabelTaken(label=label) from None


def _write_successions(session: Session, draft: Version, settled: Iterable[SuccessionNode]) -> None:
    """Write what became of every entry; a version that follows none has nothing to say of it."""
    session.execute(delete(Succession).where(Succession.version_id == draft.id))
    rows = (
        {"version_id": draft.id, "kind": row.kind, "origin": row.origin, "target": row.target}
        for row in settled
    )
    for some in batched_rows(rows):
        session.execute(insert(Succession), some)


def _forget_writers(session: Session, version: Version) -> None:
    """Forget who wrote what last: it serves two people who write at once, and nobody after."""
    version.changed_by_id = None
    for table in (Item, JobProfile):
        written = update(table).where(
            table.version_id == version.id, table.changed_by_id.is_not(None)
        )
        session.execute(written.values(changed_by_id=None))


def _delete_if_empty(session: Session, referentiel_id: int) -> None:
    if history.labels_of(session, referentiel_id):
        return
    try:
        with session.begin_nested():
            held = Crosswalk.referentiel_id == referentiel_id
            session.execute(delete(Crosswalk).where(held))
            session.execute(delete(Referentiel).where(Referentiel.id == referentiel_id))
    except IntegrityError:
        return  # it is shared, or something else speaks of it
