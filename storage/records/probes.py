"""What the probes found: where each stands, and the looks of each day rolled up. The ledger holds none of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlmodel import Field, SQLModel

from storage.contract.kinds import DowntimeExempt
from storage.contract.periods import day_over, days_later
from storage.contract.probe_findings import DaySum, Known, State, about_it_since, is_over, known_of, summed
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
    target: str
    """What was looked at: a probe that looks at something else by the same name begins anew."""
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


class ProbeRecovery(SQLModel, table=True):
    """Since when the pages are up again that an outage was about."""

    __tablename__ = "probe_recovery"

    fault: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


_states = ProbeState.__table__  # type: ignore[attr-defined]
_days = ProbeDay.__table__  # type: ignore[attr-defined]
_recoveries = ProbeRecovery.__table__  # type: ignore[attr-defined]


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
    return [Watched(probe, _state(probe, held.get(probe.name))) for probe in terms.probes]


def state_of(connection: Connection, probe: Probe) -> State:
    """Where the probe stands."""
    return _state(probe, connection.execute(select(_states).where(_states.c.name == probe.name)).first())


def keep_state(connection: Connection, probe: Probe, state: State) -> None:
    """Remember where the probe stands, once it was looked at."""
    if state.last is None:
        return
    values = {
        "target": _target(probe),
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
    changed = connection.execute(update(_states).where(_states.c.name == probe.name).values(**values))
    if not changed.rowcount:
        connection.execute(insert(_states).values(name=probe.name, **values))


def recoveries(connection: Connection) -> Mapping[str, datetime]:
    """Since when the pages are up again that each outage was about, by the fault's id."""
    return {row.fault: row.at for row in connection.execute(select(_recoveries))}


def note_recovery(connection: Connection, fault: str, at: datetime) -> None:
    """Remember that the pages are up again."""
    connection.execute(insert(_recoveries).values(fault=fault, at=at))


def forget_recovery(connection: Connection, fault: str) -> None:
    """The pages are down again, and it is the same outage."""
    connection.execute(delete(_recoveries).where(_recoveries.c.fault == fault))


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
    """Let go of days and recoveries that are older than what is kept; `kept_days` counts today."""
    newest = days_later(today, -kept_days)
    connection.execute(delete(_days).where(_days.c.day <= newest))
    connection.execute(delete(_recoveries).where(_recoveries.c.at < day_over(newest)))


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


def known(connection: Connection, probe: Probe, before: State, at: datetime, same_outage: timedelta) -> Known:
    """What people know at that moment of an outage of the probe's system.

    By the faults that are open or were closed within a day, without those whose pages recovered so long before this one
    failed that it is another outage.
    """
    failing_since, up = before.failing_since or at, recoveries(connection)
    others = {id_ for id_, at_ in up.items() if is_over(at_, failing_since, same_outage)}
    running = (fault for fault in faults.open_faults(connection) if fault.id not in others)
    lately = faults.closed_since(connection, at - timedelta(days=1))
    since = about_it_since(before, probe, at)
    return known_of(probe.system, at, since, [*running, *lately], maintenance(connection, at))


def maintained(connection: Connection, system: str, at: datetime) -> bool:
    """Whether maintenance of the system ran at that moment."""
    return any(window.system == system for window in maintenance(connection, at))


def maintenance(connection: Connection, at: datetime) -> list[DowntimeExempt]:
    """The maintenance that runs at that moment."""
    return read_all(connection, DowntimeExempt, select(_windows).where(_windows.c.from_ <= at, _windows.c.until > at))


def _target(probe: Probe) -> str:
    return f"{probe.system} {probe.url}"


def _state(probe: Probe, row: Row[Any] | None) -> State:
    if row is None or row.target != _target(probe):
        return State(name=probe.name)
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
