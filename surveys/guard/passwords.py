"""Passwords: long enough and hard to guess, as estimated offline; set, changed and taken away."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from zxcvbn import zxcvbn

from referentiel.base import Refusal, french
from referentiel.people import Person
from surveys import accounts
from surveys.models import Credential
from surveys.upsert import upsert

SHORTEST = 12
LONGEST = 200  # a longer password would only cost time to check
ESTIMATED = 72  # symbols: the estimate takes a time that grows with the square of the length
LEAST_SCORE = 3  # of 4: more than a hundred million guesses
# The estimator knows English words and names; these begin French lists of leaked passwords.
COMMON = (
    *("motdepasse", "mot de passe", "azerty", "azertyuiop", "qsdfgh", "bonjour", "soleil"),
    *("bienvenue", "chouchou", "doudou", "loulou", "coucou", "jetaime", "vacances", "france"),
    *("formation", "territoire", "développement", "competence", "compétence", "janvier"),
    *("février", "septembre", "octobre", "novembre", "décembre", "printemps", "automne"),
    *("repères", "reperes"),
)


class PasswordTooShort(Refusal):
    sentence = french(
        "Ce mot de passe est trop court\u00a0: il en faut %(least)s signes au moins. Une suite de "
        "quatre mots sans rapport entre eux se retient bien."
    )


class PasswordTooLong(Refusal):
    sentence = french("Ce mot de passe est trop long\u00a0: %(most)s signes au plus.")


class PasswordTooPlain(Refusal):
    sentence = french(
        "Ce mot de passe se devine trop vite. Prenez par exemple quatre mots sans rapport entre "
        "eux, et évitez votre nom, votre adresse et les suites de touches."
    )


def check_strength(password: str, own_words: Sequence[str]) -> None:
    """Refuse a password that is short, long or soon guessed by somebody who knows `own_words`.

    Raises:
        PasswordTooShort, PasswordTooLong, PasswordTooPlain: each says what to do.
    """
    if len(password) < SHORTEST:
        raise PasswordTooShort(least=SHORTEST)
    if len(password) > LONGEST:
        raise PasswordTooLong(most=LONGEST)
    # What is hard to guess in part, without the words that come to mind, is so as a whole.
    plain = sorted({*own_words, *COMMON}, key=len, reverse=True)
    rest = re.sub("|".join(map(re.escape, plain)), "", password[:ESTIMATED], flags=re.IGNORECASE)
    if not rest or zxcvbn(rest)["score"] < LEAST_SCORE:
        raise PasswordTooPlain


def words_of(person: Person) -> list[str]:
    """Return the words that somebody who knows a person tries first."""
    whole = [person.name.casefold(), person.email]
    parts = [part for text in whole for part in re.split(r"[\W_]+", text)]
    return [word for word in whole + parts if len(word) > 2]


def set_password(session: Session, person: Person, password: str, *, now: datetime) -> None:
    """Let a person sign in by this password from now on; raise what `check_strength` raises."""
    check_strength(password, words_of(person))
    row = {
        "person_id": person.id,
        "password_hash": accounts.HASHER.hash(password),
        "changed_at": now,
    }
    change = upsert(session, Credential, ("person_id",), replace=("password_hash", "changed_at"))
    session.connection().execute(change, row)


def remove_password(session: Session, person_id: int) -> None:
    """Let a person sign in without a password only: by letter, passkey or provider."""
    session.execute(delete(Credential).where(Credential.person_id == person_id))


def has_password(session: Session, person_id: int) -> bool:
    """Say whether a person may sign in by a password."""
    found = select(Credential.person_id).where(Credential.person_id == person_id)
    return session.scalar(found) is not None
