"""What probes found, in words: plain, not escaped, so that facts can hold them too."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from commands.kit.moments import show_plain, show_time
from commands.kit.texts import Text, Translator, text
from storage.contract.periods import day_of
from storage.contract.probe_findings import DaySum
from storage.contract.probes import LARGEST_BODY, Seen, Trouble
from storage.records.probes import Watched

_TROUBLES: Final[dict[Trouble, Text]] = {
    "timeout": text("no whole answer within {detail} s"),
    "unreachable": text("cannot be reached"),
    "status": text("status {detail}"),
    "text": text("“{detail}” is not in the first {limit} MiB"),
    "redirect": text("sent on to another host"),
    "loop": text("sent on more than {detail} times"),
    "certificate": text("the certificate cannot be trusted"),
    "broken": text("the answer broke off"),
}
_CERTIFICATES: Final[dict[str, Text]] = {
    "early": text("the certificate is not valid yet"),
    "expired": text("the certificate has expired"),
    "self-signed": text("the certificate is self-signed"),
    "name": text("the certificate is for another name"),
    "issuer": text("the certificate's issuer is not known"),
}


def trouble_in_words(seen: Seen, t: Translator) -> str:
    """What was wrong; nothing where nothing was."""
    if seen.trouble is None:
        return ""
    if seen.trouble == "certificate" and seen.detail in _CERTIFICATES:
        return t(_CERTIFICATES[seen.detail])
    return t(_TROUBLES[seen.trouble], detail=seen.detail, limit=LARGEST_BODY // 2**20)


def found_in_words(watched: Watched, now: datetime, t: Translator) -> str:
    """What the last look found, and when: `up, 180 ms, 09:58`."""
    seen = watched.state.last
    if seen is None:
        return t("not looked at yet")
    when = show_time(seen.at) if day_of(seen.at) == day_of(now) else show_plain(seen.at)
    if not seen.ok:
        return t("{trouble}, {when}", trouble=trouble_in_words(seen, t), when=when)
    return t("up, {length} ms, {when}", length=round(seen.took.total_seconds() * 1000), when=when)


def summary(watched: Iterable[Watched], now: datetime, t: Translator) -> str:
    """A line for each probe, as a note can hold them."""
    return "\n".join(f"{one.probe.name}{t.pick('：', ': ')}{found_in_words(one, now, t)}" for one in watched)


def figures(sum_: DaySum, t: Translator) -> str:
    """Availability and response time: `99.86 % · 180 ms on average, 95 % within 500 ms`."""
    share, mean, most = sum_.availability, sum_.mean_ms, sum_.within_ms(0.95)
    available = t("no figure") if share is None else f"{percent(share)} %"
    if mean is None or most is None:
        return available
    return t("{share} · {mean} ms on average, 95 % within {most} ms", share=available, mean=mean, most=most)


def percent(share: float) -> str:
    """A share in percent, cut after two digits so that what was down is never shown as 100."""
    return f"{int(share * 10_000) / 100:.2f}"
