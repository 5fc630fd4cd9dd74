"""Indexes by which a period's facts are found."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LOOKED_UP_BY = {
    "leave": ("until",),
    "fault": ("started_at", "handled_at", "device"),
    "problem": ("fed_back_at",),
    "document": ("for", "due"),
    "task": ("due_at",),
    "stocktake": ("due_on",),
    "drill": ("planned_on",),
    "guard": ("until",),
    "vacancy": ("until",),
    "downtime_exempt": ("until",),
    "note": ("about",),
    "rank": ("for",),
    "survey": ("for",),
}


def upgrade() -> None:
    for table, columns in LOOKED_UP_BY.items():
        for column in columns:
            op.create_index(f"{table}_{column}", table, [column], unique=False)
