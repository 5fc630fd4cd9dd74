"""`probe.certificate`: a certificate that a page shows expires; after that nobody reaches the page."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply, escape
from commands.kit.moments import show_day, show_moment
from commands.kit.texts import Translator
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.periods import day_of
from storage.contract.steps import Anchor
from storage.records.outbox import OPS_CHANNEL


def asks(situation: Situation) -> Iterator[Ask]:
    """Every host whose certificate will expire: once, however many of its pages are looked at."""
    for host, until in _expiries(situation).items():
        anchor = Anchor(day=day_of(until))
        yield Ask(
            subject=f"{host}@{day_of(until)}",
            to=OPS_CHANNEL,
            anchor=anchor,
            steps=situation.steps(NUDGE.code, anchor),
            line=partial(_asks, host, until),
            lapses=until,
            owed_by=until,
        )


def settled(situation: Situation, subject: str) -> View | None:
    """Renewed, expired, or looked at no more."""
    host, _, day = subject.rpartition("@")
    until, name = _expiries(situation).get(host), escape(host)
    if until is None:
        return lambda t: Reply(t("The certificate of {host} is not watched any more.", host=name))
    if day_of(until) > date.fromisoformat(day):
        return lambda t: Reply(
            t("✓ The certificate of {host} is renewed, until {day}.", host=name, day=show_day(day_of(until), t))
        )
    if until <= situation.now:
        return lambda t: Reply(t("The certificate of {host} expired {when}.", host=name, when=show_moment(until, t)))
    return None


def _expiries(situation: Situation) -> dict[str, datetime]:
    """When each host's certificate expires, as its pages showed it last."""
    shown: dict[str, datetime] = {}
    for one in situation.probes:
        until = one.state.certificate_until
        if until is not None:
            shown[one.probe.host] = min(until, shown.get(one.probe.host, until))
    return shown


def _asks(host: str, until: datetime, now: datetime, t: Translator) -> str:
    days = (day_of(until) - day_of(now)).days
    return t(
        "The certificate of {host} expires {when}; days left: {days}. After that browsers refuse the page.",
        host=escape(host),
        when=show_moment(until, t),
        days=days,
    )


NUDGE: Final = Nudge("probe.certificate", asks, settled)
