"""What follows from what a probe sees: how long a page has failed, when it counts, what is said of it. All pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from storage.contract.kinds import DowntimeExempt, Fault
from storage.contract.periods import day_of, day_start, days_later
from storage.contract.probes import Probe, Seen

LONGEST_SILENCE: Final = timedelta(hours=1)
"""Failures that lie further apart are not in a row, unless three looks do."""
LIMITS_MS: Final = (100, 200, 500, 1000, 2000, 5000, 10_000)
"""The upper ends, in milliseconds, of the steps in which response times are counted; the last step has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a probe stands after its looks so far; `name` is the probe's."""

    name: str
    last: Seen | None = None
    failures: int = 0
    """How many looks in a row failed."""
    failing_since: datetime | None = None
    counts: bool = False
    """Whether so many failed that it counts: the page is down."""
    told: bool = False
    """Whether a draft stood for this time it is down; no second one is opened before the page was up once."""
    up_since: datetime | None = None
    """Since when it is up again after it had been down."""
    certificate_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What people know of an outage: whether a fault or draft of it runs, or maintenance; when one was last handled."""

    runs: bool = False
    drafted: bool = False
    """Whether a draft is among what runs."""
    maintained: bool = False
    handled_at: datetime | None = None


def about_it_since(state: State, probe: Probe, at: datetime) -> datetime:
    """From when on a fault that somebody noticed is taken for what the page shows: the look before it first failed."""
    return (state.failing_since or at) - probe.every


def recovered(fault: Fault, states: Iterable[State]) -> datetime | None:
    """Since when the pages of the fault's system are up again, one of which was down after it began; None where not.

    A page that had failed before the fault began is not what it is about.
    """
    about = [state for state in states if not (state.failing_since is not None and state.failing_since < fault.start)]
    turned = max((state.up_since for state in about if state.up_since is not None), default=None)
    if not fault.outage or turned is None or turned <= fault.start or any(state.failures for state in about):
        return None
    return turned


def is_over(recovered_at: datetime, failing_since: datetime, same_outage: timedelta) -> bool:
    """Whether what fails since then is another outage than the one that recovered: not so soon after it."""
    return failing_since - recovered_at >= same_outage


def known_of(
    system: str, at: datetime, since: datetime, faults: Iterable[Fault], windows: Iterable[DowntimeExempt]
) -> Known:
    """What is known at that moment of an outage of the system; a fault is known until it is handled or closed.

    A fault that is no outage is about something else, unless it was noticed from `since` on.
    """
    of_system = (fault for fault in faults if fault.system == system)
    of_it = [fault for fault in of_system if fault.draft or fault.outage or fault.noticed_at >= since]
    running = [fault for fault in of_it if fault.handled_at is None and fault.closed_at is None]
    handled = (moment for fault in of_it if (moment := fault.handled_at or fault.closed_at) and not fault.draft)
    return Known(
        runs=bool(running),
        drafted=any(fault.draft for fault in running),
        maintained=any(window.system == system and window.from_ <= at < window.until for window in windows),
        handled_at=max(handled, default=None),
    )


def after(state: State, probe: Probe, seen: Seen, known: Known) -> State:
    """Where the probe stands after one more look.

    Maintenance lets nothing begin to count; what was down before it stays so until it is up. A fault that was handled
    meanwhile begins the count anew: the page that fails on is a new matter. A page that is down while a draft of its
    system waits is told of with it. A certificate once seen is remembered while the page fails and shows none.
    """
    certificate = seen.certificate_until or (None if seen.ok else state.certificate_until)
    state = replace(_in_a_row(state, probe, seen), last=seen, certificate_until=certificate)
    if seen.ok:
        up_since = seen.at if state.counts else state.up_since
        return replace(state, failures=0, failing_since=None, counts=False, told=False, up_since=up_since)
    if known.maintained:
        return state if state.counts else replace(state, failures=0, failing_since=None)
    if state.failing_since and known.handled_at and known.handled_at > state.failing_since:
        state = replace(state, failures=0, failing_since=None, counts=False, told=False)
    failures = state.failures + 1
    return replace(
        state,
        failures=failures,
        failing_since=state.failing_since or seen.at,
        counts=failures >= probe.tries,
        told=state.told or (failures >= probe.tries and known.drafted),
        up_since=None if failures >= probe.tries else state.up_since,
    )


def _in_a_row(state: State, probe: Probe, seen: Seen) -> State:
    """What failed before a long silence does not count with what fails after it."""
    long = max(LONGEST_SILENCE, 3 * probe.every)
    if state.counts or state.last is None or seen.at - state.last.at <= long:
        return state
    return replace(state, failures=0, failing_since=None)


def alarms(state: State, known: Known) -> bool:
    """Whether a draft is to be opened: the page is down, nobody was told, and nobody knows anyway."""
    return state.counts and not state.told and not known.runs and not known.maintained


def wait_of(state: State, probe: Probe, tried_again: timedelta) -> timedelta:
    """How long after the last look the next one comes: sooner, after `tried_again`, while failures do not count yet."""
    return min(probe.every, tried_again) if state.failures and not state.counts else probe.every


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySum:
    """What the looks of one day found, or of several days or probes together; times in milliseconds."""

    looks: int = 0
    failures: int = 0
    total_ms: int = 0
    """Of the looks that found the page as expected; so are the most, and the steps."""
    most_ms: int | None = None
    steps: tuple[int, ...] = (0,) * (len(LIMITS_MS) + 1)
    """How many took at most each of `LIMITS_MS`, and how many took longer than all."""
    watched_s: int = 0
    """For how long it is known whether the page was up."""
    down_s: int = 0

    def __add__(self, other: "DaySum") -> "DaySum":
        return DaySum(
            looks=self.looks + other.looks,
            failures=self.failures + other.failures,
            total_ms=self.total_ms + other.total_ms,
            most_ms=max((one for one in (self.most_ms, other.most_ms) if one is not None), default=None),
            steps=tuple(mine + others for mine, others in zip(self.steps, other.steps, strict=True)),
            watched_s=self.watched_s + other.watched_s,
            down_s=self.down_s + other.down_s,
        )

    @property
    def availability(self) -> float | None:
        """The share of the time watched in which the page was up; of the looks, before any time was."""
        if self.watched_s:
            return 1 - self.down_s / self.watched_s
        return 1 - self.failures / self.looks if self.looks else None

    @property
    def mean_ms(self) -> int | None:
        """How long an answer took on average."""
        good = self.looks - self.failures
        return round(self.total_ms / good) if good else None

    def within_ms(self, share: float) -> int | None:
        """The least upper end within which at least so many answers came; never more than the longest took."""
        good, count = self.looks - self.failures, 0
        for limit, step in zip(LIMITS_MS, self.steps, strict=False):
            count += step
            if self.most_ms is not None and count >= share * good:
                return min(limit, self.most_ms)
        return self.most_ms


def summed(before: Seen | None, seen: Seen, probe: Probe) -> Mapping[date, DaySum]:
    """What one more look adds to each day: itself, and the time since the look before, which stood as that one found.

    Of a longer silence than between two looks nothing is known.
    """
    sums = {day_of(seen.at): _one(seen)}
    if before is not None and before.at < seen.at:
        begins = before.at
        ends = min(seen.at, begins + probe.every + timedelta(seconds=probe.seconds))
        for part in _by_day(begins, ends):
            spent = DaySum(watched_s=part.seconds, down_s=0 if before.ok else part.seconds)
            sums[part.day] = sums.get(part.day, DaySum()) + spent
    return sums


class _Part(NamedTuple):
    day: date
    seconds: int


def _by_day(begins: datetime, ends: datetime) -> Iterable[_Part]:
    while begins < ends:
        until = min(ends, day_start(days_later(day_of(begins), 1)))
        yield _Part(day_of(begins), round((until - begins).total_seconds()))
        begins = until


def _one(seen: Seen) -> DaySum:
    if not seen.ok:
        return DaySum(looks=1, failures=1)
    took = round(seen.took / timedelta(milliseconds=1))
    place = next((place for place, limit in enumerate(LIMITS_MS) if took <= limit), len(LIMITS_MS))
    steps = tuple(int(step == place) for step in range(len(LIMITS_MS) + 1))
    return DaySum(looks=1, total_ms=took, most_ms=took, steps=steps)
