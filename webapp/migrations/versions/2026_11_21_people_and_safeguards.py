"""People and safeguards."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from referentiel.base import UtcDateTime

revision = "2026_11_21_people_and_safeguards"
down_revision = "2026_11_21_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_actor"), "audit", ["actor"])
    op.create_index(op.f("ix_audit_organisation_id"), "audit", ["organisation_id"])

    op.create_table(
        "erasure",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('person','submission','organisation')", name=op.f("erasure_kind")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_erasure")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_table(
        "idempotency",
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_created_at"), "idempotency", ["created_at"])

    op.create_table(
        "rate",
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", "window", name=op.f("pk_rate")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "site_fact",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_site_fact")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(person_id is null) <> (organisation_id is null)", name=op.f("api_token_of_one_holder")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_api_token_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_index(op.f("ix_api_token_organisation_id"), "api_token", ["organisation_id"])
    op.create_index(op.f("ix_api_token_person_id"), "api_token", ["person_id"])

    op.create_table(
        "directory_entry",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("offer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_directory_entry_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_directory_entry")),
    )
    op.create_table(
        "identity",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identity")),
    )
    op.create_index(op.f("ix_identity_person_id"), "identity", ["person_id"])

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("invited_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("mail_refused_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role in ('administrator','facilitator','analyst','trainer','member')",
            name=op.f("invitation_role"),
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["person.id"], name=op.f("fk_invitation_invited_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_email"), "invitation", ["email"])
    op.create_index(op.f("ix_invitation_invited_by"), "invitation", ["invited_by"])
    op.create_index(op.f("ix_invitation_organisation_id"), "invitation", ["organisation_id"])

    op.create_table(
        "one_time_password",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_one_time_password_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_one_time_password")),
    )
    op.create_table(
        "opt_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opt_in_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_in")),
    )
    op.create_index(op.f("ix_opt_in_person_id"), "opt_in", ["person_id"])

    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("added_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"])

    op.create_table(
        "person_key",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_key_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_key")),
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ticket_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reading_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    op.create_index(op.f("ix_reading_person_id"), "reading", ["person_id"])
    op.create_index(op.f("ix_reading_ticket_hash"), "reading", ["ticket_hash"])

    op.create_table(
        "recovery_code",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "result_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ticket_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_result_share_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_share")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_result_share_token_hash")),
    )
    op.create_index(op.f("ix_result_share_person_id"), "result_share", ["person_id"])
    op.create_index(op.f("ix_result_share_ticket_hash"), "result_share", ["ticket_hash"])

    op.create_table(
        "sign_in_letter",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose in ('sign_in','address')", name=op.f("sign_in_letter_purpose")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_letter_person_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_letter")),
    )
    op.create_index(op.f("ix_sign_in_letter_browser_hash"), "sign_in_letter", ["browser_hash"])
    op.create_index(op.f("ix_sign_in_letter_person_id"), "sign_in_letter", ["person_id"])

    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("begun_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("proved_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("id_token", sa.String(), nullable=True),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_web_session_person_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_session")),
    )
    op.create_index(op.f("ix_web_session_person_id"), "web_session", ["person_id"])

    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_webhook_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_index(op.f("ix_webhook_organisation_id"), "webhook", ["organisation_id"])

    op.create_table(
        "joint_control",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_joint_control_event_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_joint_control_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["person.id"], name=op.f("fk_joint_control_proposed_by")
        ),
        sa.PrimaryKeyConstraint("event_id", "organisation_id", name=op.f("pk_joint_control")),
    )
    op.create_index(op.f("ix_joint_control_organisation_id"), "joint_control", ["organisation_id"])
    op.create_index(op.f("ix_joint_control_proposed_by"), "joint_control", ["proposed_by"])

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("settled_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("webhook_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind in ('letter','hook')", name=op.f("outbox_kind")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_outbox_invitation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outbox_person_id")),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("fk_outbox_webhook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("uid", name=op.f("uq_outbox_uid")),
    )
    op.create_index("ix_outbox_due_at_settled_at", "outbox", ["settled_at", "due_at"])
    op.create_index(op.f("ix_outbox_invitation_id"), "outbox", ["invitation_id"])
    op.create_index(op.f("ix_outbox_person_id"), "outbox", ["person_id"])
    op.create_index(op.f("ix_outbox_webhook_id"), "outbox", ["webhook_id"])

    op.create_table(
        "campaign_controller",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_controller_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_campaign_controller_organisation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "campaign_id", "organisation_id", name=op.f("pk_campaign_controller")
        ),
    )
    op.create_index(
        op.f("ix_campaign_controller_organisation_id"),
        "campaign_controller",
        ["organisation_id"],
        unique=False,
    )

    op.create_table(
        "notice",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("shown_from", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_notice_campaign_id")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_notice")),
    )
    op.create_table(
        "share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("referentiel_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("scope in ('read','export')", name=op.f("share_scope")),
        sa.CheckConstraint(
            "(campaign_id is null) <> (referentiel_id is null)", name=op.f("share_of_one_thing")
        ),
        sa.CheckConstraint("organisation_id <> receiver_id", name=op.f("share_with_another")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_share_campaign_id")
        ),
        sa.ForeignKeyConstraint(["granted_by"], ["person.id"], name=op.f("fk_share_granted_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_share_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["organisation.id"], name=op.f("fk_share_receiver_id")
        ),
        sa.ForeignKeyConstraint(
            ["referentiel_id"], ["referentiel.id"], name=op.f("fk_share_referentiel_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
    )
    op.create_index(op.f("ix_share_campaign_id"), "share", ["campaign_id"])
    op.create_index(op.f("ix_share_granted_by"), "share", ["granted_by"])
    op.create_index(op.f("ix_share_organisation_id"), "share", ["organisation_id"])
    op.create_index(op.f("ix_share_receiver_id"), "share", ["receiver_id"])
    op.create_index(op.f("ix_share_referentiel_id"), "share", ["referentiel_id"])

    empty = sa.text("''")
    op.add_column("campaign", sa.Column("crossed", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("campaign", sa.Column("notice", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("campaign", sa.Column("anonymised_on", sa.Date(), nullable=True))
    op.add_column("campaign", sa.Column("disposable_on", sa.Date(), nullable=True))
    op.add_column("campaign", sa.Column("disposed_on", sa.Date(), nullable=True))
    visa = sa.Column("disposal_visa", sa.String(), nullable=False, server_default=empty)
    op.add_column("campaign", visa)
    op.add_column("credential", sa.Column("changed_at", UtcDateTime(timezone=True), nullable=True))
    for name in ("address", "contact", "dpo", "legal_basis"):
        op.add_column(
            "organisation", sa.Column(name, sa.String(), nullable=False, server_default=empty)
        )
    for name, months in (("retention_months", "24"), ("disposal_months", "12")):
        number = sa.Column(name, sa.Integer(), nullable=False, server_default=months)
        op.add_column("organisation", number)
    op.add_column(
        "organisation",
        sa.Column("hosts", sa.Boolean(), nullable=False, server_default=sa.false()),
    )

    connection = op.get_bind()
    for name in ("organisation", "person"):
        uid = sa.Column("uid", sa.String(), nullable=False, server_default=empty)
        op.add_column(name, uid)
        rows = sa.table(name, sa.column("id", sa.Integer), sa.column("uid", sa.String))
        for number in connection.scalars(sa.select(rows.c.id)).all():
            named = rows.update().where(rows.c.id == number).values(uid=uuid4().hex)
            connection.execute(named)
        op.create_index(op.f(f"ix_{name}_uid"), name, ["uid"], unique=True)
    language = sa.Column("language", sa.String(), nullable=False, server_default="fr")
    op.add_column("person", language)
    op.add_column("person", sa.Column("since", sa.Date(), nullable=True))
    op.add_column("person", sa.Column("mail_refused_at", UtcDateTime(timezone=True)))
    op.add_column("person", sa.Column("seen_on", sa.Date(), nullable=True))
    op.add_column("person", sa.Column("warned_on", sa.Date(), nullable=True))

    with op.batch_alter_table("membership", recreate="always") as batch_op:
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))
        batch_op.drop_constraint("pk_membership", type_="primary")
        batch_op.create_primary_key("pk_membership", ["organisation_id", "person_id", "role"])
        batch_op.create_check_constraint(
            op.f("membership_role"),
            "role in ('administrator','facilitator','analyst','trainer','member')",
        )
        batch_op.create_index(op.f("ix_membership_person_id"), ["person_id"])
    with op.batch_alter_table(
        "submission",
        recreate="auto",
        table_kwargs={"sqlite_with_rowid": False},
    ) as batch_op:
        notice = sa.Column("notice", sa.Integer(), nullable=False, server_default="0")
        batch_op.add_column(notice)
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_submission_person_id"), "person", ["person_id"], ["id"]
        )
        kept = sa.text("person_id IS NOT NULL")
        batch_op.create_index(
            "one_kept_submission_per_campaign",
            ["person_id", "campaign_id"],
            unique=True,
            sqlite_where=kept,
            postgresql_where=kept,
        )


def downgrade() -> None:
    """Undo the change."""
    raise NotImplementedError("restore the backup taken before the change")
