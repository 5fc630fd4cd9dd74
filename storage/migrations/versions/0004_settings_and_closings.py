"""Settings made in Slack, and periods that were closed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SHARED = (
    ("recorded_at", sa.DateTime(timezone=True), True),
    ("recorded_by", sa.Text(), True),
    ("state", sa.Text(), False),
)


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        *_shared(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "closing",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        *_shared(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("closing_at", "closing", ["at"], unique=False)


def _shared() -> list[sa.Column[Any]]:
    return [sa.Column(name, type_, nullable=nullable) for name, type_, nullable in SHARED]
