"""What `/inspect` shows of the pages that the bot watches: figures, and a picture of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Final

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Attachment, Reply, brief, bullets, context, escape, header, sections, shortened
from commands.kit.buttons import Button, buttons
from commands.kit.pictures import Line, availability_picture
from commands.kit.probe_words import figures, found_in_words
from commands.kit.texts import Translator, text
from storage.contract.duty_days import days_between
from storage.contract.probe_findings import DaySum
from storage.records.probes import SystemDay, Watched

LONGEST_ALT: Final = 1000
MOST_DRAWN: Final = 8
"""Of how many systems one picture can be read."""
_PICTURE: Final = Button(text("Send me the picture"), "inspect", "history")


def pages(watched: Sequence[Watched], found: Sequence[SystemDay], now: datetime, t: Translator) -> Reply:
    """How each page stands, and the figures of each system; one sentence where no page is watched."""
    if not watched:
        return Reply(t("No page is watched. Pages to watch stand in contract.toml, each as [[probe]]."))
    title = t("Watched pages: {count}", count=len(watched))
    figures = _of_systems(found, t) if found else []
    return Reply(title, [header(title), *sections(bullets(shortened(_lines(watched, now, t), t))), *figures])


def with_button(reply: Reply, found: Sequence[SystemDay], t: Translator) -> Reply:
    """The reply, and a button that asks for a picture of what the probes found."""
    return replace(reply, blocks=[*reply.blocks, *buttons([_PICTURE], t)]) if found else reply


def at_home(reply: Reply, found: Sequence[SystemDay], today: date, t: Translator) -> Reply:
    """The reply for a Home, which shows the picture itself: of complete days, so that it is drawn once a day.

    Until there is a complete day it shows today as far as it was seen, under another name than the day's own.
    """
    if not found:
        return reply
    days = [one for one in found if one.day < today]
    file = _attachment(days or found, t)
    named = file.filename if days else f"so-far-{file.filename}"
    return replace(reply, file=replace(file, filename=named, instead=buttons([_PICTURE], t)))


def with_picture(reply: Reply, found: Sequence[SystemDay], t: Translator) -> Reply:
    """The reply, and what the probes found of these days: figures in it, a picture beside it."""
    if not found:
        return reply
    sent = context(t("A picture of it comes to you by direct message."))
    return replace(reply, blocks=[*reply.blocks, *_of_systems(found, t), sent], file=_attachment(found, t))


def _attachment(found: Sequence[SystemDay], t: Translator) -> Attachment:
    first, last = min(one.day for one in found), max(one.day for one in found)
    title = t("Availability and response time, {first} to {last}", first=first, last=last)
    totals = _totals(found)
    worst = sorted(totals, key=lambda system: totals[system].availability or 0)[:MOST_DRAWN]
    if len(worst) < len(totals):
        cut = {"count": len(worst), "all": len(totals)}
        title = t("{title}: the {count} systems of {all} least available", title=title, **cut)
    drawn = [one for one in found if one.system in worst]
    return Attachment(
        filename=f"availability-{last}.png", title=title, alt=_alt(drawn, t), made_by=partial(_picture, drawn, t)
    )


def _lines(watched: Sequence[Watched], now: datetime, t: Translator) -> list[str]:
    """What fails first."""
    ordered = sorted(watched, key=lambda one: one.state.failures == 0)
    return [_line(one, now, t) for one in ordered]


def _line(one: Watched, now: datetime, t: Translator) -> str:
    named = t("{name} ({system})", name=escape(one.probe.name), system=escape(one.probe.system))
    mark = f"*{t('down')}* · " if one.state.counts else ""
    return f"{named} — {mark}{escape(found_in_words(one, now, t))}"


def _of_systems(found: Sequence[SystemDay], t: Translator) -> list[Block]:
    title = t("As watched since {day}", day=min(one.day for one in found))
    lines = [escape(line) for line in _sums(found, t)]
    return sections(f"*{title}*\n{bullets(shortened(lines, t))}")


def _sums(found: Sequence[SystemDay], t: Translator) -> list[str]:
    """The figures of each system, over all the days."""
    return [f"{system}{t.pick('：', ': ')}{figures(sum_, t)}" for system, sum_ in _totals(found).items()]


def _totals(found: Sequence[SystemDay]) -> dict[str, DaySum]:
    totals: dict[str, DaySum] = {}
    for one in found:
        totals[one.system] = totals.get(one.system, DaySum()) + one.sum
    return totals


def _alt(found: Sequence[SystemDay], t: Translator) -> str:
    """What the picture shows, for who cannot see it."""
    each = t.pick("；", "; ").join(_sums(found, t))
    shows = t("Lines by day of availability above and response time below, for each system.")
    return brief(t.run_on(shows, each), LONGEST_ALT)


def _picture(found: Sequence[SystemDay], t: Translator) -> bytes:
    days = days_between(min(one.day for one in found), max(one.day for one in found))
    by_day = {(one.system, one.day): one.sum for one in found}
    lines = [_drawn(system, [by_day.get((system, day), DaySum()) for day in days]) for system in _totals(found)]
    return availability_picture(days, lines, t.language)


def _drawn(system: str, sums: Sequence[DaySum]) -> Line:
    shares = [None if (share := sum_.availability) is None else share * 100 for sum_ in sums]
    return Line(system, shares, [sum_.mean_ms for sum_ in sums])
