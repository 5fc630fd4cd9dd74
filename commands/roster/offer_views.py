"""What is posted about a turn that is offered, taken, or lies on somebody's leave."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from commands.kit.blocks import Reply, bullets, escape, sections, shortened
from commands.kit.buttons import MOST_WITH_BUTTONS, Button, buttons
from commands.kit.cards import Names
from commands.kit.duty_words import part_name
from commands.kit.moments import show_day
from commands.kit.persons import mention
from commands.kit.texts import Translator, text
from storage.contract.kinds import Duty, Leave, Person


def offered(duty: Duty, person: Person | None, by: Person | None, t: Translator) -> Reply:
    """The offer in the ops channel, with the button that takes it; `by` is who made it, None where that is unknown."""
    who = mention(person) if person else escape(duty.person)
    line = t("{who} offers the duty of {when}. Who takes it?", who=who, when=when_of(duty, t))
    if by is not None and by.id != duty.person:
        values = {"by": mention(by), "name": who, "when": when_of(duty, t)}
        line = t("{by} asks who takes the duty of {when} from {name}.", **values)
    take = Button(text("Take"), "roster", "take", f"{duty.day} --offer {duty.id}", primary=True)
    return Reply(line, [*sections(line), *buttons([take], t)])


def offered_for_you(duty: Duty, by: Person, t: Translator) -> Reply:
    """What somebody is told whose turn the PM offers."""
    return Reply(
        t(
            "{name} offers your duty of {when} in the ops channel. It stays yours until somebody takes it.",
            name=escape(by.name),
            when=when_of(duty, t),
        )
    )


def taken_back(before: Duty | None, after: Duty | None, by: str, names: Names, t: Translator) -> Reply:
    """What who heard of an emergency is told where somebody else has the turn now."""
    turn = after or before
    when = when_of(turn, t) if turn else ""
    if after is None:
        return Reply(t("{by} took the duty of {when} off the roster.", by=_name(by, names), when=when))
    name = _name(after.person, names)
    return Reply(t("{name} is on duty on {when} now, says {by}.", name=name, when=when, by=_name(by, names)))


def offer_is_over(duty: Duty, names: Names, t: Translator) -> Reply:
    """What an offer says once somebody has the turn."""
    return Reply(t("✓ {name} is on duty on {when}.", name=_name(duty.person, names), when=when_of(duty, t)))


def not_on_the_roster(duty: Duty, t: Translator) -> Reply:
    """What an offer or a warning says once the turn is taken off the roster."""
    return Reply(t("The duty of {when} is not on the roster any more.", when=when_of(duty, t)))


def nobody_took(duty: Duty, t: Translator) -> Reply:
    """What an offer says once its day is over."""
    return Reply(t("{when} is over, and nobody took the duty.", when=when_of(duty, t)))


def receipt(turns: Sequence[Duty], by: Person, names: Names, t: Translator, *, new: bool) -> Reply:
    """What somebody is answered who offers turns, their own or another's."""
    days = t.listed(when_of(turn, t) for turn in turns)
    if not new:
        return Reply(t("The duty of {when} is offered already.", when=days))
    holders = dict.fromkeys(turn.person for turn in turns)
    if list(holders) == [by.id]:
        return Reply(
            t("Offered in the ops channel: the duty of {when}. It stays yours until somebody takes it.", when=days)
        )
    whose = t.listed(_name(person, names) for person in holders)
    return Reply(
        t(
            "Offered in the ops channel: the duty of {when}. {name} is on duty until somebody takes it.",
            when=days,
            name=whose,
        )
    )


def took(turn: Duty, former: Sequence[str], told: Sequence[str], names: Names, t: Translator) -> Reply:
    """What somebody is answered who takes a turn; `former` are the others who had it, `told` those who hear of it."""
    when, who = when_of(turn, t), t.listed(_name(one, names) for one in former)
    if not former:
        return Reply(t("You are on duty on {when}; nobody else was before.", when=when))
    line = t("You are on duty on {when}, instead of {name}.", when=when, name=who)
    heard = t.listed(_name(one, names) for one in former if one in told)
    return Reply(t.run_on(line, t("Told: {names}.", names=heard)) if heard else line)


def taken(turn: Duty, by: Person, former: Sequence[str], names: Names, t: Translator) -> Reply:
    """What the channel and the PM are told of an emergency take; `former` are the others who had it."""
    who, when = mention(by), when_of(turn, t)
    if not former:
        return Reply(t("{who} takes the duty of {when}; nobody else had it.", who=who, when=when))
    whose = t.listed(_name(one, names) for one in former)
    return Reply(t("{who} takes the duty of {when} from {name}.", who=who, when=when, name=whose))


