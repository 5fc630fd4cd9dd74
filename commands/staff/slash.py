"""`/staff` in words: what was typed becomes an action or a view."""

from typing import Final

from sqlalchemy import Connection

from commands.kit.arguments import LONGEST_TITLE, one_line, split_first, take_options, within
from commands.kit.blocks import Reply
from commands.kit.fact_fields import read_day
from commands.kit.saying import Read, Refused, Saying, Step, needed
from commands.kit.texts import text
from commands.kit.times import leading_day
from commands.kit.verbs import Command, Verb
from commands.staff import actions, steps, views
from storage.contract.periods import day_of
from storage.records import people, staffing


def change(said: Saying) -> Step:
    """`change PERSON DAY [--announced DAY]`; announced today unless said otherwise."""
    options, words = take_options(said.words, valued=("announced",))
    name, day = split_first(needed(words, text("who changes, and from which day")))
    effective_on = read_day(needed(day, text("from which day")), said.now)
    typed = {"person": name, "announced_on": options.get("announced", "")}
    return steps.CHANGING.step(said, typed, effective_on=effective_on)


def vacancy(said: Saying) -> Step:
    """`vacancy POST FROM [UNTIL]`; the post may be several words."""
    post, days = _post_and_days(said.needs_words(text("which post, and from which day")))
    first, rest = leading_day(days, said.now)
    if first is None:
        raise Refused(text("Please say from which day after the post, such as 驻场工程师 2026-07-13."))
    until = read_day(rest.removeprefix("到").removeprefix("至").strip(), said.now) if rest else None
    return steps.EMPTYING.step(said, {}, post=within(one_line(post), LONGEST_TITLE), from_=first, until=until)


def list_(said: Saying) -> Step:
    """`list`."""
    today = day_of(said.now)

    def read(connection: Connection) -> Reply:
        ahead = [*staffing.changes_from(connection, today), *staffing.vacancies_from(connection, today)]
        return views.listing_of(ahead, people.names(connection), said.t)

    return Read(read)


def _post_and_days(words: str) -> tuple[str, str]:
    """The post, which is what stands before the first word that holds a digit or begins a day; and the rest."""
    post, _, days = words.partition(" ")
    while days and not any(letter.isdigit() for letter in days.split()[0]) and len(days.split()) > 1:
        word, _, days = days.partition(" ")
        post = f"{post} {word}"
    return post, days.strip()


COMMAND: Final = Command(
    name="staff",
    does=text("Changes of people, and empty posts"),
    wordless="list",
    reflect=actions.reflect,
    verbs=(
        Verb(
            "change",
            text("announce that somebody leaves or changes"),
            "PERSON DAY [--announced DAY]",
            ("/staff change @Lin 2026-09-01", "/staff change Lin 2026-09-01 --announced 2026-07-10"),
            change,
            ("变动", "更换"),
            steps.CHANGING.form,
        ),
        Verb(
            "vacancy",
            text("note that a post stands empty"),
            "POST FROM [UNTIL]",
            ("/staff vacancy 驻场工程师 2026-07-13", "/staff vacancy DBA 2026-07-13 2026-07-15"),
            vacancy,
            ("空缺",),
            steps.EMPTYING.form,
        ),
        Verb("list", text("what is ahead"), "", ("/staff list",), list_, ("列表",)),
        steps.EDITING.verb("/staff edit v-1 until=2026-07-14"),
    ),
)
