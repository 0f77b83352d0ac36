"""Codes of an authenticator (TOTP, RFC 6238) as second factor: set up, confirmed, used once."""

import re
from datetime import datetime
from hmac import compare_digest

import pyotp
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from referentiel.people import Person
from surveys.guard.sealing import seal, unseal
from surveys.models import OneTimePassword
from surveys.upsert import upsert

SITE = "Repères"
PURPOSE = "one-time password"
STEP = 30  # seconds
TOLERANCE = (-1, 0, 1)  # steps, for clocks that differ


class WrongCode(Refusal):
    sentence = french(
        "Ce code ne convient pas, ou il a déjà servi. Attendez le suivant, puis recopiez-le ici."
    )


class AlreadySetUp(Refusal):
    sentence = french(
        "Une application de codes est déjà en service. Retirez-la d’abord pour en changer."
    )


def one_time_of(session: Session, person_id: int) -> OneTimePassword | None:
    """Return what is kept of the authenticator of a person, confirmed or not."""
    return session.get(OneTimePassword, person_id)


def asks_code(session: Session, person_id: int) -> bool:
    """Say whether a person signs in with a code beside their first proof."""
    kept = one_time_of(session, person_id)
    return kept is not None and kept.confirmed_at is not None


def begin_one_time(session: Session, person_id: int, *, secret: str) -> None:
    """Draw a new key, to be shown until it is confirmed; raise AlreadySetUp."""
    kept = one_time_of(session, person_id)
    if kept and kept.confirmed_at:
        raise AlreadySetUp
    sealed = seal(secret, PURPOSE, pyotp.random_base32())
    row = {"person_id": person_id, "sealed": sealed, "confirmed_at": None, "last_step": 0}
    replacing = ("sealed", "confirmed_at", "last_step")
    session.connection().execute(
        upsert(session, OneTimePassword, ("person_id",), replace=replacing), row
    )
    if kept:
        session.expire(kept)


def key_to_show(session: Session, person_id: int, *, secret: str) -> str | None:
    """Return the key that waits for its first code; a confirmed one is never shown again."""
    kept = one_time_of(session, person_id)
    if kept is None or kept.confirmed_at is not None:
        return None
    return unseal(secret, PURPOSE, kept.sealed)


def address_of(key: str, person: Person) -> str:
    """Return the `otpauth:` address that authenticators read in a QR code."""
    return pyotp.TOTP(key, interval=STEP).provisioning_uri(name=person.email, issuer_name=SITE)


def confirm_one_time(
    session: Session, person_id: int, code: str, *, secret: str, now: datetime
) -> None:
    """Take the authenticator into service by its first code; raise WrongCode."""
    if not use_code(session, person_id, code, secret=secret, now=now):
        raise WrongCode
    session.execute(
        update(OneTimePassword)
        .where(OneTimePassword.person_id == person_id)
        .values(confirmed_at=now)
    )


def use_code(session: Session, person_id: int, code: str, *, secret: str, now: datetime) -> bool:
    """Say whether `code` is the authenticator's now; its time step never serves again."""
    kept = one_time_of(session, person_id)
    key = unseal(secret, PURPOSE, kept.sealed) if kept else None
    step = _step_of(key, code, now) if key else None
    if step is None:
        return False
    taken = session.scalar(
        update(OneTimePassword)
        .where(OneTimePassword.person_id == person_id, OneTimePassword.last_step < step)
        .values(last_step=step)
        .returning(OneTimePassword.person_id)
    )
    return taken is not None


def _step_of(key: str, code: str, now: datetime) -> int | None:
    digits = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    generator, present = pyotp.TOTP(key, interval=STEP), int(now.timestamp()) // STEP
    fitting = (
        present + away
        for away in TOLERANCE
        if compare_digest(generator.generate_otp(present + away), digits)
    )
    return next(fitting, None)


def remove_one_time(session: Session, person_id: int) -> bool:
    """Forget the authenticator of a person; say whether one was in service."""
    was_asked = asks_code(session, person_id)
    session.execute(delete(OneTimePassword).where(OneTimePassword.person_id == person_id))
    return was_asked


def confirmed_at(session: Session, person_id: int) -> datetime | None:
    """Return since when codes are asked of a person; None when they are not."""
    return session.scalar(
        select(OneTimePassword.confirmed_at).where(OneTimePassword.person_id == person_id)
    )
