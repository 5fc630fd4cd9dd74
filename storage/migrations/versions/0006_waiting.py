"""Indexes by which what waits is found among much that does not: claims, unanswered requests."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LOOKED_UP_BY = {"punch": "state", "leave": "state", "request": "answered_at"}


def upgrade() -> None:
    for table, column in LOOKED_UP_BY.items():
        op.create_index(f"{table}_{column}", table, [column], unique=False)
