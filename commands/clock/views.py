"""What `/clock` answers, and what it tells approvers and claimants."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final, Literal, NamedTuple, TypeAlias

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, brief, bullets, context, escape, header, sections, shortened
from commands.kit.buttons import MOST_WITH_BUTTONS, Button, buttons
from commands.kit.fact_words import choices_of
from commands.kit.moments import show_day, show_moment, show_time
from commands.kit.texts import Text, Translator, text
from storage.contract.calendar import WorkCalendar
from storage.contract.fact import State
from storage.contract.kinds import Leave, Punch
from storage.contract.obligations import expected_hours, halves_on_leave
from storage.contract.periods import day_of
from storage.contract.terms import Terms

Claim: TypeAlias = Punch | Leave

LEAVES: Final = choices_of(Leave, "type")
_HALF_NAMES: Final = choices_of(Leave, "half")


class Decision(NamedTuple):
    """What became of a claim, by whose name, when and why; `claimed` is a decision taken back."""

    state: State | Literal["withdrawn"]
    by: str
    at: datetime
    reason: str | None


class PersonDay(NamedTuple):
    """What stands of somebody's day: punches and leave, approved or claimed."""

    name: str
    punches: Sequence[Punch]
    leave: Sequence[Leave]


class OwnDay(NamedTuple):
    """The speaker's own day, the hours expected of it in words, and the speaker's claims that wait."""

    day: PersonDay
    hours: str
    waiting: Sequence[Claim]
    punches_next: Literal["in", "out"] | None = None
    """The punch that is expected next, if any."""


class Others(NamedTuple):
    """The claims that wait for the speaker, each with the claimant's name, and the day of everybody on site."""

    asking: Sequence[tuple[Claim, str]]
    onsite: Sequence[PersonDay]


def describe(fact: Claim, t: Translator) -> str:
    """`clock-in 2026-07-15 08:55 (Wed)`, `sick leave 2026-07-16 (Thu), morning`."""
    if isinstance(fact, Punch):
        when = show_moment(fact.at, t)
        return t("clock-in {when}", when=when) if fact.way == "in" else t("clock-out {when}", when=when)
    days = show_day(fact.from_, t)
    if fact.until != fact.from_:
        days = t("{first} to {last}", first=days, last=show_day(fact.until, t))
    elif fact.half:
        days = t("{day}, {half}", day=days, half=_HALF_NAMES[fact.half])
    return t("{leave} {days}", leave=LEAVES[fact.type], days=days)


def punched(punch: Punch, deciders: Sequence[str], t: Translator, *, lacks_in: bool) -> Reply:
    """The receipt for a punch."""
    line = t("Noted: {what} (`{id}`).", what=describe(punch, t), id=punch.id)
    blocks = sections(line)
    if punch.state == "claimed":
        late = t("It was said more than 10 minutes later.")
        blocks = sections(f"{line}\n{t.run_on(late, _counts_once_approved(deciders, t))}")
    if lacks_in:
        missing = t(
            "There is no clock-in before it on that day. Forgotten? `/clock fix {day} in TIME REASON`",
            day=day_of(punch.at),
        )
        blocks.extend(sections(missing))
    return Reply(line, [*blocks, _undo(t)])


def punched_already(punch: Punch, t: Translator) -> Reply:
    """Why nothing was recorded: this punch stands."""
    what, day = describe(punch, t), day_of(punch.at)
    line = (
        t("Waiting for approval already: {what} (`{id}`). Nothing was changed.", what=what, id=punch.id)
        if punch.state == "claimed"
        else t("Recorded already: {what} (`{id}`). Nothing was changed.", what=what, id=punch.id)
    )
    hint = t("Is that time wrong? `/clock fix {day} {way} TIME REASON`", day=day, way=punch.way)
    return Reply(line, [*sections(line), context(hint)])


def fixed(punch: Punch, deciders: Sequence[str], t: Translator, *, new: bool) -> Reply:
    """The receipt for a corrected punch."""
    if not new:
        return punched_already(punch, t)
    return _claimed(punch, deciders, t)


def leave_asked(leave: Leave, deciders: Sequence[str], t: Translator) -> Reply:
    """The receipt for leave."""
    return _claimed(leave, deciders, t)


