"""Changes of people that are ahead, and posts that stand empty."""

from datetime import date

from sqlalchemy import Connection, or_, select

from storage.contract.kinds import StaffChange, Vacancy
from storage.records.tables import FACT_TABLES, read_all

_changes = FACT_TABLES[StaffChange]
_vacancies = FACT_TABLES[Vacancy]


def changes_from(connection: Connection, day: date) -> list[StaffChange]:
    """The announced changes that take effect on that day or later, the earliest first."""
    query = select(_changes).where(_changes.c.effective_on >= day)
    return read_all(connection, StaffChange, query.order_by(_changes.c.effective_on, _changes.c.id))


def vacancies_from(connection: Connection, day: date) -> list[Vacancy]:
    """The posts that stand empty on that day or later, the earliest first."""
    query = select(_vacancies).where(or_(_vacancies.c.until.is_(None), _vacancies.c.until >= day))
    return read_all(connection, Vacancy, query.order_by(_vacancies.c.from_, _vacancies.c.id))
