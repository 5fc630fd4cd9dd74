"""`/inspect` in words: what was typed becomes an action or a view."""

from datetime import timedelta
from typing import Final, Literal

from sqlalchemy import Connection

from commands.inspect import actions, forms, steps, views, watched_views
from commands.kit.arguments import split_first, split_id, take_options
from commands.kit.blocks import Reply
from commands.kit.moments import to_the_second
from commands.kit.saying import Read, Refused, Saying, Step
from commands.kit.texts import text
from commands.kit.times import leading_past, trailing_past, whole_past
from commands.kit.verbs import Command, Verb
from storage.contract.obligations import inspected_so_far
from storage.contract.periods import day_of, day_start, week_of
from storage.records import inspections, probes

HISTORY_DAYS: Final = 14
_TYPES: Final[dict[str, Literal["page", "server"]]] = {
    "page": "page",
    "页面": "page",
    "server": "server",
    "服务器": "server",
}


def done(said: Saying) -> Step:
    """`done [page|server] [when] [note] [--trouble] [--watched]`.

    A button adds `--once`: it logs nothing that is done already.
    """
    options, words = take_options(said.words, flags=("once", "trouble", "watched"))
    word, rest = split_first(words)
    type_ = _TYPES.get(word.casefold())
    at, note = leading_past(rest if type_ else words, said.now)
    ok, once = "trouble" not in options, "once" in options
    if "watched" not in options:
        return steps.log_inspection(said, type_ or "page", at, note, ok=ok, once=once)
    if type_ == "server" or at != to_the_second(said.now):
        raise Refused(text("`--watched` is for a page inspection made now."), shows_example=False)
    return steps.log_watched(said, at, note, ok=ok, once=once)


def problem(said: Saying) -> Step:
    """`problem TEXT [--out] [when]`."""
    options, words = take_options(said.words, flags=("out",))
    found_at, note = trailing_past(words, said.now)
    return steps.log_problem(said, found_at, note, "out" if "out" in options else "in")


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
    """`history`: beside what is done and missed, how available the watched pages were, and a picture of it."""
    today = day_of(said.now)
    days = [today - timedelta(days=back) for back in range(HISTORY_DAYS)]

    def read(connection: Connection) -> Reply:
        start = day_start(week_of(days[-1]).first)
        found = inspections.between(connection, start, said.now + timedelta(seconds=1))
        reply = views.history(found, days, said.terms.opens, today, said.t)
        return watched_views.with_picture(reply, probes.system_days(connection, said.terms, days[-1], today), said.t)

    return Read(read)


def pages(said: Saying) -> Step:
    """`pages`."""
    today = day_of(said.now)

    def read(connection: Connection) -> Reply:
        watched = probes.watched(connection, said.terms)
        found = probes.system_days(connection, said.terms, today - timedelta(days=HISTORY_DAYS - 1), today)
        return watched_views.pages(watched, found, said.now, said.t)

    return Read(read)


COMMAND: Final = Command(
    name="inspect",
    does=text("Log inspections and the problems they find"),
    wordless="todo",
    reflect=actions.reflect,
    verbs=(
        Verb(
            "done",
            text("log a page or server inspection; now and page unless you say otherwise"),
            "[page|server] [when] [note] [--trouble] [--watched]",
            ("/inspect done", "/inspect done server 昨晚8点 磁盘正常", "/inspect done page 首页偶发超时 --trouble"),
            done,
            ("完成", "做完", "已巡检"),
            forms.DONE,
        ),
        Verb(
            "problem",
            text("log a problem; --out for one outside our scope"),
            "TEXT [--out] [when]",
            ("/inspect problem 首页加载很慢 10分钟前", "/inspect problem 楼层交换机告警 --out"),
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
            "history", text("the last two weeks, done and missed"), "", ("/inspect history",), history, ("历史", "记录")
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