def leave_there_already(held: Leave) -> Text:
    """Why leave cannot be asked for: some of it is leave already."""
    several = text("{first} to {last}", first=held.from_, last=held.until)
    days = held.from_ if held.from_ == held.until else several
    values = {"leave": LEAVES[held.type], "days": days, "id": held.id}
    if held.state == "claimed":
        return text("Part of that already waits for approval: {leave} {days} (`{id}`).", **values)
    return text("Part of that is leave already: {leave} {days} (`{id}`).", **values)


def decided(fact: Claim, name: str, decision: Decision | None, t: Translator, *, new: bool) -> Reply:
    """The receipt for a decision; what had been decided before is told as it stands."""
    line = _settled(fact, name, decision, t)
    if not new:
        return Reply(t.run_on(line, t("Nothing was changed.")))
    return Reply(line, [*sections(line + _quoted(decision.reason if decision else None)), _undo(t)])


def asked(fact: Claim, name: str, replaced: Punch | None, t: Translator) -> Reply:
    """What an approver is asked."""
    line = t("{name} asks for approval: {what} (`{id}`)", name=escape(name), what=describe(fact, t), id=fact.id)
    if replaced is not None:
        line += " · " + t("instead of {time} (`{id}`)", time=show_time(replaced.at), id=replaced.id)
    return Reply(line, [*sections(f"{line}{_quoted(fact.reason)}"), *buttons(decisions(fact), t)])


def closed(fact: Claim, name: str, decision: Decision, t: Translator) -> Reply:
    """What an approver's message says once there is nothing left to decide."""
    line = _settled(fact, name, decision, t)
    return Reply(line, sections(line + _quoted(decision.reason)))


def outcome(fact: Claim, decision: Decision, t: Translator) -> Reply:
    """What a claimant is told."""
    values = {"what": describe(fact, t), "id": fact.id, "verdict": _verdict(decision, t)}
    line = t("Your {what} (`{id}`): {verdict}.", **values)
    return Reply(line, sections(line + _quoted(decision.reason)))


def expected_today(calendar: WorkCalendar, today: date, leaves: Sequence[Leave], terms: Terms, t: Translator) -> str:
    """When somebody on site is expected today; only approved leave changes it."""
    if calendar.is_working(today):
        approved = [leave for leave in leaves if leave.state == "approved"]
        on_leave = {half for halves in halves_on_leave(approved, today, today).values() for half in halves}
        hours = expected_hours(on_leave, terms)
        said = _from_to(*hours, t) if hours else t("Expected today: nothing, you are on leave all day.")
    else:
        special = calendar.name_of(today)
        name = t.pick(special.zh, special.en) if special else ""
        said = (
            t("Expected today: nothing, it is no working day ({name}).", name=escape(name))
            if name
            else t("Expected today: nothing, it is no working day.")
        )
    if calendar.is_estimated(today):
        estimate = t("That is an estimate: the holidays of {year} are not announced yet.", year=today.year)
        said = t.run_on(said, estimate)
    return said


def status(own: OwnDay | None, others: Others | None, today: date, t: Translator, *, decides: bool) -> Reply:
    """Today: one's own day, what waits, and for who decides the people on site; `decides`: with buttons for it."""
    title = t("Attendance, {day}", day=show_day(today, t))
    blocks = [*(_own_blocks(own, t) if own else ()), *(_others_blocks(others, t, decides=decides) if others else ())]
    if not blocks:
        blocks = sections(t("Attendance is kept for the people on site only; nothing is expected of you here."))
    return Reply(title, [header(title), *blocks])


def _own_blocks(own: OwnDay, t: Translator) -> list[Block]:
    blocks = sections(f"*{t('Your day')}*\n{_person_day(own.day, t)}\n{own.hours}")
    if own.punches_next:
        label = text("Clock in") if own.punches_next == "in" else text("Clock out")
        blocks += buttons([Button(label, "clock", own.punches_next, primary=True)], t)
    if own.waiting:
        lines = [f"{describe(claim, t)} (`{claim.id}`)" for claim in own.waiting]
        blocks += sections(f"*{t('Your claims that wait for approval')}*\n{bullets(lines)}")
    return blocks


