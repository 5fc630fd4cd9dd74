"""`/roster` in words: what was typed becomes an action or a view."""

from datetime import date, timedelta
from typing import Final, cast

from sqlalchemy import Connection

from commands.kit.arguments import split_first, take_options
from commands.kit.blocks import Reply
from commands.kit.fact_fields import read_choice
from commands.kit.saying import Read, Refused, Saying, Step, needed
from commands.kit.texts import text
from commands.kit.times import day_and_rest, leading_day, leading_days
from commands.kit.verbs import Command, Verb
from commands.roster import forms, steps, telling, views
from commands.roster.day_words import named_days
from storage.contract.kinds import Duty
from storage.contract.periods import day_of
from storage.contract.turns import Part
from storage.records import duties, people

SHOWN_DAYS: Final = timedelta(days=14)
_PARTS: Final = {"白班": "day", "夜班": "night", "全天": "all"}
_TEAM: Final = ("team", "全组", "团队", "全体")
_ME: Final = ("me", "我", "我的", "本人")
_NO_DAYS: Final = text("I cannot read those days. These work: 下周, 国庆, 10月, 2026-10-01 2026-10-07, 10月1日到7日.")
_WHICH_DAY: Final = text("which day, such as 2026-10-01 or 10月1日")


def show(said: Saying) -> Step:
    """`show [RANGE]`; the next two weeks without one."""
    today = day_of(said.now)
    days = _days(said.words, said) if said.words else lambda _: (today, today + SHOWN_DAYS)

    def read(connection: Connection) -> Reply:
        first, last = days(connection)
        roster = duties.roster(connection, first, last)
        return views.turns(roster, first, last, people.names(connection), said.t)

    return Read(read)


def set_(said: Saying) -> Step:
    """`set DAY PERSON [day|night|all]`."""
    day, rest = day_and_rest(said.needs_words(text("which day, and who")), said.now)
    if day is None:
        raise Refused(text("Please begin with the day, such as 2026-10-01 or 10月1日."))
    name, part = split_first(needed(rest, text("who")))
    kind = read_choice(Duty, "part", _PARTS.get(part, part) or "all")
    return steps.set_duty(said, day, _person(name, said), cast("Part", kind))


def generate(said: Saying) -> Step:
    """`generate RANGE [--anew]`; the draft's button adds `--draft MARK`."""
    options, words = take_options(said.needs_words(text("which days")), flags=("anew",), valued=("draft",))
    days = _days(words, said)
    if "draft" in options:
        return steps.put_in_force(said, days, options["draft"], anew="anew" in options)
    return steps.draft(said, days, anew="anew" in options)


def swap(said: Saying) -> Step:
    """`swap DAY`."""
    return steps.swap(said, _day(said.needs_words(_WHICH_DAY), said))


def take(said: Saying) -> Step:
    """`take DAY`; the button of an offer adds `--offer ID`."""
    options, words = take_options(said.needs_words(_WHICH_DAY), valued=("offer",))
    return steps.take(said, _day(words, said), options.get("offer"))


def ics(said: Saying) -> Step:
    """`ics [me|team|PERSON] [RANGE]`; from today to the roster's end without a range."""

    def asked(connection: Connection) -> tuple[str | None, tuple[date, date] | None]:
        whole = _read_days(said.words, said, connection)
        if whole is not None:
            return None, whole
        whose, words = split_first(said.words)
        days = _days(words, said)(connection) if words else None
        return (None if not whose or whose.casefold() in _TEAM else _person(whose, said)), days

    return steps.ics(said, asked)


def _person(word: str, said: Saying) -> str:
    """The word that names somebody; the speaker's id where it means the speaker."""
    return said.speaker.id if word.casefold() in _ME else word


def _days(words: str, said: Saying) -> steps.Days:
    """The days that the words are, by the calendar where they name a holiday. Raises Refused."""

    def days(connection: Connection) -> tuple[date, date]:
        found = _read_days(words, said, connection)
        if found is None:
            raise Refused(_NO_DAYS)
        return found

    return days


def _read_days(words: str, said: Saying, connection: Connection) -> tuple[date, date] | None:
    """The days that all of the words are; None where they are anything else."""
    days, rest = leading_days(words, said.now)
    if days is None:
        return named_days(words, day_of(said.now), said.calendar_in(connection))
    return None if rest else days


def _day(words: str, said: Saying) -> date:
    """The day that the words are. Raises Refused."""
    day, rest = leading_day(words, said.now)
    if day is None or rest:
        raise Refused(text("Please say {what}.", what=_WHICH_DAY))
    return day


COMMAND: Final = Command(
    name="roster",
    does=text("Who is on duty, and when"),
    wordless="show",
    opens_form=False,
    reflect_all=telling.reflect,
    verbs=(
        Verb(
            "show",
            text("who is on duty"),
            "[RANGE]",
            ("/roster show", "/roster show 下周", "/roster show 国庆"),
            show,
            ("查看", "值班表"),
        ),
        Verb(
            "set",
            text("put somebody on duty"),
            "DAY PERSON [day|night|all]",
            ("/roster set 2026-10-01 @Lin", "/roster set 10月2日 Lin night"),
            set_,
            ("安排", "设置"),
            forms.SET,
        ),
        Verb(
            "generate",
            text("draw up a fair roster; a button puts it in force"),
            "RANGE [--anew]",
            ("/roster generate 2026-10-01 2026-10-07", "/roster generate 下周 --anew"),
            generate,
            ("生成", "排班"),
        ),
        Verb(
            "swap",
            text("offer your turn to the others"),
            "DAY",
            ("/roster swap 2026-10-01",),
            swap,
            ("换班", "调班"),
        ),
        Verb(
            "take",
            text("take a turn, offered or in an emergency"),
            "DAY",
            ("/roster take 2026-10-01",),
            take,
            ("顶班", "接班"),
        ),
        Verb(
            "ics",
            text("the roster as a calendar file, sent to you by direct message"),
            "[me|team|PERSON] [RANGE]",
            ("/roster ics", "/roster ics me 2026-10-01 2026-10-07"),
            ics,
            ("日历",),
        ),
    ),
)