def changed(
    before: Duty | None, after: Duty | None, reader: str, by: str, names: Names, left: Duty | None, t: Translator
) -> Reply:
    """What somebody is told whose turn was changed by `by`; `left` is the part of the day that is nobody's now."""
    turn = after or before
    values = {"by": _name(by, names), "when": when_of(turn, t) if turn else ""}
    if after is None:
        return Reply(t("{by} took the duty of {when} off the roster.", **values))
    nobody = t("Nobody is on duty for the {part} now.", part=part_name(left.part)) if left else ""
    if after.person == reader:
        return Reply(_in_a_row(t, t("You are on duty on {when} now, says {by}.", **values), nobody))
    name = _name(after.person, names)
    if before is not None and before.part == "all" and after.part != "all":
        line = t(
            "You are not on duty on {when} any more, for no part of the day: {name} has the {part}, says {by}.",
            name=name,
            part=part_name(after.part),
            when=when_of(before, t),
            by=values["by"],
        )
        return Reply(_in_a_row(t, line, nobody))
    return Reply(t("You are not on duty on {when} any more: {name} is, says {by}.", name=name, **values))


def several_changed(on: Sequence[Duty], off: Sequence[Duty], by: str, names: Names, t: Translator) -> Reply:
    """What somebody is told of the days that a roster gave and took, or its undoing."""
    on, off = (sorted(turns, key=lambda turn: (turn.day, turn.part)) for turns in (on, off))
    line = t("{by} changed the roster.", by=_name(by, names))
    parts = [line]
    if on:
        parts += [f"*{t('You are on duty')}*", bullets(when_of(duty, t) for duty in on)]
    if off:
        parts += [f"*{t('You are not on duty any more')}*", bullets(when_of(duty, t) for duty in off)]
    days = t.listed(when_of(duty, t) for duty in on or off)
    summary = t("You are on duty on {when}.", when=days) if on else t("You are not on duty on {when}.", when=days)
    return Reply(t.run_on(line, summary), sections("\n".join(parts)))


def on_leave(turns: Sequence[Duty], leave: Leave, person: Person, reader: str, t: Translator) -> Reply:
    """What somebody and the PM are told of duty days that lie on leave: all of them, with what can be done for each."""
    when, name = _days(turns, t), escape(person.name)
    mine, approved = reader == person.id, leave.state == "approved"
    if mine:
        line = (
            t("You are on duty on {when}, and on leave. Please find somebody to swap with.", when=when)
            if approved
            else t("You are on duty on {when} and have asked for leave. Please find somebody to swap with.", when=when)
        )
    else:
        line = (
            t("{name} is on duty on {when}, and on leave.", name=name, when=when)
            if approved
            else t("{name} is on duty on {when} and has asked for leave.", name=name, when=when)
        )
    blocks = sections(line)
    for day in list(dict.fromkeys(turn.day for turn in turns))[:MOST_WITH_BUTTONS]:
        blocks += buttons(_ways_out(day, mine=mine, alone=len(turns) == 1), t)
    return Reply(line, blocks)


def leave_changed(turns: Sequence[Duty], person: Person, t: Translator) -> Reply:
    """What that says once the leave does not stand any more, or stands otherwise."""
    if not turns:
        return nothing_left(t)
    name = escape(person.name)
    return Reply(t("{name} is on duty on {when}; the leave it was about has changed.", name=name, when=_days(turns, t)))


def on_departure(turns: Sequence[Duty], person: Person, t: Translator) -> Reply:
    """What the PM is told of turns on days on which their person is not in the project any more."""
    line = t(
        "{name} is on duty on {when}, but not in the project then. Somebody else is wanted.",
        name=escape(person.name),
        when=_days(turns, t),
    )
    draw_up = Button(text("Draw up a roster"), "roster", "generate", f"{turns[0].day} {turns[-1].day}", primary=True)
    other = Button(text("Set somebody else"), "roster", "set", turns[0].day.isoformat(), asks=True)
    return Reply(line, [*sections(line), *buttons([draw_up, other], t)])


def departure_changed(person: Person, t: Translator) -> Reply:
    """What that says once the last day is another one."""
    return Reply(t("{name}'s days in the project have changed.", name=escape(person.name)))


def nothing_left(t: Translator) -> Reply:
    """What a warning says once somebody else has all its days."""
    return Reply(t("✓ No such turn is left."))


def other_part(before: Duty, after: Duty) -> Duty:
    """The part of the day that a change from the whole day to one part leaves out."""
    return replace(before, part="night" if after.part == "day" else "day")


def _ways_out(day: date, *, mine: bool, alone: bool) -> list[Button]:
    """Offering a turn, and for the PM setting somebody else; with the day where there are several."""
    swap, other = text("Offer a swap"), text("Set somebody else")
    if not alone:
        swap, other = (
            text("Offer a swap: {day}", day=f"{day:%m-%d}"),
            text("Set somebody else: {day}", day=f"{day:%m-%d}"),
        )
    ways = [Button(swap, "roster", "swap", day.isoformat(), primary=alone)]
    return ways if mine else [*ways, Button(other, "roster", "set", day.isoformat(), asks=True)]


def _days(turns: Sequence[Duty], t: Translator) -> str:
    """When the turns are; of very many the first."""
    return t.listed(shortened([when_of(turn, t) for turn in turns], t, MOST_WITH_BUTTONS))


def _in_a_row(t: Translator, *sentences: str) -> str:
    return t.run_on(*filter(None, sentences))


def when_of(duty: Duty, t: Translator) -> str:
    """The day, and the part of it where it is not the whole."""
    day = show_day(duty.day, t)
    return day if duty.part == "all" else f"{day} {t(part_name(duty.part))}"


def _name(person: str, names: Names) -> str:
    return escape(names.get(person, person))
