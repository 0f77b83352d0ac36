"""What keeps watch: shares, the audit chain, rates, letters to send, tokens and webhooks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from referentiel.base import Base
from referentiel.people import Organisation


class Share(Base):
    """A report or a référentiel shown to another organisation: explicit, dated, revocable."""

    __tablename__ = "share"
    __table_args__ = (
        CheckConstraint(
            "(campaign_id is null) <> (referentiel_id is null)", name="share_of_one_thing"
        ),
        CheckConstraint("scope in ('read','export')", name="share_scope"),
        CheckConstraint("organisation_id <> receiver_id", name="share_with_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    receiver_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaign.id"), index=True, default=None
    )
    referentiel_id: Mapped[int | None] = mapped_column(
        ForeignKey("referentiel.id"), index=True, default=None
    )
    scope: Mapped[str]  # read the pages, or also export files
    purpose: Mapped[str]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[date | None] = mapped_column(default=None)  # last day; none: until revoked
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    organisation: Mapped[Organisation] = relationship(
        init=False, foreign_keys="Share.organisation_id"
    )
    receiver: Mapped[Organisation] = relationship(init=False, foreign_keys="Share.receiver_id")


class AuditEntry(Base):
    """One act that was done, chained to the one before by its hash.

    `actor` is a pseudonym under the person's key: erasing the key leaves a name for nobody.
    """

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    act: Mapped[str]
    actor: Mapped[str] = mapped_column(index=True)  # "" is the system or somebody unknown
    organisation_id: Mapped[int | None] = mapped_column(index=True)  # outlives the organisation
    subject: Mapped[str]  # « campaign:12 »: numbers and codes, never names
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class PersonKey(Base):
    """The key of a person's pseudonyms in the audit chain."""

    __tablename__ = "person_key"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32))


class Rate(Base):
    """How often something was tried in a window of time, under a keyed hash of who and what."""

    __tablename__ = "rate"
    __table_args__ = {"sqlite_with_rowid": False}

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True)  # its first second since 1970
    n: Mapped[int]


class Outgoing(Base):
    """A letter or a webhook call written with the act it tells of, sent after the commit.

    `payload` is emptied once it is sent or given up; `error` says why a try failed.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("kind in ('letter','hook')", name="outbox_kind"),
        Index("ix_outbox_due_at_settled_at", "settled_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[str]
    uid: Mapped[str] = mapped_column(unique=True)  # in the return path: tells which mail bounced
    address: Mapped[str]  # of a mailbox, or of a webhook; emptied with the payload
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    settled_at: Mapped[datetime | None] = mapped_column(default=None)  # sent or given up
    error: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True, default=None)
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation.id"), index=True, default=None
    )
    webhook_id: Mapped[int | None] = mapped_column(
        ForeignKey("webhook.id"), index=True, default=None
    )
    invitee_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitee.id"), index=True, default=None
    )


class Webhook(Base):
    """An address of an organisation's own that is told when something happens."""

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    address: Mapped[str]
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    topics: Mapped[list[str]]  # campaign.opened, campaign.closed, report.ready
    created_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)


class ApiToken(Base):
    """A key for programs, of a person or of an organisation; only its hash is kept."""

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint(
            "(person_id is null) <> (organisation_id is null)", name="api_token_of_one_holder"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    name: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True, default=None)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True, default=None
    )
    scopes: Mapped[list[str]]  # values of surveys.roles.Act
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_on: Mapped[date | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class Idempotency(Base):
    """What a write of the API answered, kept a day so that a retry gets the same answer."""

    __tablename__ = "idempotency"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    status: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(index=True)