def _others_blocks(others: Others, t: Translator, *, decides: bool) -> list[Block]:
    most = MOST_WITH_BUTTONS if decides else 0
    pressed, typed = others.asking[:most], others.asking[most:]
    people = [f"{escape(day.name)}{t.pick('：', ': ')}{_person_day(day, t)}" for day in others.onsite]
    blocks = sections(f"*{t('Waiting for your decision')}*" + ("" if others.asking else f"\n{t('Nothing waits.')}"))
    for claim, name in pressed:
        blocks += [*sections(_asking(claim, name, t)), *buttons(decisions(claim), t)]
    if typed:
        lines = [f"{_asking(claim, name, t)}\n{_how_to_decide(claim, t)}" for claim, name in typed]
        blocks += sections(bullets(shortened(lines, t)))
    return [*blocks, *sections(f"*{t('On site today')}*\n{bullets(people) if people else t('Nobody is on site.')}")]


def _asking(claim: Claim, name: str, t: Translator) -> str:
    return f"{escape(name)}{t.pick('：', ': ')}{describe(claim, t)} (`{claim.id}`){_quoted(brief(claim.reason or ''))}"


def decisions(claim: Claim) -> list[Button]:
    """What an approver can do about a claim."""
    question = text("Refuse {id}? The person is told.", id=claim.id)
    return [
        Button(text("Approve"), "clock", "approve", claim.id, primary=True),
        Button(text("Refuse"), "clock", "refuse", claim.id, confirm=question),
    ]


def _person_day(day: PersonDay, t: Translator) -> str:
    leave = [_marked(_leave_today(leave, t), leave, t) for leave in day.leave]
    punches = [_marked(_way_and_time(punch, t), punch, t) for punch in day.punches]
    return " · ".join([*leave, *punches]) or t("nothing yet")


def _way_and_time(punch: Punch, t: Translator) -> str:
    at = show_time(punch.at)
    return t("in {time}", time=at) if punch.way == "in" else t("out {time}", time=at)


def _leave_today(leave: Leave, t: Translator) -> str:
    name = t(LEAVES[leave.type])
    return t("{leave}, {half}", leave=name, half=_HALF_NAMES[leave.half]) if leave.half else name


def _marked(line: str, claim: Claim, t: Translator) -> str:
    return t("{what} (waits for approval)", what=line) if claim.state == "claimed" else line


def _from_to(start: time, end: time, t: Translator) -> str:
    return t("Expected today: in by {start}, out from {end}.", start=f"{start:%H:%M}", end=f"{end:%H:%M}")


def _claimed(claim: Claim, deciders: Sequence[str], t: Translator) -> Reply:
    line = t("Noted: {what} (`{id}`).", what=describe(claim, t), id=claim.id)
    said = t.run_on(line, _counts_once_approved(deciders, t))
    return Reply(line, [*sections(said + _quoted(claim.reason)), _undo(t)])


def _counts_once_approved(deciders: Sequence[str], t: Translator) -> str:
    if not deciders:
        return t("It counts once it is approved, but nobody on the list of people may do that yet.")
    names = t.pick("或", " or ").join(escape(name) for name in deciders)
    return t("It counts once {names} approves it.", names=names)


def _settled(fact: Claim, name: str, decision: Decision | None, t: Translator) -> str:
    verdict = _verdict(decision, t) if decision else _state(fact.state, t)
    values = {"name": escape(name), "what": describe(fact, t), "id": fact.id, "verdict": verdict}
    return t("{name}, {what} (`{id}`): {verdict}.", **values)


def _verdict(decision: Decision, t: Translator) -> str:
    values = {"by": escape(decision.by), "when": show_moment(decision.at, t)}
    match decision.state:
        case "approved":
            return t("approved by {by}, {when}", **values)
        case "refused":
            return t("refused by {by}, {when}", **values)
        case "withdrawn":
            return t("withdrawn by {by}, {when}; it does not count", **values)
        case "claimed":
            return t("{by} took the decision back, {when}; it waits for approval again", **values)


def _state(state: State, t: Translator) -> str:
    return t("approved already") if state == "approved" else t("refused already")


def _how_to_decide(claim: Claim, t: Translator) -> str:
    return t("`/clock approve {id}` or `/clock refuse {id} WHY`", id=claim.id)


def _quoted(words: str | None) -> str:
    return "".join(f"\n>{line}" for line in escape(words).splitlines()) if words else ""


def _undo(t: Translator) -> Block:
    return context(t("Wrong? `/zhiban undo` takes it back within 10 minutes."))
