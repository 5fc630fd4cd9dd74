"""What is posted about a turn that is offered, taken, or lies on somebody's leave."""

from collections.abc import Sequence

from commands.kit.blocks import Reply, bullets, escape, sections
from commands.kit.buttons import Button, buttons
from commands.kit.cards import Names
from commands.kit.moments import show_day
from commands.kit.persons import mention
from commands.kit.texts import Translator, text
from commands.roster.views import part_name
from storage.contract.kinds import Duty, Leave, Person


def offered(duty: Duty, person: Person | None, t: Translator) -> Reply:
    """The offer in the ops channel, with the button that takes it."""
    who = mention(person) if person else escape(duty.person)
    line = t("{who} offers the duty of {when}. Who takes it?", who=who, when=when_of(duty, t))
    take = Button(text("Take"), "roster", "take", f"{duty.day} --offer {duty.id}", primary=True)
    return Reply(line, [*sections(line), *buttons([take], t)])


def offer_is_over(duty: Duty, names: Names, t: Translator) -> Reply:
    """What an offer says once somebody has the turn."""
    return Reply(t("✓ {name} is on duty on {when}.", name=_name(duty.person, names), when=when_of(duty, t)))


def not_on_the_roster(duty: Duty, t: Translator) -> Reply:
    """What an offer or a warning says once the turn is taken off the roster."""
    return Reply(t("The duty of {when} is not on the roster any more.", when=when_of(duty, t)))


def receipt(turns: Sequence[Duty], t: Translator, *, new: bool) -> Reply:
    """What somebody is answered who offers turns."""
    days = t.pick("、", ", ").join(when_of(turn, t) for turn in turns)
    if not new:
        return Reply(t("The duty of {when} is offered already.", when=days))
    return Reply(
        t("Offered in the ops channel: the duty of {when}. It stays yours until somebody takes it.", when=days)
    )


def took(turn: Duty, instead_of: Sequence[Duty], names: Names, t: Translator) -> Reply:
    """What somebody is answered who takes a turn."""
    when, who = when_of(turn, t), t.pick("、", ", ").join(_name(one.person, names) for one in instead_of)
    if not instead_of:
        return Reply(t("You are on duty on {when}; nobody was before.", when=when))
    return Reply(t("You are on duty on {when}, instead of {name}, who is told.", when=when, name=who))


def taken(turn: Duty, by: Person, instead_of: Sequence[Duty], names: Names, t: Translator) -> Reply:
    """What the channel and the PM are told of an emergency take."""
    who, when = mention(by), when_of(turn, t)
    if not instead_of:
        return Reply(t("{who} takes the duty of {when}; nobody had it.", who=who, when=when))
    former = t.pick("、", ", ").join(dict.fromkeys(_name(one.person, names) for one in instead_of))
    return Reply(t("{who} takes the duty of {when} from {name}.", who=who, when=when, name=former))


def changed(before: Duty, after: Duty | None, reader: str, by: str, names: Names, t: Translator) -> Reply:
    """What somebody is told whose turn was changed by `by`."""
    values = {"by": _name(by, names), "when": when_of(after or before, t)}
    if after is None:
        return Reply(t("{by} took the duty of {when} off the roster.", **values))
    if after.person == reader:
        return Reply(t("You are on duty on {when} now, says {by}.", **values))
    name = _name(after.person, names)
    return Reply(t("You are not on duty on {when} any more: {name} is, says {by}.", name=name, **values))


def several_changed(on: Sequence[Duty], off: Sequence[Duty], by: str, names: Names, t: Translator) -> Reply:
    """What somebody is told of the days that a roster gave and took, or its undoing."""
    line = t("{by} changed the roster.", by=_name(by, names))
    parts = [line]
    if on:
        parts += [f"*{t('You are on duty')}*", bullets(when_of(duty, t) for duty in on)]
    if off:
        parts += [f"*{t('You are not on duty any more')}*", bullets(when_of(duty, t) for duty in off)]
    days = t.pick("、", ", ").join(when_of(duty, t) for duty in on or off)
    summary = t("You are on duty on {when}.", when=days) if on else t("You are not on duty on {when}.", when=days)
    return Reply(t.run_on(line, summary), sections("\n".join(parts)))


def on_leave(duty: Duty, leave: Leave, person: Person, reader: str, t: Translator) -> Reply:
    """What somebody and the PM are told of a duty day that lies on leave."""
    when, name = when_of(duty, t), escape(person.name)
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
    swap = Button(text("Offer a swap"), "roster", "swap", duty.day.isoformat(), primary=True)
    other = Button(text("Set somebody else"), "roster", "set", duty.day.isoformat(), asks=True)
    return Reply(line, [*sections(line), *buttons([swap] if mine else [swap, other], t)])


def not_on_leave(duty: Duty, person: Person, t: Translator) -> Reply:
    """What that says once the leave does not stand any more, or stands otherwise."""
    name = escape(person.name)
    return Reply(
        t("{name} is on duty on {when}; the leave it was about has changed.", name=name, when=when_of(duty, t))
    )


def when_of(duty: Duty, t: Translator) -> str:
    """The day, and the part of it where it is not the whole."""
    day = show_day(duty.day, t)
    return day if duty.part == "all" else f"{day} {t(part_name(duty.part))}"


def _name(person: str, names: Names) -> str:
    return escape(names.get(person, person))
