"""Stretches of time: joined, cut and measured."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple


class Interval(NamedTuple):
    """From a moment up to, not including, another."""

    start: datetime
    end: datetime


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time in order and without overlaps; empty stretches are left out."""
    joined: list[Interval] = []
    for interval in sorted(interval for interval in intervals if interval.start < interval.end):
        if joined and interval.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, interval.end))
        else:
            joined.append(interval)
    return joined


def clipped(intervals: Iterable[Interval], window: Interval) -> list[Interval]:
    """What of each stretch lies within the window."""
    cut = (Interval(max(each.start, window.start), min(each.end, window.end)) for each in intervals)
    return [each for each in cut if each.start < each.end]


def minus(intervals: Iterable[Interval], taken: list[Interval]) -> list[Interval]:
    """What is left of each stretch outside `taken`, which is merged."""
    left: list[Interval] = []
    for interval in intervals:
        start = interval.start
        first = bisect_right(taken, interval.start, key=_end)
        for hole in clipped(taken[first : bisect_left(taken, interval.end, key=_start)], interval):
            left.append(Interval(start, hole.start))
            start = hole.end
        left.append(Interval(start, interval.end))
    return [each for each in left if each.start < each.end]


def total(intervals: Iterable[Interval]) -> timedelta:
    """How long the stretches are together."""
    return sum((each.end - each.start for each in intervals), timedelta())


def _start(interval: Interval) -> datetime:
    return interval.start


def _end(interval: Interval) -> datetime:
    return interval.end
