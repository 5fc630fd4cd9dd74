"""The forms of `/clock`: what they ask, and the step that comes of it."""

from collections.abc import Sequence
from datetime import date
from typing import Final, get_args

from commands.clock import steps
from commands.clock.actions import Half, LeaveAsked, LeaveType, Way
from commands.clock.views import LEAVES
from commands.kit.answers import Answers, at_field
from commands.kit.arguments import LONGEST_TEXT
from commands.kit.fields import Day, Field, OneOf, TimeOfDay, Words
from commands.kit.forms import Form, Opening
from commands.kit.saying import Refused, Saying, Step
from commands.kit.texts import text
from commands.kit.times import leading_time_on, moment_in, when_field
from storage.contract.periods import day_of, parse_day

WHOLE_DAY: Final = "all"


def _ask_when(_: Opening) -> Sequence[Field]:
    return [when_field()]


def _ask_leave(opening: Opening) -> Sequence[Field]:
    t = opening.said.t
    types = [(type_, t(LEAVES[type_])) for type_ in get_args(LeaveType)]
    parts = [(WHOLE_DAY, t("Whole days")), ("am", t("Morning only")), ("pm", t("Afternoon only"))]
    return [
        OneOf(name="type", label=text("Kind of leave"), choices=types, initial=types[0][0]),
        Day(name="from", label=text("From"), initial=_day_about(opening)),
        Day(name="until", label=text("Until"), hint=text("Empty means that one day."), optional=True),
        OneOf(name="half", label=text("Part of the day"), choices=parts, initial=WHOLE_DAY),
        Words(name="reason", label=text("Reason"), longest=LONGEST_TEXT, multiline=True, optional=True),
    ]


def _ask_fix(opening: Opening) -> Sequence[Field]:
    t, hours = opening.said.t, opening.said.terms
    ways = [("in", t("Clock in")), ("out", t("Clock out"))]
    way = "out" if opening.subject.endswith(" out") else "in"
    return [
        Day(name="day", label=text("Day"), initial=_day_about(opening)),
        OneOf(name="way", label=text("Which punch"), choices=ways, initial=way),
        TimeOfDay(name="time", label=text("Time"), initial=hours.on if way == "in" else hours.off),
        Words(name="reason", label=text("Reason"), longest=LONGEST_TEXT, multiline=True),
    ]


def _day_about(opening: Opening) -> date:
    """The day that the form is about, as a reminder of a missing punch names it (`2026-07-14 out`); else today."""
    try:
        return parse_day(opening.subject.partition(" ")[0])
    except ValueError:
        return day_of(opening.said.now)


def _take_in(said: Saying, answers: Answers) -> Step:
    return steps.punch(said, "in", moment_in(answers, said.now))


def _take_out(said: Saying, answers: Answers) -> Step:
    return steps.punch(said, "out", moment_in(answers, said.now))


def _take_leave(said: Saying, answers: Answers) -> Step:
    first = answers.day("from") or day_of(said.now)
    last = answers.day("until") or first
    half: Half | None = next((part for part in get_args(Half) if part == answers.words("half")), None)
    with at_field("until"):
        if last < first:
            raise Refused(text("The last day lies before the first."))
    with at_field("half"):
        if half and first != last:
            raise Refused(text("Only a leave of one day can be half a day; please ask for such a day by itself."))
    type_: LeaveType = answers.chosen("type", get_args(LeaveType))
    return steps.ask_leave(said, LeaveAsked(type_, first, last, half, answers.words("reason") or None))


def _take_fix(said: Saying, answers: Answers) -> Step:
    day = answers.day("day") or day_of(said.now)
    with at_field("time"):
        at, _ = leading_time_on(day, answers.words("time"), said.now)
    way: Way = "out" if answers.words("way") == "out" else "in"
    return steps.fix(said, way, at, answers.words("reason"))


IN: Final = Form(text("Clock in"), _ask_when, _take_in)
OUT: Final = Form(text("Clock out"), _ask_when, _take_out)
LEAVE: Final = Form(text("Leave"), _ask_leave, _take_leave)
FIX: Final = Form(text("Correct a punch"), _ask_fix, _take_fix)
