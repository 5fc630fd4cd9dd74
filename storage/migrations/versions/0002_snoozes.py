"""Snoozes, and by when a nudge's post wants what it asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "snooze",
        sa.Column("nudge", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("nudge"),
    )
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("owed_by", sa.DateTime(timezone=True), nullable=True))
