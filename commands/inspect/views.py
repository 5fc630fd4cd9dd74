"""What `/inspect` answers and posts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from slack_sdk.models.blocks import Block

from commands.inspect.found import problem_id, wrong
from commands.kit.arguments import LONGEST_TEXT, one_line
from commands.kit.blocks import Reply, brief, bullets, context, escape, header, quote, sections, shortened
from commands.kit.buttons import MOST_IN_A_ROW, MOST_WITH_BUTTONS, Button, buttons
from commands.kit.fact_words import choice_name, target_name
from commands.kit.moments import done_or_open, show_day, show_moment, show_time
from commands.kit.texts import Text, Translator, text
from storage.contract.kinds import CheckedItem, Inspection, Problem
from storage.contract.obligations import InspectedSoFar
from storage.contract.periods import day_of, week_of

MOST_FINE: Final = 20
"""How many of the targets that were in order are named."""
LONGEST_NAMED: Final = 60
"""How much of a target's name a line shows."""
LONGEST_ON_A_BUTTON: Final = 40


def type_name(type_: str, t: Translator) -> str:
    """`page inspection` or `server inspection`."""
    return t(choice_name(Inspection, "type", type_))


def logged(inspection: Inspection, made: Mapping[str, Problem], t: Translator, now: datetime, *, new: bool) -> Reply:
    """The receipt for a logged inspection; `made` are the problems that came of it, by id."""
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
    blocks = sections("\n".join([line, *_told(inspection, made, t)]))
    if logged_too_late(inspection, now):
        blocks.append(
            context(
                t(
                    "It was logged after its day or week had ended, so by itself it does not make up for "
                    "the missed one; a manager of the client may waive that."
                )
            )
        )
    blocks += _problem_buttons(inspection, made, t)
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


def problems_logged(made: Sequence[tuple[Problem, bool]], limit: timedelta, t: Translator) -> Reply:
    """The receipt for the problems that came of one inspection, each with whether it is new."""
    if len(made) == 1 and made[0][1]:
        return problem_logged(made[0][0], limit, t, new=True)
    lines = [_made_line(problem, limit, t, new=new) for problem, new in made]
    new = sum(new for _, new in made)
    title = t("Problems logged: {count}.", count=new) if new else t("Nothing was added: these are problems already.")
    then = t("Once the client knows: `/inspect feedback {id}`.", id=escape(made[0][0].id))
    return Reply(title, [*sections(f"{title}\n{bullets(shortened(lines, t))}"), context(then)])


def _made_line(problem: Problem, limit: timedelta, t: Translator, *, new: bool) -> str:
    about = f"`{escape(problem.id)}` {escape(brief(one_line(problem.note or '')))}"
    if problem.fed_back_at:
        return f"{about} · {t('fed back {time}', time=show_time(problem.fed_back_at))}"
    due = t("feedback due {when}", when=show_moment(problem.found_at + limit, t)) if problem.scope == "in" else ""
    return " · ".join(part for part in (about, due, "" if new else t("logged already")) if part)


def found_words(inspection: Inspection, item: CheckedItem | None, t: Translator) -> str:
    """What is wrong, as the note of the problem that is made of it."""
    if item is None:
        return inspection.note or t("Not all was in order at inspection {id}.", id=inspection.id)
    told = item.text or inspection.note or t("bad")
    return brief(f"{target_name(inspection.type, item.target, t)}{t.pick('：', ': ')}{told}", LONGEST_TEXT)


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


def posted(
    fact: Inspection | Problem, name: str, made: Mapping[str, Problem], t: Translator, *, withdrawn: bool
) -> Reply:
    """The line in the ops channel; `made` are the problems that came of an inspection, by id."""
    line = _posted_line(fact, escape(name), t)
    if withdrawn:
        return Reply(t("Withdrawn: {what}", what=line), sections(f"~{line}~ {t('(withdrawn)')}"))
    if isinstance(fact, Inspection):
        told = "\n".join([line, *_told(fact, made, t)])
        return Reply(line, [*sections(told), *_problem_buttons(fact, made, t)])
    note = f"\n{quote(fact.note)}" if fact.note else ""
    return Reply(line, [*sections(line + note), *buttons(_next_steps(fact), t)])


