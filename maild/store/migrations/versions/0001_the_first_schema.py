"""The first schema"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("stopped_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_account")),
    )
    op.create_table(
        "address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", AutoString(), nullable=False),
        sa.Column("domain", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("email", name=op.f("uq_address_email")),
    )
    op.create_table(
        "address_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("standing", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("soft_bounces", JSON, autoincrement=False, nullable=False),
        sa.Column("changed_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("until", sa.Date(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_state")),
    )
    op.create_table(
        "cursor",
        sa.Column("account", AutoString(), nullable=False),
        sa.Column("folder", AutoString(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("polled_at", UTCDateTime(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("reconciled_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("account", "folder", name=op.f("pk_cursor")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("actor", AutoString(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("respondent_id", sa.Integer(), nullable=True),
        sa.Column("address_id", sa.Integer(), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("data", JSON, nullable=False),
        sa.Column("hash", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_address_id"), ["address_id"], unique=False)
        batch_op.create_index(
            "ix_event_incident_id_respondent_id", ["incident_id", "respondent_id"], unique=False
        )
        batch_op.create_index("ix_event_letter_id_kind", ["letter_id", "kind"], unique=False)
        batch_op.create_index(
            "ix_event_mail_id",
            ["mail_id"],
            unique=False,
            sqlite_where=sa.text("mail_id IS NOT NULL"),
            postgresql_where=sa.text("mail_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_event_respondent_id_kind_incident_id", ["respondent_id", "kind", "incident_id"], unique=False
        )

    op.create_table(
        "incident_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("where", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("opened_at", UTCDateTime(), autoincrement=False, nullable=False),
        sa.Column("last_seen_at", UTCDateTime(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("people", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("reference", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("acknowledged_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("reported_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("answered_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("fix_seen_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("resolved_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("silenced_until", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("reopened_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_state")),
    )
    with op.batch_alter_table("incident_state", schema=None) as batch_op:
        batch_op.create_index("ix_incident_state_key", ["key"], unique=False)

    op.create_table(
        "letter_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("fence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attempts", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("evidence", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("skipped_because", sa.Text(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_state")),
    )
    op.create_table(
        "meta",
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("value", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "plan_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("occasion", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("drafted_at", UTCDateTime(), autoincrement=False, nullable=False),
        sa.Column("drafted_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("receivers", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("left_out", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("approved_by", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("approved_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("voided_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("released_by", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("released_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_state")),
    )
    op.create_table(
        "respondent_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("listed_at", UTCDateTime(), autoincrement=False, nullable=False),
        sa.Column("invited_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("answered_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("self_reported_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("claim_held_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("on_leave_until", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("unreachable", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("wrong_person_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("exempt_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("refused_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("held_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("question_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("error_incident_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("blocked_by", JSON, autoincrement=False, nullable=False),
        sa.Column("reached_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("letters_sent", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_sent_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("sent_before_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("last_letter_id", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("told_of_extension_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("undelivered", sa.Text(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_respondent_state")),
    )
    with op.batch_alter_table("respondent_state", schema=None) as batch_op:
        batch_op.create_index(
            "ix_respondent_state_round_id_invited_at", ["round_id", "invited_at"], unique=False
        )
        batch_op.create_index(
            "ix_respondent_state_open",
            ["round_id"],
            unique=False,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("deadline", UTCDateTime(), nullable=False),
        sa.Column("legal_basis", AutoString(), nullable=False),
        sa.Column("agency", AutoString(), nullable=False),
        sa.Column("hotline", AutoString(), nullable=False),
        sa.Column("invitation_sender", AutoString(), nullable=False),
        sa.Column("invitation_subject", AutoString(), nullable=False),
        sa.Column("locale", AutoString(), nullable=False),
        sa.Column("extended_from", UTCDateTime(), nullable=True),
        sa.Column("extended_at", UTCDateTime(), nullable=True),
        sa.Column("extension_letter", AutoString(), nullable=False),
        sa.Column("created_by", AutoString(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'approved', 'running', 'paused', 'closed')", name=op.f("ck_round_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("code", name=op.f("uq_round_code")),
    )
    op.create_table(
        "seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("last_event_id", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("hash", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
    )
    op.create_table(
        "silence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("domain", AutoString(), nullable=False),
        sa.Column("stage", AutoString(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("why", AutoString(), nullable=False),
        sa.Column("by", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence")),
    )
    op.create_table(
        "sending_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("paused_by", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("breaker_tripped_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.Column("breaker_because", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("breaker_reset_at", UTCDateTime(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sending_state")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("level", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("name", name=op.f("uq_unit_name")),
    )
    op.create_table(
        "unit_alias",
        sa.Column("alias", AutoString(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("by", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_alias_unit_id_unit")),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_unit_alias")),
    )
    with op.batch_alter_table("unit_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_alias_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "unit_successor",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("document", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["unit.id"], name=op.f("fk_unit_successor_successor_id_unit")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_successor_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", "successor_id", name=op.f("pk_unit_successor")),
    )
    op.create_table(
        "unit_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("position", AutoString(), nullable=False),
        sa.Column("email", AutoString(), nullable=False),
        sa.Column("telephone", AutoString(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=True),
        sa.CheckConstraint("role IN ('head', 'clerk', 'it')", name=op.f("ck_unit_contact_role")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_contact_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_contact")),
    )
    with op.batch_alter_table("unit_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_contact_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "answered_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("as_of", UTCDateTime(), nullable=False),
        sa.Column("staged_at", UTCDateTime(), nullable=False),
        sa.Column("staged_by", AutoString(), nullable=False),
        sa.Column("origin", AutoString(), nullable=False),
        sa.Column("file", AutoString(), nullable=False),
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("problems", JSON, nullable=False),
        sa.Column("held", JSON, nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("not_answered", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("applied_at", UTCDateTime(), nullable=True),
        sa.Column("rejected_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_answered_list_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answered_list")),
    )
    with op.batch_alter_table("answered_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answered_list_digest"), ["digest"], unique=False)

    op.create_table(
        "dropped_file",
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("file", AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=True),
        sa.Column("problem", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["answered_list.id"], name=op.f("fk_dropped_file_list_id_answered_list")
        ),
        sa.PrimaryKeyConstraint("digest", "file", name=op.f("pk_dropped_file")),
    )
    op.create_table(
        "roster_check",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("file", AutoString(), nullable=False),
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_roster_check_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "file", name=op.f("pk_roster_check")),
    )
    op.create_table(
        "round_archive",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", AutoString(), nullable=False),
        sa.Column("numbers", JSON, nullable=False),
        sa.Column("report", AutoString(), nullable=False),
        sa.Column("digest", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_archive_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_archive")),
    )
    op.create_table(
        "daemon",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host", AutoString(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("version", AutoString(), nullable=False),
        sa.Column("letters", AutoString(), nullable=False),
        sa.Column("keys", AutoString(), nullable=False),
        sa.Column("folders", JSON, nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daemon")),
    )
    op.create_table(
        "official",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("position", AutoString(), nullable=False),
        sa.Column("honorific", AutoString(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_official_address_id_address")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_official_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official")),
    )
    with op.batch_alter_table("official", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_official_address_id"), ["address_id"], unique=False)

    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("occasion", AutoString(), nullable=False),
        sa.Column("said", JSON, nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_plan_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_table(
        "official_address",
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name=op.f("fk_official_address_address_id_address")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_official_address_official_id_official")
        ),
        sa.PrimaryKeyConstraint(
            "official_id", "address_id", "since", name=op.f("pk_official_address")
        ),
    )
    op.create_table(
        "respondent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("position", AutoString(), nullable=False),
        sa.Column("honorific", AutoString(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("group", AutoString(), nullable=False),
        sa.Column("subject_code", AutoString(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["official_id"], ["official.id"], name=op.f("fk_respondent_official_id_official")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["respondent.id"], name=op.f("fk_respondent_replaced_by_respondent")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_respondent_round_id_round")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_respondent_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_respondent")),
        sa.UniqueConstraint("round_id", "official_id", name=op.f("uq_respondent_round_id_official_id")),
        sa.UniqueConstraint("round_id", "subject_code", name=op.f("uq_respondent_round_id_subject_code")),
    )
    with op.batch_alter_table("respondent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_respondent_official_id"), ["official_id"], unique=False)
        batch_op.create_index("ix_respondent_round_id_ended_at", ["round_id", "ended_at"], unique=False)
        batch_op.create_index(
            "ix_respondent_round_id_ended_at_unit_id_group",
            ["round_id", "ended_at", "unit_id", "group"],
            unique=False,
        )
    op.create_table(
        "answered_row",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=True),
        sa.Column("verdict", AutoString(), nullable=False),
        sa.Column("file_row", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["answered_list.id"], name=op.f("fk_answered_row_list_id_answered_list")
        ),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondent.id"], name=op.f("fk_answered_row_respondent_id_respondent")
        ),
        sa.PrimaryKeyConstraint("list_id", "row", name=op.f("pk_answered_row")),
    )
    op.create_table(
        "note",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_note_event_id_event")),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondent.id"], name=op.f("fk_note_respondent_id_respondent")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_respondent_id"), ["respondent_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("occasion", AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("not_before", UTCDateTime(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("message_id", AutoString(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("owner", AutoString(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("intent_at", UTCDateTime(), nullable=True),
        sa.Column("tried_at", UTCDateTime(), nullable=True),
        sa.Column("blames_us", sa.Boolean(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("held_because", AutoString(), nullable=False),
        sa.Column("reply", AutoString(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'claimed', 'in_doubt', 'sent', 'failed', 'skipped')",
            name=op.f("ck_outbox_state"),
        ),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_outbox_address_id_address")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_outbox_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondent.id"], name=op.f("fk_outbox_respondent_id_respondent")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_outbox_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint(
            "round_id",
            "code",
            "occasion",
            "respondent_id",
            name=op.f("uq_outbox_round_id_code_occasion_respondent_id"),
        ),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_intent_at", ["intent_at"], unique=False)
        batch_op.create_index(
            "ix_outbox_plan_id_state_intent_at", ["plan_id", "state", "intent_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_outbox_address_id"), ["address_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_respondent_id"), ["respondent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_tried_at"), ["tried_at"], unique=False)
        batch_op.create_index("ix_outbox_state_not_before", ["state", "not_before"], unique=False)
        batch_op.create_index(
            "ix_outbox_state_due_at_plan_id_position",
            ["state", "due_at", "plan_id", "position", "not_before"],
            unique=False,
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("occasion", AutoString(), nullable=False),
        sa.Column("recipient", AutoString(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("queued_at", UTCDateTime(), nullable=False),
        sa.Column("not_before", UTCDateTime(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("message_id", AutoString(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("owner", AutoString(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("intent_at", UTCDateTime(), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("bounced_at", UTCDateTime(), nullable=True),
        sa.Column("acknowledged_at", UTCDateTime(), nullable=True),
        sa.Column("route", AutoString(), nullable=False),
        sa.Column("reply", AutoString(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "code IN ('U1', 'E1', 'E2', 'A1', 'C1', 'C2', 'C3', 'I1', 'I2', 'M1', 'M2', 'L1', 'L2', 'H1')",
            name=op.f("ck_notice_code"),
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'claimed', 'in_doubt', 'sent', 'failed', 'skipped')",
            name=op.f("ck_notice_state"),
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_notice_round_id_round")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_notice_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "code", "occasion", "recipient", name=op.f("uq_notice_code_occasion_recipient")
        ),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_recipient"), ["recipient"], unique=False)
        batch_op.create_index("ix_notice_state_not_before", ["state", "not_before"], unique=False)

    op.create_table(
        "plan_left_out",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("because", AutoString(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_left_out_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondent.id"], name=op.f("fk_plan_left_out_respondent_id_respondent")
        ),
        sa.PrimaryKeyConstraint("plan_id", "respondent_id", name=op.f("pk_plan_left_out")),
    )
    with op.batch_alter_table("plan_left_out", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_left_out_respondent_id"), ["respondent_id"], unique=False)
    op.create_table(
        "plan_receiver",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("because", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name=op.f("fk_plan_receiver_address_id_address")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_receiver_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondent.id"], name=op.f("fk_plan_receiver_respondent_id_respondent")
        ),
        sa.PrimaryKeyConstraint("plan_id", "respondent_id", name=op.f("pk_plan_receiver")),
    )
    with op.batch_alter_table("plan_receiver", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_receiver_respondent_id"), ["respondent_id"], unique=False)
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", AutoString(), nullable=False),
        sa.Column("folder", AutoString(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fingerprint", AutoString(), nullable=True),
        sa.Column("kind", AutoString(), nullable=True),
        sa.Column("reading", JSON, nullable=False),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.Column("respondent_id", sa.Integer(), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["duplicate_of"], ["mail.id"], name=op.f("fk_mail_duplicate_of_mail")),
        sa.ForeignKeyConstraint(["letter_id"], ["outbox.id"], name=op.f("fk_mail_letter_id_outbox")),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondent.id"], name=op.f("fk_mail_respondent_id_respondent")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint(
            "account", "folder", "uidvalidity", "uid", name=op.f("uq_mail_account_folder_uidvalidity_uid")
        ),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_fingerprint"), ["fingerprint"], unique=False)
        batch_op.create_index(
            "uq_mail_effect",
            ["fingerprint"],
            unique=True,
            sqlite_where=sa.text("fingerprint IS NOT NULL AND duplicate_of IS NULL"),
            postgresql_where=sa.text("fingerprint IS NOT NULL AND duplicate_of IS NULL"),
        )
    op.create_table(
        "desk_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("full_name", AutoString(), nullable=False),
        sa.Column("role", AutoString(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("secret", AutoString(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", AutoString(), nullable=False),
        sa.Column("disabled_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "role IN ('coordinator', 'approver', 'it', 'leader', 'head')", name=op.f("ck_desk_user_role")
        ),
        sa.CheckConstraint("(role = 'head') = (unit_id IS NOT NULL)", name=op.f("ck_desk_user_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_desk_user_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_user")),
        sa.UniqueConstraint("name", name=op.f("uq_desk_user_name")),
    )
    op.create_table(
        "desk_session",
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("flash", JSON, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["desk_user.id"], name=op.f("fk_desk_session_user_id_desk_user")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_desk_session")),
    )
    with op.batch_alter_table("desk_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_session_user_id"), ["user_id"], unique=False)
    _forbid_changes()


_APPEND_ONLY = ("event", "seal")


def _forbid_changes() -> None:
    """The trail cannot be rewritten by a stray statement; the seals show a deliberate one."""
    if op.get_bind().dialect.name == "sqlite":
        for table in _APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            # INSERT OR REPLACE deletes without asking the trigger above
            op.execute(
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
                f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION maild_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for table in _APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION maild_append_only()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION maild_append_only()"
            )


def downgrade() -> None:
    raise RuntimeError("the first schema has nothing before it")
