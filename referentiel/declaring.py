"""Declaring, on a draft, what an entry of the version before becomes."""

import re
from collections.abc import Collection, Sequence
from uuid import uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from referentiel import history
from referentiel.base import Refusal, french
from referentiel.changes import MERGED, REWORDED, SPLIT
from referentiel.models import Item, Referentiel, Remark, Succession, Version
from referentiel.search import folded
from referentiel.stored import namespace_of
from referentiel.successions import Entries, Entry
from referentiel.tree import lineage_of
from referentiel.versioning import open_draft

PLAIN = "plain"  # what the draft shows by itself
OTHER = "other"  # the draft made another entry of it
CONTINUED = "continued"  # under another identity, with the same meaning
FATES = (PLAIN, CONTINUED, SPLIT, MERGED, OTHER)


class NotDeclared(Refusal):
    """A declaration names what it cannot name."""

    sentence = french("Cette déclaration n’est pas possible.")


class UnknownPart(NotDeclared):
    sentence = french(
        "« %(code)s » n’est pas le code d’une entrée de même nature dans le brouillon."
    )


class PartsMissing(NotDeclared):
    sentence = french("Une scission a au moins deux parties : donnez leurs codes.")


class OneExpected(NotDeclared):
    sentence = french("Donnez le code d’une seule entrée du brouillon.")


class GoneAlready(NotDeclared):
    sentence = french(
        "Cette entrée n’est plus dans le brouillon : elle est déjà retirée, et rien n’y est à "
        "séparer d’elle."
    )


class StillThere(NotDeclared):
    sentence = french(
        "« %(code)s » est encore dans le brouillon : retirez-la d’abord du brouillon, ou "
        "comptez-la parmi les parties d’une scission."
    )


class CodeTaken(NotDeclared):
    sentence = french(
        "Le code « %(code)s » sert ou a servi dans ce référentiel : un code n’est jamais employé "
        "deux fois. Donnez-en un nouveau."
    )


class CodeMissing(NotDeclared):
    sentence = french("Donnez un nouveau code à cette autre entrée.")


def declare(
    session: Session, draft: Version, lineage: str, fate: str, codes: Sequence[str] = ()
) -> None:
    """Say what the entry `lineage` of the version before becomes; what was said of it is gone.

    `codes` are those of entries of the draft: the parts of a split, what it is merged into, or
    what it is continued by.

    Raises:
        VersionIsFrozen: the version is no draft.
        NotDeclared: the codes do not fit.
    """
    open_draft(session, draft)
    origin = history.entries_of(session, draft.based_on_id)[lineage]
    after = history.entries_of(session, draft.id)
    targets = _named(after, origin, codes)
    _check(fate, origin, targets, after)
    own = (Succession.version_id == draft.id) & (Succession.origin == lineage)
    session.execute(delete(Succession).where(own))
    kind = REWORDED if fate == CONTINUED else fate
    session.add_all(
        Succession(version_id=draft.id, kind=kind, origin=lineage, target=target.lineage)
        for target in (targets if fate in (SPLIT, MERGED, CONTINUED) else ())
        if not (fate == CONTINUED and target.lineage == lineage)
    )
    draft.revision += 1
    session.flush()


def _check(fate: str, origin: Entry, targets: Sequence[Entry], after: Entries) -> None:
    if fate == SPLIT and len(targets) < 2:
        raise PartsMissing
    if fate in (MERGED, CONTINUED) and len(targets) != 1:
        raise OneExpected
    stays = origin.lineage in after and after[origin.lineage].kind == origin.kind
    if targets and stays and all(target.lineage != origin.lineage for target in targets):
        raise StillThere(code=after[origin.lineage].code)


def _named(after: Entries, origin: Entry, codes: Sequence[str]) -> list[Entry]:
    by_code = {entry.code: entry for entry in after.values() if entry.kind == origin.kind}
    for code in codes:
        if code not in by_code:
            raise UnknownPart(code=code)
    return [by_code[code] for code in dict.fromkeys(codes)]


def set_apart(session: Session, draft: Version, lineage: str, code: str) -> str:
    """Make another entry of one that the draft still holds; return its new lineage.

    The old one is withdrawn by that, with its code and its correspondences; remarks on the draft,
    levels expected and relations stay with the text they speak of.

    Raises:
        VersionIsFrozen: the version is no draft.
        NotDeclared: the entry is gone, or the code is not new.
    """
    open_draft(session, draft)
    found = select(Item).where(Item.version_id == draft.id, Item.lineage == lineage)
    item = session.scalar(found)
    code = code.strip()
    if item is None:
        raise GoneAlready
    if not code:
        raise CodeMissing
    if code in history.codes_of(session, draft.referentiel_id):
        raise CodeTaken(code=code)
    new = fresh_lineage(session, draft.referentiel_id, code)
    item.lineage, item.code, item.folded = new, code, folded(code, item.texts)
    item.foreign_id, item.foreign = None, {}
    item.revision += 1
    draft.revision += 1
    here = Remark.version_id == draft.id
    session.execute(update(Remark).where(here, Remark.lineage == lineage).values(lineage=new))
    own = (Succession.version_id == draft.id) & (Succession.target == lineage)
    session.execute(delete(Succession).where(own))
    session.flush()
    return new


def fresh_lineage(session: Session, referentiel_id: int, code: str) -> str:
    """Return the identity of a new entry: the one of its code, unless an older entry has it."""
    namespace = namespace_of(session.get_one(Referentiel, referentiel_id))
    follows = lineage_of(namespace, code)
    return str(uuid4()) if history.holds_lineage(session, referentiel_id, follows) else follows


def next_code(code: str, taken: Collection[str]) -> str:
    """Return the first code after all those that begin like this one: D4-03, then D4-11."""
    found = re.fullmatch(r"(.*?)(\d{1,9})", code, re.DOTALL)
    before, digits = found.groups() if found else (f"{code}-", "1")
    numbers = [int(digits)]
    for other in taken:
        rest = other.removeprefix(before)
        if other.startswith(before) and re.fullmatch(r"\d{1,9}", rest):
            numbers.append(int(rest))
    return before + str(max(numbers) + 1).zfill(len(digits))
