"""What `/inspect history` shows: a month's days and weeks as a calendar, and below it who inspected them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, brief, bullets, context, escape, header, sections, shortened
from commands.kit.buttons import Button, buttons
from commands.kit.moments import show_day, show_moment, show_time
from commands.kit.texts import Translator, text
from storage.contract.calendar import WorkCalendar
from storage.contract.inspected import Slot
from storage.contract.kinds import Inspection
from storage.contract.obligations import days_of, spans_of
from storage.contract.periods import ONE_DAY, Span, month_of
from storage.contract.terms import Terms

MOST_TIMES: Final = 5
LONGEST_NAME: Final = 40

DONE, MISSED, OPEN, NOTHING = range(4)
_MARKS: Final = {"en": "+x? ", "zh": "巡漏待\u3000"}
"""For done, missed, open and nothing owed. Chinese cells hold one Chinese character each, so that columns stay straight
whatever its width."""
_HEADS: Final = {
    "en": (" Mo", " Tu", " We", " Th", " Fr", " Sa", " Su"),
    "zh": tuple(f"  {day}" for day in "一二三四五六日"),
}
_CELL: Final = 4
"""How many characters a day has."""
_SERVER: Final = {"en": "S", "zh": "服"}
_OFF: Final = "*"

Names = Mapping[str, str]


def month(
    span: Span, slots: Sequence[Slot], names: Names, terms: Terms, calendar: WorkCalendar, today: date, t: Translator
) -> Reply:
    """The month: `slots` are the days and weeks owed so far that lie in it or reach into it."""
    days = {slot.owed.first: slot for slot in slots if slot.owed.type == "page" and slot.owed.first in span}
    weeks = {slot.owed.name: slot for slot in slots if slot.owed.type == "server"}
    title = t("Inspections in {month}", month=span.name)
    return Reply(
        f"{title}{t.pick('：', ': ')}{_summary(days, weeks, today, t)}",
        [
            header(title),
            *sections(_summary(days, weeks, today, t)),
            *sections(f"```\n{_grid(span, days, weeks, calendar, today, t)}\n```"),
            context(_legend(t)),
            *_told(t("Page, by day"), [_day_line(slot, names, today, t) for slot in days.values()]),
            *_told(t("Server, by week"), [_week_line(slot, names, today, t) for slot in weeks.values()]),
            *buttons(_other_months(span, terms, today), t),
        ],
    )


def _summary(days: Mapping[date, Slot], weeks: Mapping[str, Slot], today: date, t: Translator) -> str:
    if not days and not weeks:
        return t("No inspection has been owed in this month so far.")
    pages, servers = ([_state(slot, today) for slot in slots] for slots in (days.values(), weeks.values()))
    return t(
        "Page: {pages} of {days} days done, {pages_missed} missed. "
        "Server: {servers} of {weeks} weeks done, {servers_missed} missed.",
        pages=pages.count(DONE),
        days=len(pages),
        pages_missed=pages.count(MISSED),
        servers=servers.count(DONE),
        weeks=len(servers),
        servers_missed=servers.count(MISSED),
    )


def _state(slot: Slot | None, today: date) -> int:
    if slot is None:
        return NOTHING
    if slot.kept:
        return DONE
    return MISSED if slot.owed.last < today else OPEN


def _grid(
    span: Span,
    days: Mapping[date, Slot],
    weeks: Mapping[str, Slot],
    calendar: WorkCalendar,
    today: date,
    t: Translator,
) -> str:
    """A row for each week, the server inspection at its end; narrow enough for a phone."""
    marks, heads = _MARKS[t.language], _HEADS[t.language]
    rows = [_row([f"{head:{_CELL}}" for head in heads], _SERVER[t.language])]
    for week in spans_of("week", span.first, span.last):
        cells = [_cell(day, span, days.get(day), calendar, today, marks) for day in days_of(week)]
        rows.append(_row(cells, marks[_state(weeks.get(week.name), today)]))
    return "\n".join(rows)


def _row(cells: Sequence[str], server: str) -> str:
    return f"{''.join(cells)}|{server}"


def _cell(day: date, span: Span, slot: Slot | None, calendar: WorkCalendar, today: date, marks: str) -> str:
    """`13+*`: the day, how it was, and a mark on a day off; as wide where it belongs to another month."""
    if day not in span:
        return f"  {marks[NOTHING]} "
    return f"{day.day:2}{marks[_state(slot, today)]}{' ' if calendar.is_working(day) else _OFF}"


def _legend(t: Translator) -> str:
    marks = _MARKS[t.language]
    return t(
        "`{done}` done · `{missed}` missed · `{open}` still open · `{off}` day off · `{server}` the week's server "
        "inspection",
        done=marks[DONE],
        missed=marks[MISSED],
        open=marks[OPEN],
        off=_OFF,
        server=_SERVER[t.language],
    )


def _told(title: str, lines: Sequence[str]) -> list[Block]:
    """The lines under their title, the newest first."""
    return sections(f"*{title}*\n{bullets(reversed(lines))}") if lines else []


def _day_line(slot: Slot, names: Names, today: date, t: Translator) -> str:
    return f"{show_day(slot.owed.first, t)}  {_outcome(slot, names, show_time, today, t)}"


def _week_line(slot: Slot, names: Names, today: date, t: Translator) -> str:
    days = f"{slot.owed.first:%m-%d} – {slot.owed.last:%m-%d}"
    outcome = _outcome(slot, names, lambda at: show_moment(at, t), today, t)
    return f"{slot.owed.name}{t.pick(f'（{days}）', f' ({days})  ')}{outcome}"


def _outcome(slot: Slot, names: Names, show: Callable[[datetime], str], today: date, t: Translator) -> str:
    """Done, missed or open, when and by whom; one that was logged too late to count is shown as such."""
    shown = [_who(made, names, show, t) for made in slot.made if slot.owed.kept_by(made) or not slot.kept]
    told = t.listed(shortened(shown, t, MOST_TIMES))
    if slot.kept:
        return f"✓ {told}"
    if told:
        return t("✗ missed; logged too late: {times}", times=told)
    return t("✗ missed") if _state(slot, today) == MISSED else t("open")


def _who(inspection: Inspection, names: Names, show: Callable[[datetime], str], t: Translator) -> str:
    name = escape(brief(names.get(inspection.by, inspection.by), LONGEST_NAME))
    flagged = t("not all in order")
    told = "" if inspection.ok else t.pick(f"（{flagged}）", f" ({flagged})")
    return f"{show(inspection.at)} {name} `{escape(inspection.id)}`{told}"


def _other_months(span: Span, terms: Terms, today: date) -> list[Button]:
    """The months before and after, as far as the books and time have come."""
    ends = min(today, terms.until)
    before = [month_of(span.first - ONE_DAY)] if span.first > terms.opens else []
    after = [month_of(span.last + ONE_DAY)] if span.last < ends else []
    return [
        *(Button(text("‹ {month}", month=one.name), "inspect", "history", one.name) for one in before),
        *(Button(text("{month} ›", month=one.name), "inspect", "history", one.name) for one in after),
    ]
