"""Tasks that are not done."""

from sqlalchemy import Connection, select

from storage.contract.kinds import Task
from storage.records.tables import FACT_TABLES, read_all

_tasks = FACT_TABLES[Task]


def undone(connection: Connection) -> list[Task]:
    """The tasks that are not done, the earliest due first."""
    query = select(_tasks).where(_tasks.c.done_at.is_(None))
    return read_all(connection, Task, query.order_by(_tasks.c.due_at, _tasks.c.id))
