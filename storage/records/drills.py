"""Plans on file, and drills."""

from sqlalchemy import Connection, select

from storage.contract.kinds import Drill, Plan
from storage.records.ledger import history, reason_given
from storage.records.tables import FACT_TABLES, read_all

_plans = FACT_TABLES[Plan]
_drills = FACT_TABLES[Drill]


def plans(connection: Connection) -> list[Plan]:
    """Every plan on file, the newest first."""
    return read_all(connection, Plan, select(_plans).order_by(_plans.c.filed_on.desc(), _plans.c.id))


def unreported(connection: Connection) -> list[Drill]:
    """The drills whose report is not in, the earliest first."""
    query = select(_drills).where(_drills.c.report_at.is_(None))
    return read_all(connection, Drill, query.order_by(_drills.c.planned_on, _drills.c.id))


def what_for(connection: Connection, drill: Drill) -> str:
    """What the drill was planned for, as it was said then; empty where nobody said so."""
    told = [reason_given(revision) for revision in history(connection, drill.KIND, drill.id)]
    return next((words for words in told if words), "")
