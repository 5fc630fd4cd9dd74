"""What the probes found: where each stands, and the looks of each day rolled up. The ledger holds none of it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlmodel import Field, SQLModel

from storage.contract.kinds import DowntimeExempt
from storage.contract.periods import days_later
from storage.contract.probe_findings import DaySum, Known, State, known_of, summed
from storage.contract.probes import Probe, Seen, Trouble
from storage.contract.terms import Terms
from storage.records import faults
from storage.records.columns import JsonText, Moment
from storage.records.tables import FACT_TABLES, read_all

_MS: Final = timedelta(milliseconds=1)
_windows = FACT_TABLES[DowntimeExempt]


class ProbeState(SQLModel, table=True):
    """Where a probe stands; times are in milliseconds."""

    __tablename__ = "probe_state"

    name: str = Field(primary_key=True)
    last_at: datetime = Field(sa_type=Moment)
    took_ms: int
    trouble: str | None
    detail: str
    failures: int
    failing_since: datetime | None = Field(sa_type=Moment)
    counts: bool
    told: bool
    up_since: datetime | None = Field(sa_type=Moment)
    certificate_until: datetime | None = Field(sa_type=Moment)


class ProbeDay(SQLModel, table=True):
    """The looks of one probe on one day, rolled up (`DaySum`)."""

    __tablename__ = "probe_day"

    day: date = Field(primary_key=True)
    probe: str = Field(primary_key=True)
    system: str
    looks: int
    failures: int
    total_ms: int
    most_ms: int | None
    steps: list[int] = Field(sa_type=JsonText)
    watched_s: int
    down_s: int


_states = ProbeState.__table__  # type: ignore[attr-defined]
_days = ProbeDay.__table__  # type: ignore[attr-defined]


class Watched(NamedTuple):
    """A probe, and where it stands."""

    probe: Probe
    state: State


class SystemDay(NamedTuple):
    """What all probes of a system found on a day."""

    system: str
    day: date
    sum: DaySum


def watched(connection: Connection, terms: Terms) -> list[Watched]:
    """The probes of the settings, in their order, and where each stands; one never looked at stands at nothing."""
    held = {row.name: row for row in connection.execute(select(_states))} if terms.probes else {}
    return [
        Watched(probe, _state(held[probe.name]) if probe.name in held else State(name=probe.name))
        for probe in terms.probes
    ]


def state_of(connection: Connection, name: str) -> State:
    """Where the probe of that name stands."""
    row = connection.execute(select(_states).where(_states.c.name == name)).first()
    return State(name=name) if row is None else _state(row)


def keep_state(connection: Connection, state: State) -> None:
    """Remember where the probe stands, once it was looked at."""
    if state.last is None:
        return
    values = {
        "last_at": state.last.at,
        "took_ms": round(state.last.took / _MS),
        "trouble": state.last.trouble,
        "detail": state.last.detail,
        "failures": state.failures,
        "failing_since": state.failing_since,
        "counts": state.counts,
        "told": state.told,
        "up_since": state.up_since,
        "certificate_until": state.certificate_until,
    }
    changed = connection.execute(update(_states).where(_states.c.name == state.name).values(**values))
    if not changed.rowcount:
        connection.execute(insert(_states).values(name=state.name, **values))


def roll_up(connection: Connection, before: Seen | None, seen: Seen, probe: Probe) -> None:
    """Add one more look to its day, and the time since the look before to the days it lies on."""
    for day, added in summed(before, seen, probe).items():
        of_day = (_days.c.day == day) & (_days.c.probe == probe.name)
        row = connection.execute(select(_days).where(of_day)).first()
        total = added if row is None else _sum(row) + added
        values = {**asdict(total), "steps": list(total.steps), "system": probe.system}
        if row is None:
            connection.execute(insert(_days).values(day=day, probe=probe.name, **values))
        else:
            connection.execute(update(_days).where(of_day).values(**values))


def forget_old(connection: Connection, today: date, kept_days: int) -> None:
    """Let go of days that are older than what is kept; `kept_days` counts today."""
    connection.execute(delete(_days).where(_days.c.day <= days_later(today, -kept_days)))


def system_days(connection: Connection, terms: Terms, first: date, last: date) -> Sequence[SystemDay]:
    """What the probes of each system found on each day, systems in the order of the settings, days in order.

    Days on which nothing was looked at are left out; so are systems that no probe names any more.
    """
    order = {system: place for place, system in enumerate(dict.fromkeys(probe.system for probe in terms.probes))}
    sums: dict[tuple[int, date, str], DaySum] = {}
    for row in connection.execute(select(_days).where(_days.c.day >= first, _days.c.day <= last)) if order else ():
        if row.system in order:
            key = order[row.system], row.day, row.system
            sums[key] = sums.get(key, DaySum()) + _sum(row)
    return [SystemDay(system, day, sum_) for (_, day, system), sum_ in sorted(sums.items(), key=lambda one: one[0])]


def known(connection: Connection, system: str, at: datetime, since: datetime) -> Known:
    """What people know of an outage of the system, by the faults that are open or were closed within a day.

    `since` is from when on a fault that somebody noticed is taken for what the page shows.
    """
    lately = faults.closed_since(connection, at - timedelta(days=1))
    windows = _maintenance(connection, system, at)
    return known_of(system, at, since, [*faults.open_faults(connection), *lately], windows)


def maintained(connection: Connection, system: str, at: datetime) -> bool:
    """Whether maintenance of the system ran at that moment."""
    return bool(_maintenance(connection, system, at))


def _maintenance(connection: Connection, system: str, at: datetime) -> list[DowntimeExempt]:
    running = select(_windows).where(_windows.c.system == system, _windows.c.from_ <= at, _windows.c.until > at)
    return read_all(connection, DowntimeExempt, running)


def _state(row: Row[Any]) -> State:
    trouble = cast("Trouble | None", row.trouble)
    return State(
        name=row.name,
        last=Seen(at=row.last_at, took=row.took_ms * _MS, trouble=trouble, detail=row.detail),
        failures=row.failures,
        failing_since=row.failing_since,
        counts=row.counts,
        told=row.told,
        up_since=row.up_since,
        certificate_until=row.certificate_until,
    )


def _sum(row: Row[Any]) -> DaySum:
    return DaySum(
        looks=row.looks,
        failures=row.failures,
        total_ms=row.total_ms,
        most_ms=row.most_ms,
        steps=tuple(row.steps),
        watched_s=row.watched_s,
        down_s=row.down_s,
    )