def _posted_line(fact: Inspection | Problem, name: str, t: Translator) -> str:
    if isinstance(fact, Inspection):
        values = {"name": name, "type": type_name(fact.type, t), "when": show_moment(fact.at, t)}
        done = t("{name} did the {type}: {when}", **values)
        return done if fact.ok else f"{done} · {t('not all in order')}"
    values = {"name": name, "id": escape(fact.id), "when": show_moment(fact.found_at, t)}
    if fact.scope == "in":
        line = t("{name} found a problem ({id}): {when}", **values)
    else:
        line = t("{name} found a problem outside our scope ({id}): {when}", **values)
    return f"{line} · {t('fed back {time}', time=show_time(fact.fed_back_at))}" if fact.fed_back_at else line


def _told(inspection: Inspection, made: Mapping[str, Problem], t: Translator) -> list[str]:
    """The note and the checklist: a line for each item of which there is something to say, what is flagged first."""
    lines = [quote(inspection.note)] if inspection.note else []
    flagged = [_flagged_line(inspection, item, made, t) for item in inspection.items if not item.ok]
    remarks = [
        f"{_named(inspection, item, t)} — {t('ok')} — {escape(item.text)}"
        for item in inspection.items
        if item.ok and item.text
    ]
    if flagged or remarks:
        lines.append(bullets(shortened([*flagged, *remarks], t)))
    fine = [_named(inspection, item, t) for item in inspection.items if item.ok and not item.text]
    if fine:
        lines.append(t("In order: {targets}", targets=t.listed(shortened(fine, t, MOST_FINE))))
    return lines


def _flagged_line(inspection: Inspection, item: CheckedItem, made: Mapping[str, Problem], t: Translator) -> str:
    problem = made.get(problem_id(inspection, item))
    became = t("problem `{id}`", id=escape(problem.id)) if problem else ""
    parts = (_named(inspection, item, t), f"*{t('bad')}*", escape(item.text), became)
    return " — ".join(part for part in parts if part)


def _named(inspection: Inspection, item: CheckedItem, t: Translator) -> str:
    return escape(brief(target_name(inspection.type, item.target, t), LONGEST_NAMED))


def _problem_buttons(inspection: Inspection, made: Mapping[str, Problem], t: Translator) -> list[Block]:
    """A button for each thing found wrong that is no problem yet; for many, one for all that are left."""
    left = [item for item in wrong(inspection) if problem_id(inspection, item) not in made]
    named = [item for item in left if item][:MOST_WITH_BUTTONS] if len(left) > 1 else []
    makes = [
        _makes(inspection, item.target, text("Problem: {target}", target=_label(inspection, item, t))) for item in named
    ]
    if len(left) == 1:
        makes = [_makes(inspection, left[0].target if left[0] else "", text("Make it a problem"), primary=True)]
    elif left:
        makes.append(_makes(inspection, "", text("Make all {count} problems", count=len(left)), primary=True))
    rows = [makes[start : start + MOST_IN_A_ROW] for start in range(0, len(makes), MOST_IN_A_ROW)]
    return [block for row in rows for block in buttons(row, t)]


def _makes(inspection: Inspection, target: str, label: Text, *, primary: bool = False) -> Button:
    return Button(label, "inspect", "problem", f"--from {inspection.id} {target}".strip(), primary=primary)


def _label(inspection: Inspection, item: CheckedItem, t: Translator) -> str:
    return brief(target_name(inspection.type, item.target, t), LONGEST_ON_A_BUTTON)


def _next_steps(problem: Problem) -> list[Button]:
    if problem.fed_back_at is not None:
        return []
    return [Button(text("Fed back"), "inspect", "feedback", problem.id, primary=True)]


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
