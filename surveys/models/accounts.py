"""Who may sign in, by which means, and for which organisation."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referentiel.base import Base
from referentiel.people import Organisation, Person
from surveys.roles import Role

ROLE_NAMES = ",".join(f"'{role}'" for role in Role)


class Membership(Base):
    """One role of a person in an organisation; a person may have several."""

    __tablename__ = "membership"
    __table_args__ = (CheckConstraint(f"role in ({ROLE_NAMES})", name="membership_role"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date | None] = mapped_column(default=None)
    organisation: Mapped[Organisation] = relationship(init=False)
    person: Mapped[Person] = relationship(init=False)


class Invitation(Base):
    """A role offered by mail. Without an organisation: the right to set one up."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint(f"role in ({ROLE_NAMES})", name="invitation_role"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str] = mapped_column(index=True)  # case-folded
    role: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    mail_refused_at: Mapped[datetime | None] = mapped_column(default=None)
    organisation: Mapped[Organisation | None] = relationship(init=False)


class Credential(Base):
    __tablename__ = "credential"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password_hash: Mapped[str]  # Argon2
    changed_at: Mapped[datetime | None] = mapped_column(default=None)


class SignInLetter(Base):
    """A link and a short code sent by mail; each serves once. An unknown address may join by it.

    Its `purpose` is to sign in, or to prove the address that a person wants to have from now on.
    """

    __tablename__ = "sign_in_letter"
    __table_args__ = (
        CheckConstraint("purpose in ('sign_in','address')", name="sign_in_letter_purpose"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    browser_hash: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)  # who asked for it
    purpose: Mapped[str]
    email: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Passkey(Base):
    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    name: Mapped[str]
    added_at: Mapped[datetime]
    used_on: Mapped[date | None] = mapped_column(default=None)


class OneTimePassword(Base):
    """The secret of an authenticator (TOTP), sealed; `last_step` keeps codes from serving twice."""

    __tablename__ = "one_time_password"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    __tablename__ = "recovery_code"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Identity(Base):
    """Who a person is for an OpenID provider."""

    __tablename__ = "identity"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime]


class WebSession(Base):
    """A browser that is signed in, as its owner may see and end it."""

    __tablename__ = "web_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    method: Mapped[str]  # letter, password, passkey, provider
    browser: Mapped[str]  # « Firefox, Android »
    begun_at: Mapped[datetime]
    proved_at: Mapped[datetime]  # last time the person showed who they are
    seen_on: Mapped[date]
    id_token: Mapped[str | None] = mapped_column(default=None)  # to sign out at the provider
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
