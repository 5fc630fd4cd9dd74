"""Attempts whose answer is not known, posts that hold up no other or that nobody needs any more, and who leads."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True))
        outbox.add_column(sa.Column("aside", sa.Boolean(), nullable=False, server_default=sa.false()))
        outbox.add_column(sa.Column("moot", sa.Boolean(), nullable=False, server_default=sa.false()))
        outbox.drop_column("subject")
        outbox.drop_column("owed_by")
    op.create_table(
        "lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
