"""`/inspect` in words: what was typed becomes an action or a view."""

from datetime import date, timedelta
from typing import Final, Literal

from sqlalchemy import Connection

from commands.inspect import actions, calendar_views, forms, steps, views, watched_views
from commands.inspect.checks import Type, read_checks
from commands.kit.arguments import split_first, split_id, take_options
from commands.kit.blocks import Reply
from commands.kit.moments import to_the_second
from commands.kit.period_words import read_period_of_the_term
from commands.kit.saying import Read, Refused, Saying, Step
from commands.kit.texts import text
from commands.kit.times import leading_past, trailing_past, whole_past
from commands.kit.verbs import Command, Verb
from storage.contract.inspected import slots_owed
from storage.contract.obligations import inspected_so_far
from storage.contract.periods import Span, day_of, day_over, day_start, month_of, parse_span, week_of
from storage.records import inspections, people, probes

_DAYS_OF_PAGES: Final = 14
_TYPES: Final[dict[str, Type]] = {
    "page": "page",
    "页面": "page",
    "server": "server",
    "服务器": "server",
}


def done(said: Saying) -> Step:
    """`done [page|server] [when] [note] [TARGET:RESULT …] [--trouble] [--watched]`.

    A button adds `--once`: it logs nothing that is done already.
    """
    options, words = take_options(said.words, flags=("once", "trouble", "watched"))
    word, rest = split_first(words)
    type_: Type = _TYPES.get(word.casefold(), "page")
    before, items = read_checks(rest if word.casefold() in _TYPES else words, type_, said.terms)
    at, note = leading_past(before, said.now)
    ok, once = "trouble" not in options, "once" in options
    if "watched" not in options:
        return steps.log_inspection(said, type_, at, note, ok=ok, items=items, once=once)
    if type_ == "server" or items or at != to_the_second(said.now):
        raise Refused(
            text("`--watched` is for a page inspection made now, such as `/inspect done page --watched`."),
            shows_example=False,
        )
    return steps.log_watched(said, at, note, ok=ok, once=once)


def problem(said: Saying) -> Step:
    """`problem TEXT [--out] [when]`, or `problem --from INSPECTION [TARGET] [--out]` of what an inspection flagged."""
    options, words = take_options(said.words, flags=("out",), valued=("from",))
    scope: Literal["in", "out"] = "out" if "out" in options else "in"
    if "from" in options:
        id_, _ = split_id(options["from"])
        return steps.log_what_was_found(said, id_, words, scope)
    found_at, note = trailing_past(words, said.now)
    return steps.log_problem(said, found_at, note, scope)


def feedback(said: Saying) -> Step:
    """`feedback ID [when]`."""
    id_, rest = split_id(said.needs_words(text("which problem was fed back")))
    return steps.feed_back(said, id_, whole_past(rest, said.now))


def todo(said: Saying) -> Step:
    """`todo`."""

    def read(connection: Connection) -> Reply:
        today = day_of(said.now)
        done = inspected_so_far(inspections.this_week(connection, said.now), today)
        waiting = inspections.problems_waiting(connection)
        return views.todo(done, waiting, said.terms.feedback, today, said.t)

    return Read(read)


def history(said: Saying) -> Step:
    """`history [MONTH]`: beside what is done and missed, how available the watched pages were, and a picture of it."""
    today = day_of(said.now)
    month = _month(said, today)
    weeks = [week_of(month.first), week_of(month.last)]

    def read(connection: Connection) -> Reply:
        calendar = said.calendar_in(connection)
        found = inspections.between(connection, day_start(weeks[0].first), day_over(weeks[1].last))
        owed = slots_owed(found, said.terms, calendar, min(today, weeks[1].last))
        slots = [slot for slot in owed if slot.owed.last >= month.first]
        reply = calendar_views.month(month, slots, people.names(connection), said.terms, calendar, today, said.t)
        watched = probes.system_days(connection, said.terms, month.first, min(today, month.last))
        return watched_views.with_picture(reply, watched, said.t)

    return Read(read)


def pages(said: Saying) -> Step:
    """`pages`; a Home shows the picture too, and nothing at all where no page is watched."""
    today = day_of(said.now)

    def read(connection: Connection) -> Reply:
        watched = probes.watched(connection, said.terms)
        found = probes.system_days(connection, said.terms, today - timedelta(days=_DAYS_OF_PAGES - 1), today)
        reply = watched_views.pages(watched, found, said.now, said.t)
        if said.at_home:
            return watched_views.at_home(reply, found, today, said.t)
        return watched_views.with_button(reply, found, said.t)

    return Read(read)


def _month(said: Saying, today: date) -> Span:
    """The month that is asked for; otherwise today's, or that of the term's nearest day. Raises Refused."""
    if not said.words.strip():
        return month_of(min(max(today, said.terms.opens), said.terms.until))
    name = read_period_of_the_term(said.words.strip(), said.terms, said.now)
    if name == "contract" or parse_span(name).form != "month":
        raise Refused(text("Please name one month, such as 2026-07, 7月 or 上月."))
    return parse_span(name)


COMMAND: Final = Command(
    name="inspect",
    does=text("Log inspections and the problems they find"),
    wordless="todo",
    reflect=actions.reflect,
    verbs=(
        Verb(
            "done",
            text(
                "log a page or server inspection; now and page unless you say otherwise. What you looked at may "
                "follow: a system, or os, database, middleware, web of a server, with ok or what is wrong"
            ),
            "[page|server] [when] [note] [TARGET:RESULT …] [rest:ok] [--trouble] [--watched]",
            (
                "/inspect done",
                "/inspect done server 昨晚8点 磁盘正常",
                "/inspect done server database:慢查询增多 rest:ok",
                "/inspect done page 首页偶发超时 --trouble",
            ),
            done,
            ("完成", "做完", "已巡检"),
            forms.DONE,
        ),
        Verb(
            "problem",
            text("log a problem; --out for one outside our scope, --from for what an inspection flagged"),
            "TEXT [--out] [when] | --from INSPECTION [TARGET] [--out]",
            (
                "/inspect problem 首页加载很慢 10分钟前",
                "/inspect problem 楼层交换机告警 --out",
                "/inspect problem --from i-12 database",
            ),
            problem,
            ("问题", "发现问题"),
            forms.PROBLEM,
        ),
        Verb(
            "feedback",
            text("note that the client was told of a problem"),
            "ID [when]",
            ("/inspect feedback pr-1",),
            feedback,
            ("反馈",),
            forms.FEEDBACK,
        ),
        Verb("todo", text("what is still to do today and this week"), "", ("/inspect todo",), todo, ("待办",)),
        Verb(
            "history",
            text("a month's days and weeks, done and missed, and who inspected"),
            "[MONTH]",
            ("/inspect history", "/inspect history 2026-07"),
            history,
            ("历史", "记录"),
        ),
        Verb(
            "pages",
            text("the watched pages: how each stands, availability and response time"),
            "",
            ("/inspect pages",),
            pages,
            ("网页", "监测"),
        ),
        steps.EDITING.verb("/inspect edit i-12 ok=no", "/inspect edit pr-1 found_at=9:05"),
    ),
)
