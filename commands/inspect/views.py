"""What `/inspect` answers and posts."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from commands.kit.blocks import Reply, bullets, context, escape, header, quote, sections, shortened
from commands.kit.buttons import Button, buttons
from commands.kit.moments import done_or_open, show_day, show_moment, show_time
from commands.kit.texts import Text, Translator, text
from storage.contract.kinds import Inspection, Problem
from storage.contract.obligations import InspectedSoFar
from storage.contract.periods import Span, day_of, week_of

MOST_TIMES: Final = 5


def type_name(type_: str, t: Translator) -> str:
    """`page inspection` or `server inspection`."""
    return t("page inspection") if type_ == "page" else t("server inspection")


def logged(inspection: Inspection, t: Translator, now: datetime, *, new: bool) -> Reply:
    """The receipt for a logged inspection."""
    values = {
        "type": type_name(inspection.type, t),
        "when": show_moment(inspection.at, t),
        "id": inspection.id,
    }
    line = (
        t("Logged: {type}, {when} (`{id}`).", **values)
        if new
        else t("Already logged: {type}, {when} (`{id}`). Nothing was changed.", **values)
    )
    line = line if inspection.ok else t.run_on(line, t("Not all was in order."))
    blocks = sections(line + (f"\n{quote(inspection.note)}" if inspection.note else ""))
    if logged_too_late(inspection, now):
        blocks.append(
            context(
                t(
                    "It was logged after its day or week had ended, so by itself it does not make up for "
                    "the missed one; a manager of the client may waive that."
                )
            )
        )
    blocks.append(context(t("Wrong? `/zhiban undo` takes it back within 10 minutes.")))
    return Reply(line, blocks)


def logged_too_late(inspection: Inspection, now: datetime) -> bool:
    """Whether the inspection is recorded after its day (page) or week (server) had ended (digest, reading 10)."""
    day = day_of(inspection.at)
    return day_of(now) > (day if inspection.type == "page" else week_of(day).last)


def problem_logged(problem: Problem, limit: timedelta, t: Translator, *, new: bool) -> Reply:
    """The receipt for a problem, with the moment by which it is fed back."""
    values = {"id": problem.id, "when": show_moment(problem.found_at, t)}
    if not new:
        line = t("You logged this a moment ago: problem `{id}`, found {when}. Nothing was added.", **values)
    elif problem.scope == "in":
        until = show_moment(problem.found_at + limit, t)
        line = t("Problem `{id}` logged, found {when}. Feedback is due by {until}.", until=until, **values)
    else:
        line = t("Problem `{id}` outside our scope logged, found {when}.", **values)
    then = t("Once the client knows: `/inspect feedback {id}`.", id=problem.id)
    return Reply(line, [*sections(f"{line}\n{quote(problem.note or '')}"), context(then)])


def fed_back(problem: Problem, t: Translator) -> Reply:
    """The receipt for feedback."""
    at = problem.fed_back_at or problem.found_at
    minutes = int((at - problem.found_at).total_seconds() // 60)
    return Reply(
        t(
            "Feedback on `{id}` noted at {when}, {minutes} min after it was found.",
            id=problem.id,
            when=show_moment(at, t),
            minutes=minutes,
        )
    )


def already_fed_back(problem: Problem) -> Text:
    """Why feedback cannot be given twice."""
    at = problem.fed_back_at or problem.found_at
    return text("Problem {id} was already fed back at {time}.", id=problem.id, time=f"{day_of(at)} {show_time(at)}")


def found_later(problem: Problem) -> Text:
    """Why feedback cannot lie before the problem."""
    found = f"{day_of(problem.found_at)} {show_time(problem.found_at)}"
    return text("Problem {id} was found only at {time}; feedback cannot lie before that.", id=problem.id, time=found)


def posted(fact: Inspection | Problem, name: str, t: Translator, *, withdrawn: bool) -> Reply:
    """The line in the ops channel."""
    if isinstance(fact, Inspection):
        line = t(
            "{name} did the {type}: {when}",
            name=escape(name),
            type=type_name(fact.type, t),
            when=show_moment(fact.at, t),
        )
    elif fact.scope == "in":
        line = t(
            "{name} found a problem ({id}): {when}", name=escape(name), id=fact.id, when=show_moment(fact.found_at, t)
        )
    else:
        line = t(
            "{name} found a problem outside our scope ({id}): {when}",
            name=escape(name),
            id=fact.id,
            when=show_moment(fact.found_at, t),
        )
    if isinstance(fact, Problem) and fact.fed_back_at:
        line += " · " + t("fed back {time}", time=show_time(fact.fed_back_at))
    if isinstance(fact, Inspection) and not fact.ok:
        line += " · " + t("not all in order")
    note = f"\n{quote(fact.note)}" if fact.note else ""
    note += f"\n{_checklist(fact, t)}" if isinstance(fact, Inspection) and fact.items else ""
    if withdrawn:
        return Reply(t("Withdrawn: {what}", what=line), sections(f"~{line}~ {t('(withdrawn)')}"))
    return Reply(line, [*sections(line + note), *buttons(_next_steps(fact), t)])


def _checklist(inspection: Inspection, t: Translator) -> str:
    """What was looked at, what is not in order first."""
    lines = []
    for item in sorted(inspection.items, key=lambda item: item.ok):
        result = t("ok") if item.ok else f"*{t('bad')}*"
        lines.append(" — ".join(filter(None, (escape(item.target), result, escape(item.text)))))
    return bullets(shortened(lines, t))


def _next_steps(fact: Inspection | Problem) -> list[Button]:
    if isinstance(fact, Inspection) or fact.fed_back_at is not None:
        return []
    return [Button(text("Fed back"), "inspect", "feedback", fact.id, primary=True)]


def todo(done: InspectedSoFar, waiting: Sequence[Problem], limit: timedelta, today: date, t: Translator) -> Reply:
    """What is still to do today and this week."""
    page, server = done.page, done.server
    until = show_day(done.week.last, t)
    lines = [
        done_or_open(t("Page inspection today, {day}", day=show_day(today, t)), page.at if page else None, t),
        done_or_open(t("Server inspection this week, until {day}", day=until), server.at if server else None, t),
    ]
    for problem in waiting:
        due = problem.found_at + limit
        lines.append(
            t("Problem `{id}`: feedback due {when}", id=problem.id, when=show_moment(due, t))
            if problem.scope == "in"
            else t("Problem `{id}` outside our scope: not fed back yet", id=problem.id)
        )
    title = t("Inspections to do")
    return Reply(title, [header(title), *sections(bullets(shortened(lines, t)))])


def history(inspections: Sequence[Inspection], days: Sequence[date], opens: date, today: date, t: Translator) -> Reply:
    """The last days and weeks, done or missed; nothing is said of days before the books opened."""
    title = t("Inspections of the last {count} days", count=len(days))
    judged = [day for day in days if day >= opens]
    pages = [_day_line(day, today, inspections, t) for day in judged]
    weeks = dict.fromkeys(week_of(day) for day in judged)
    servers = [_week_line(week, today, inspections, t) for week in weeks]
    return Reply(
        title,
        [
            header(title),
            *sections(f"*{t('Page, by day')}*\n{bullets(pages)}"),
            *sections(f"*{t('Server, by week')}*\n{bullets(servers)}"),
        ],
    )


def _day_line(day: date, today: date, inspections: Sequence[Inspection], t: Translator) -> str:
    done = [i for i in inspections if i.type == "page" and day_of(i.at) == day]
    return f"{show_day(day, t)}  {_outcome(done, show_time, over=day < today, t=t)}"


def _week_line(week: Span, today: date, inspections: Sequence[Inspection], t: Translator) -> str:
    done = [i for i in inspections if i.type == "server" and week.first <= day_of(i.at) <= week.last]
    return f"{week.name}  {_outcome(done, lambda at: show_moment(at, t), over=week.last < today, t=t)}"


def _outcome(done: Sequence[Inspection], show: Callable[[datetime], str], *, over: bool, t: Translator) -> str:
    """Done, missed or open; one that was logged too late to count is shown as such."""
    in_time = [show(i.at) for i in done if not logged_too_late(i, i.recorded_at or i.at)]
    if in_time:
        return "✓ " + ", ".join(shortened(in_time, t, MOST_TIMES))
    if done:
        late = ", ".join(shortened([show(i.at) for i in done], t, MOST_TIMES))
        return t("✗ missed; logged too late: {times}", times=late)
    return t("✗ missed") if over else t("open")
