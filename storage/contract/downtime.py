"""Service time and downtime: the appraisal and the contract's fault rate ask the same arithmetic (reading 5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from storage.contract.case import Case
from storage.contract.intervals import Interval, clipped, merged, minus, total
from storage.contract.kinds import DowntimeExempt, Fault
from storage.contract.obligations import handled


@dataclass(frozen=True, slots=True)
class Service:
    """How long a service was to run in the elapsed part of a period, how long it was down, and the faults behind."""

    whole: timedelta
    down: timedelta
    faults: tuple[Fault, ...]

    @property
    def lost(self) -> Fraction:
        """The part of the service time that was lost; `whole` is not nothing."""
        return Fraction(_microseconds(self.down), _microseconds(self.whole))


def outages(case: Case) -> Iterator[Fault]:
    """The faults that took a service down, unless planned or force majeure."""
    excused = ("planned", "force_majeure")
    return (fault for fault in case.facts.of(Fault) if fault.outage and fault.cause not in excused)


def outage(fault: Fault, now: datetime) -> Interval:
    """The time that the fault took, up to `now` while it lasts."""
    return Interval(fault.start, handled(fault) or now)


def down_within_elapsed(faults: Iterator[Fault], case: Case) -> tuple[Fault, ...]:
    """Those of the faults that took some of the elapsed part of the period."""
    elapsed = Interval(*case.elapsed)
    return tuple(fault for fault in faults if clipped([outage(fault, case.now)], elapsed))


def systems_service(case: Case) -> Service:
    """The systems named in the terms together; overlaps of one system count once, exempt windows not at all."""
    elapsed = Interval(*case.elapsed)
    whole = down = timedelta()
    for system in case.terms.systems:
        exempt = merged(
            Interval(each.from_, each.until) for each in case.facts.of(DowntimeExempt) if each.system == system
        )
        spells = merged(outage(fault, case.now) for fault in outages(case) if fault.system == system)
        whole += total(minus([elapsed], exempt))
        down += total(minus(clipped(spells, elapsed), exempt))
    theirs = (fault for fault in outages(case) if fault.system in case.terms.systems)
    return Service(whole, down, down_within_elapsed(theirs, case))


def network_service(case: Case) -> Service:
    """Device time, and the fault time times the devices down; more than there is cannot be lost."""
    start, end = case.elapsed
    whole = (end - start) * case.terms.network_devices
    faults = [fault for fault in outages(case) if fault.type == "network"]
    down = timedelta()
    for fault in faults:
        down += total(clipped([outage(fault, case.now)], Interval(start, end))) * fault.devices_down
    return Service(whole, min(down, whole), down_within_elapsed(iter(faults), case))


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
