"""Letters that prove an address: a link for the browser that asked, a short code to type there."""

import hmac
from datetime import datetime, timedelta
from secrets import choice
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from referentiel.people import Person
from surveys.guard.sealing import hashed, keyed, new_token
from surveys.models import SignInLetter
from surveys.tickets import ALPHABET

LIFE = timedelta(minutes=10)
CODE_LENGTH = 6  # of 32 symbols: a thousand million codes
MOST_TRIES = 5
SIGN_IN = "sign_in"
ADDRESS = "address"


class WrongCode(Refusal):
    sentence = french("Ce n’est pas le code du courriel. Vérifiez-le, puis essayez de nouveau.")


class LetterSpent(Refusal):
    sentence = french(
        "Ce courriel ne sert plus\u00a0: il vaut %(minutes)s minutes, une seule fois, "
        "et %(tries)s codes faux l’annulent. Demandez-en un autre."
    )

    def __init__(self) -> None:
        super().__init__(minutes=int(LIFE.total_seconds() // 60), tries=MOST_TRIES)


class Proof(NamedTuple):
    """What a letter carries, and no table keeps."""

    token: str
    code: str

    @property
    def shown_code(self) -> str:
        """The code in two groups, as it is shown to be copied by hand."""
        half = CODE_LENGTH // 2
        return f"{self.code[:half]}-{self.code[half:]}"


def prepare_letter(
    session: Session,
    secret: str,
    *,
    email: str,
    browser: str,
    now: datetime,
    purpose: str = SIGN_IN,
    person_id: int | None = None,
) -> Proof:
    """Return what a letter to `email` shall carry; `browser` is the token of the one that asks."""
    proof = Proof(new_token(), "".join(choice(ALPHABET) for _ in range(CODE_LENGTH)))
    token_hash = hashed(proof.token)
    letter = SignInLetter(
        token_hash=token_hash,
        code_hash=_code_hash(secret, token_hash, proof.code),
        browser_hash=hashed(browser),
        purpose=purpose,
        email=email,
        person_id=person_id,
        expires_at=now + LIFE,
    )
    session.add(letter)
    session.flush()
    return proof


def letter_by_token(session: Session, token: str, *, now: datetime) -> SignInLetter | None:
    """Return the letter whose link holds `token`, if it may still sign somebody in."""
    return session.scalar(
        select(SignInLetter)
        .where(SignInLetter.token_hash == hashed(token), SignInLetter.purpose == SIGN_IN)
        .where(SignInLetter.used_at.is_(None), SignInLetter.expires_at > now)
    )


def letter_awaited(
    session: Session, browser: str, *, now: datetime, purpose: str = SIGN_IN
) -> SignInLetter | None:
    """Return the last letter that a browser asked for and that still serves."""
    return session.scalar(
        select(SignInLetter)
        .where(SignInLetter.browser_hash == hashed(browser), SignInLetter.purpose == purpose)
        .where(SignInLetter.used_at.is_(None), SignInLetter.expires_at > now)
        .order_by(SignInLetter.expires_at.desc())
        .limit(1)
    )


def letter_by_code(
    session: Session,
    secret: str,
    typed: str,
    *,
    browser: str,
    now: datetime,
    purpose: str = SIGN_IN,
) -> SignInLetter:
    """Return the letter whose code was typed in the browser that asked for it.

    Every call counts one try on each letter that this browser waits for, before it looks: the
    caller commits even when this raises.

    Raises:
        WrongCode: no awaited letter holds this code.
        LetterSpent: no letter is awaited any more.
    """
    code = "".join(symbol for symbol in typed.upper() if symbol.isalnum())
    tried = session.execute(
        update(SignInLetter)
        .where(SignInLetter.browser_hash == hashed(browser), SignInLetter.purpose == purpose)
        .where(SignInLetter.used_at.is_(None), SignInLetter.expires_at > now)
        .where(SignInLetter.tries < MOST_TRIES)
        .values(tries=SignInLetter.tries + 1)
        .returning(SignInLetter.token_hash, SignInLetter.code_hash)
        .execution_options(synchronize_session=False)
    ).all()
    if not tried:
        raise LetterSpent
    for token_hash, code_hash in tried:
        if hmac.compare_digest(code_hash, _code_hash(secret, token_hash, code)):
            letter = session.get_one(SignInLetter, token_hash, populate_existing=True)
            letter.tries = 0  # the right code may be asked for again, with a name beside it
            session.flush()
            return letter
    raise WrongCode


def use_letter(session: Session, letter: SignInLetter, *, now: datetime) -> None:
    """Let a letter serve, this once; raise LetterSpent if it has."""
    used = session.execute(
        update(SignInLetter)
        .where(SignInLetter.token_hash == letter.token_hash, SignInLetter.used_at.is_(None))
        .where(SignInLetter.expires_at > now)
        .values(used_at=now)
        .returning(SignInLetter.token_hash)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if used is None:
        raise LetterSpent


def is_of(letter: SignInLetter, browser: str) -> bool:
    """Say whether `browser` is the one that asked for this letter."""
    return hmac.compare_digest(letter.browser_hash, hashed(browser))


def addressee(session: Session, letter: SignInLetter) -> Person | None:
    """Return who has the address of a letter today; None if it is nobody's yet."""
    return session.scalar(select(Person).where(Person.email == letter.email))


def drop_letters(session: Session, person_id: int) -> None:
    """Void all letters of a person, as when their address changes."""
    session.execute(delete(SignInLetter).where(SignInLetter.person_id == person_id))


def _code_hash(secret: str, token_hash: bytes, code: str) -> bytes:
    return keyed(secret, "letter", f"{token_hash.hex()}:{code}")
