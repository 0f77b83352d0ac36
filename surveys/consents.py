"""What a person may agree to, each purpose apart: given, dated, withdrawn as easily."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys import directory
from surveys.guard.audit import record
from surveys.models import OptIn


class UnknownPurpose(Refusal):
    sentence = french("Ce choix n’existe pas. Choisissez parmi ceux de la page.")


def _keep_nothing(_session: Session, _person_id: int, _text: str) -> None:
    """Keep nothing: the purpose asks for no words."""


def _forget_nothing(_session: Session, _person_id: int) -> None:
    """Forget nothing: the purpose keeps nothing of its own."""


@dataclass(frozen=True)
class Purpose:
    """One thing to agree to; a new wording takes a new version, and asks anew.

    `asks` is the question whose answer `keep` keeps, if it has one; `forget` deletes what was kept,
    once the person withdraws.
    """

    code: str
    version: int
    title: str
    text: str
    asks: str = ""
    keep: Callable[[Session, int, str], None] = _keep_nothing
    forget: Callable[[Session, int], None] = _forget_nothing


PURPOSES: dict[str, Purpose] = {
    purpose.code: purpose
    for purpose in (
        Purpose(
            code=directory.PURPOSE,
            version=directory.VERSION,
            title=french("Figurer dans l’annuaire d’entraide"),
            text=french(
                "Les membres de vos organisations, et eux seuls, voient votre nom, votre adresse "
                "électronique et le texte où vous dites en quoi vous pouvez aider. Rien de vos "
                "auto-évaluations n’y paraît. Vous retirez votre accord quand vous voulez : votre "
                "fiche disparaît aussitôt."
            ),
            asks=french("En quoi pouvez-vous aider ?"),
            keep=directory.offer_help,
            forget=directory.forget,
        ),
    )
}


def in_force(purpose: Purpose) -> ColumnElement[bool]:
    """Return the condition that a choice is given, not withdrawn, in the present wording."""
    return (
        (OptIn.purpose == purpose.code)
        & (OptIn.version == purpose.version)
        & OptIn.withdrawn_at.is_(None)
    )


def purpose_of(code: str) -> Purpose:
    """Return the purpose of this code; raise UnknownPurpose."""
    if code not in PURPOSES:
        raise UnknownPurpose
    return PURPOSES[code]


def agree(session: Session, purpose: Purpose, *, person_id: int, now: datetime) -> None:
    """Write that a person agrees to a purpose in its present wording; once is enough."""
    held = select(OptIn.id).where(in_force(purpose), OptIn.person_id == person_id)
    if session.execute(held).first():
        return
    session.add(
        OptIn(person_id=person_id, purpose=purpose.code, version=purpose.version, given_at=now)
    )
    subject = f"{purpose.code}:{purpose.version}"
    record(session, "consent.given", person_id=person_id, subject=subject, now=now)


def withdraw_consent(session: Session, purpose: Purpose, *, person_id: int, now: datetime) -> None:
    """Take back what a person agreed to, in any wording, and forget what was kept for it."""
    given = select(OptIn).where(
        OptIn.purpose == purpose.code,
        OptIn.person_id == person_id,
        OptIn.withdrawn_at.is_(None),
    )
    for choice in session.scalars(given).all():
        choice.withdrawn_at = now
        subject = f"{purpose.code}:{choice.version}"
        record(session, "consent.withdrawn", person_id=person_id, subject=subject, now=now)
    purpose.forget(session, person_id)
