"""Passkeys: asked for, added under a name, recognised, removed."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from referentiel.base import Refusal, french
from referentiel.people import Person
from surveys.models import Passkey

SITE = "Repères"
MOST = 20  # passkeys of one person
LONGEST_NAME = 60
LONGEST_ANSWER = 20_000  # characters
# What a made-up answer of a browser may set off, beside the library's own exceptions.
MALFORMED = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)


class PasskeyRefused(Refusal):
    sentence = french(
        "Cette clé d’accès n’a pas été reconnue. Essayez de nouveau, "
        "ou connectez-vous par un autre moyen."
    )


class PasskeyNotAdded(Refusal):
    sentence = french(
        "Cette clé d’accès n’a pas pu être ajoutée. Recommencez, ou essayez avec un autre appareil."
    )


class TooManyPasskeys(Refusal):
    sentence = french(
        "Vous avez déjà %(most)s clés d’accès. Retirez celles qui ne servent plus, "
        "puis recommencez."
    )


@dataclass(frozen=True)
class Party:
    """The site as browsers and passkeys name it: its domain, and its address without a path."""

    domain: str
    origin: str


def passkeys_of(session: Session, person_id: int) -> list[Passkey]:
    """Return the passkeys of a person, in the order in which they were added."""
    found = select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)
    return list(session.scalars(found))


def creation_options(session: Session, person: Person, party: Party, challenge: str) -> str:
    """Return, as JSON, what a browser needs to make a passkey that names and verifies its owner.

    Raises:
        TooManyPasskeys: the person has enough of them.
    """
    known = passkeys_of(session, person.id)
    if len(known) >= MOST:
        raise TooManyPasskeys(most=MOST)
    options = generate_registration_options(
        rp_id=party.domain,
        rp_name=SITE,
        user_id=person.uid.encode(),
        user_name=person.email,
        user_display_name=person.name,
        challenge=challenge.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=key.credential_id) for key in known],
    )
    return options_to_json(options)


def add_passkey(
    session: Session,
    person: Person,
    answer: str,
    *,
    name: str,
    challenge: str,
    party: Party,
    now: datetime,
) -> Passkey:
    """Keep the passkey that a browser made for `challenge`; raise PasskeyNotAdded."""
    try:
        made = verify_registration_response(
            credential=_read(answer),
            expected_challenge=challenge.encode(),
            expected_rp_id=party.domain,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except MALFORMED:
        raise PasskeyNotAdded from None
    if _passkey(session, made.credential_id):
        raise PasskeyNotAdded
    passkey = Passkey(
        person_id=person.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name[:LONGEST_NAME],
        added_at=now,
    )
    session.add(passkey)
    session.flush()
    return passkey


def request_options(party: Party, challenge: str) -> str:
    """Return, as JSON, what a browser needs to show any passkey of this site; it names nobody."""
    options = generate_authentication_options(
        rp_id=party.domain,
        challenge=challenge.encode(),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def recognise_passkey(
    session: Session, answer: str, *, challenge: str, party: Party, now: datetime
) -> Person:
    """Return whose passkey answered `challenge`, its owner verified; raise PasskeyRefused.

    A counter that does not grow tells of a copied passkey, and is refused.
    """
    try:
        shown = parse_authentication_credential_json(_read(answer))
        passkey = _passkey(session, shown.raw_id)
        person = session.get(Person, passkey.person_id) if passkey else None
        if passkey is None or person is None:
            raise PasskeyRefused
        _verify(session, passkey, shown, challenge, party, now)
    except MALFORMED:
        raise PasskeyRefused from None
    if (shown.response.user_handle or b"") != person.uid.encode():
        raise PasskeyRefused
    return person


def _verify(
    session: Session,
    passkey: Passkey,
    shown: AuthenticationCredential,
    challenge: str,
    party: Party,
    now: datetime,
) -> None:
    verified = verify_authentication_response(
        credential=shown,
        expected_challenge=challenge.encode(),
        expected_rp_id=party.domain,
        expected_origin=party.origin,
        credential_public_key=passkey.public_key,
        credential_current_sign_count=passkey.sign_count,
        require_user_verification=True,
    )
    counted = session.scalar(
        update(Passkey)
        .where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count)
        .values(sign_count=verified.new_sign_count, used_on=now.date())
        .returning(Passkey.id)
    )
    if counted is None:  # the same passkey was counted elsewhere meanwhile
        raise PasskeyRefused


def remove_passkey(session: Session, person_id: int, passkey_id: int) -> str | None:
    """Forget a passkey of a person; return its name, None where it is not theirs."""
    return session.scalar(
        delete(Passkey)
        .where(Passkey.id == passkey_id, Passkey.person_id == person_id)
        .returning(Passkey.name)
    )


def _passkey(session: Session, credential_id: bytes) -> Passkey | None:
    return session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def _read(answer: str) -> dict[str, object]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("an answer this long is no passkey's")
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise TypeError("an answer of a passkey is an object")
    return read
