"""Nudges apart from the posts that say them, so that one post can say several."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nudged",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False, server_default=""),
        sa.Column("lapses", sa.DateTime(timezone=True), nullable=True),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("owed_by", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    for column in ("about", "post", "asks"):
        op.create_index(f"ix_nudged_{column}", "nudged", [column], unique=False)
    op.execute(
        "INSERT INTO nudged (key, about, post, place, content, asks, owed_by) "
        "SELECT key, substr(key, 1, length(subject) + CASE WHEN key LIKE 'inspect.page:%' THEN 13 "
        "WHEN key LIKE 'inspect.server:%' THEN 15 ELSE 14 END), key, 0, content, open, owed_by "
        "FROM outbox WHERE subject IS NOT NULL"
    )
