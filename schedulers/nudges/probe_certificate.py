"""`probe.certificate`: a certificate that a page shows expires; after that nobody reaches the page."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Final, NamedTuple

from commands.kit.blocks import Reply, escape
from commands.kit.moments import show_day, show_moment
from commands.kit.texts import Translator
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.periods import day_of
from storage.contract.steps import Anchor
from storage.records.outbox import OPS_CHANNEL
from storage.records.probes import Watched


class _Shown(NamedTuple):
    """A certificate, as the pages of one host showed it last."""

    pages: str
    """The names of the host's probes: an address is not for a channel."""
    until: datetime


def asks(situation: Situation) -> Iterator[Ask]:
    """Every host whose certificate will expire: once, however many of its pages are looked at."""
    for first, shown in _certificates(situation).items():
        anchor = Anchor(day=day_of(shown.until))
        yield Ask(
            subject=f"{first}@{day_of(shown.until)}",
            to=OPS_CHANNEL,
            anchor=anchor,
            steps=situation.steps(NUDGE.code, anchor),
            line=partial(_asks, shown),
            lapses=shown.until,
            owed_by=shown.until,
        )


def settled(situation: Situation, subject: str) -> View | None:
    """Renewed, expired, or looked at no more."""
    first, _, day = subject.rpartition("@")
    shown = _certificates(situation).get(first)
    if shown is None:
        return lambda t: Reply(t("The certificate of {pages} is not watched any more.", pages=escape(first)))
    pages, until = escape(shown.pages), shown.until
    if day_of(until) > date.fromisoformat(day):
        return lambda t: Reply(
            t("✓ The certificate of {pages} is renewed, until {day}.", pages=pages, day=show_day(day_of(until), t))
        )
    if until <= situation.now:
        return lambda t: Reply(t("The certificate of {pages} expired {when}.", pages=pages, when=show_moment(until, t)))
    return None


def _certificates(situation: Situation) -> dict[str, _Shown]:
    """The certificate of each host that expires first, by the name of the first of its probes that showed one."""
    of_host: dict[tuple[str, int], list[Watched]] = {}
    for one in situation.probes:
        if one.state.certificate_until is not None:
            of_host.setdefault(one.probe.host, []).append(one)
    return {pages[0].probe.name: _shown(pages) for pages in of_host.values()}


def _shown(pages: Sequence[Watched]) -> _Shown:
    until = min(one.state.certificate_until for one in pages if one.state.certificate_until is not None)
    return _Shown(" · ".join(one.probe.name for one in pages), until)


def _asks(shown: _Shown, now: datetime, t: Translator) -> str:
    days = (day_of(shown.until) - day_of(now)).days
    return t(
        "The certificate of {pages} expires {when}; days left: {days}. After that browsers refuse the page.",
        pages=escape(shown.pages),
        when=show_moment(shown.until, t),
        days=days,
    )


NUDGE: Final = Nudge("probe.certificate", asks, settled)
