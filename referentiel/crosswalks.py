"""Deciding that an entry here and one elsewhere answer each other, and remembering who decided."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from referentiel.models import Crosswalk, Item, Version
from referentiel.models.links import ACCEPTED, PENDING, REFUSED
from referentiel.tree import RELATIONS

ROME, ESCO = "ROME", "ESCO"
SCHEMES = {"rome": ROME, "esco": ESCO}  # by slug of the référentiel that holds them
OUTSIDE = ("CNFPT", "RNCP", "RS", "DigComp", "RIME")  # named in forms; not held here as a rule
EQUIVALENT = frozenset({"exactMatch", "closeMatch"})
UNLIKE = "relatedMatch"  # touches the entry, and stands for no part of it
LONGEST_CODE = 24  # characters of what somebody reads as a code
STATUSES = (ACCEPTED, PENDING, REFUSED)


class Decision(StrEnum):
    """What somebody does with a correspondence."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    REOPEN = "reopen"
    CHANGE = "change"  # of relation alone
    WITHDRAW = "withdraw"


STATUS_AFTER: dict[str, str] = {
    Decision.ACCEPT: ACCEPTED,
    Decision.REFUSE: REFUSED,
    Decision.REOPEN: PENDING,
}


class UnknownDecision(Refusal):
    sentence = french(
        "Cette décision n’existe pas. Choisissez un des boutons et une des relations de la page."
    )


class NothingChosen(Refusal):
    sentence = french(
        "Aucune des correspondances choisies n’est encore là. Revenez à la liste, cochez-en au "
        "moins une, puis recommencez."
    )


class ConnectedAlready(Refusal):
    sentence = french(
        "Cette correspondance existe déjà : %(scheme)s %(target)s. Changez-la dans la liste de la "
        "compétence."
    )


@dataclass(frozen=True)
class Counterpart:
    """An entry of another reference: `scheme` and `target` name it, whatever its version."""

    scheme: str
    target: str
    version: str
    label: str


def scheme_of(version: Version) -> str:
    """Return how correspondences name the référentiel of a version: ROME, ESCO, else its slug."""
    said = version.origin.get("scheme")
    if said in SCHEMES.values():
        return str(said)
    return SCHEMES.get(version.referentiel.slug, version.referentiel.slug)


def target_of(scheme: str, item: Item) -> str:
    """Return how correspondences name an entry of a held reference: its URI in ESCO, else its code.

    The code of a competence of the ROME is its bare `code_ogr`; that of a savoir begins with S.
    """
    return item.foreign_id or item.code if scheme == ESCO else item.code


def code_of(item: Item) -> str:
    """Return the code of an entry as people read it; nothing where it is a URI or a UUID."""
    return item.code if len(item.code) <= LONGEST_CODE else item.notation


def counterpart_of(version: Version, item: Item, language: str = "fr") -> Counterpart:
    """Return an entry of a version held here as what a correspondence points to."""
    scheme = scheme_of(version)
    return Counterpart(scheme, target_of(scheme, item), version.label, item.label(language))


def connect(
    session: Session,
    referentiel_id: int,
    lineage: str,
    counterpart: Counterpart,
    *,
    relation: str,
    status: str,
    by: int,
    today: date,
) -> Crosswalk:
    """Return the new correspondence of a lineage; refused ones are kept to be proposed no more.

    One that was refused may be taken up again; saying the same twice changes nothing.

    Raises:
        ConnectedAlready: it is there, pending or accepted.
    """
    _check(relation, status in STATUSES)
    key = (referentiel_id, lineage, counterpart.scheme, counterpart.target)
    found = session.get(Crosswalk, key)
    if found is not None and (found.status, found.relation) == (status, relation):
        return found
    if found is not None and found.status != REFUSED:
        raise ConnectedAlready(scheme=counterpart.scheme, target=counterpart.target)
    made = found or Crosswalk(
        referentiel_id=referentiel_id,
        lineage=lineage,
        scheme=counterpart.scheme,
        target=counterpart.target,
        target_version=counterpart.version,
        relation=relation,
    )
    made.target_version, made.target_label = counterpart.version, counterpart.label
    made.relation = relation
    _sign(made, status, by, today)
    return _written(session, made)


def decide(
    session: Session,
    links: Collection[Crosswalk],
    decision: str,
    *,
    by: int,
    today: date,
    relation: str = "",
) -> int:
    """Decide on correspondences, all alike; return how many. With a `relation`, it becomes theirs.

    Raises:
        UnknownDecision: the decision or the relation is none of those that exist.
        NothingChosen: there is no correspondence.
    """
    _check(relation or UNLIKE, decision in set(Decision))
    if not links:
        raise NothingChosen
    for link in links:
        if decision == Decision.WITHDRAW:
            session.delete(link)
            continue
        link.relation = relation or link.relation
        _sign(link, STATUS_AFTER.get(decision, link.status), by, today)
    session.flush()
    return len(links)


def status_after(decision: str) -> str:
    """Return the state in which a decision leaves a correspondence.

    Raises:
        UnknownDecision: it is none of those that exist, or says nothing of the state.
    """
    found = STATUS_AFTER.get(decision)
    if found is None:
        raise UnknownDecision
    return found


def _check(relation: str, is_known: bool) -> None:
    if relation not in RELATIONS or not is_known:
        raise UnknownDecision


def _sign(link: Crosswalk, status: str, by: int, today: date) -> None:
    """Note who said so last: a link that nobody signed follows the file it came from."""
    link.status, link.decided_by_id, link.decided_on = status, by, today


def _written(session: Session, link: Crosswalk) -> Crosswalk:
    """Write a correspondence; two people who add the same at once make one."""
    try:
        with session.begin_nested():
            session.add(link)
            session.flush()
    except IntegrityError as error:
        raise ConnectedAlready(scheme=link.scheme, target=link.target) from error
    return link
