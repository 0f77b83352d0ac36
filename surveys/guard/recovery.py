"""Recovery codes: ten, shown once, each good for one sign-in when the authenticator is lost."""

import re
from datetime import datetime
from secrets import choice

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from surveys.guard.sealing import keyed
from surveys.models import RecoveryCode

COUNT = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without 0 and o, 1, i and l
LENGTH = 24  # 118 bits: too many to be guessed from a stolen base, even by its owner's machines
GROUP = 6


def new_codes(session: Session, person_id: int, *, secret: str) -> list[str]:
    """Return ten new codes, to be shown once; the earlier ones serve no more."""
    forget_codes(session, person_id)
    codes = ["".join(choice(ALPHABET) for _ in range(LENGTH)) for _ in range(COUNT)]
    session.add_all(
        RecoveryCode(person_id=person_id, code_hash=_hash(secret, person_id, code))
        for code in codes
    )
    session.flush()
    return ["-".join(re.findall(f".{{{GROUP}}}", code)) for code in codes]


def use_recovery_code(
    session: Session, person_id: int, typed: str, *, secret: str, now: datetime
) -> bool:
    """Say whether `typed` is a code of the person's that has not served; it has now."""
    code = re.sub(r"[^0-9a-z]", "", typed.casefold())
    if len(code) != LENGTH:
        return False
    used = session.scalar(
        update(RecoveryCode)
        .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
        .where(RecoveryCode.code_hash == _hash(secret, person_id, code))
        .values(used_at=now)
        .returning(RecoveryCode.person_id)
    )
    return used is not None


def codes_left(session: Session, person_id: int) -> int:
    """Return how many codes of a person have not served."""
    unused = (RecoveryCode.person_id == person_id) & RecoveryCode.used_at.is_(None)
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(unused)) or 0


def forget_codes(session: Session, person_id: int) -> None:
    """Let no code of a person serve any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def _hash(secret: str, person_id: int, code: str) -> bytes:
    return keyed(secret, "recovery code", f"{person_id}:{code}")
