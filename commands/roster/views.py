"""What `/roster` answers."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from commands.kit.blocks import MOST_LISTED, Attachment, Reply, bullets, context, escape, sections
from commands.kit.buttons import Button, buttons
from commands.kit.cards import Names, listing, recorded
from commands.kit.duty_words import of_day, of_turn, part_name
from commands.kit.moments import show_day
from commands.kit.texts import Text, Translator, text
from storage.contract.coverage import DutyDay
from storage.contract.duty_days import DayKind
from storage.contract.kinds import Duty
from storage.contract.turns import Part, Reason, Turn

_KINDS: Final[dict[DayKind, Text]] = {
    "weekday": text("working-day turns"),
    "weekend": text("weekend turns"),
    "holiday": text("holiday turns"),
}
_FIRST: Final[dict[DayKind, Text]] = {
    "weekday": text("working-day turn"),
    "weekend": text("weekend turn"),
    "holiday": text("holiday turn"),
}


def was_set(turn: Duty, instead_of: Sequence[Duty], doubts: Sequence[Text], names: Names, t: Translator) -> Reply:
    """The receipt for a turn, with those that it took the place of, what of the day is left to nobody, and doubts."""
    lines = [t("Instead of {turn}.", turn=turn_of(other, names, t)) for other in instead_of]
    if turn.part != "all" and any(other.part == "all" for other in instead_of):
        other: Part = "night" if turn.part == "day" else "day"
        lines.append(t("Nobody is on duty for the {part} now.", part=part_name(other)))
    lines += map(t, doubts)
    return recorded(turn, names, t, [context(t.run_on(*lines))] if lines else [])


def was_so(turn: Duty, names: Names, t: Translator) -> Reply:
    """What is answered where somebody is set who had the turn before."""
    name = escape(names.get(turn.person, turn.person))
    when = show_day(turn.day, t)
    if turn.part != "all":
        when += f" {t(part_name(turn.part))}"
    return Reply(t("Nothing was changed: {name} is on duty on {when} already.", name=name, when=when))


def turns(roster: Sequence[DutyDay], first: date, last: date, names: Names, t: Translator) -> Reply:
    """Who is on duty on which of the days, and who was meant to be and is not there."""

    def named(person: str) -> str:
        return escape(names.get(person, person))

    lines = [f"{show_day(day.day, t)} — {of_day(day, named, named, t)}" for day in roster]
    title = text("On duty, {first} to {last}", first=show_day(first, t), last=show_day(last, t))
    none = text("Nobody is on the roster from {first} to {last}.", first=show_day(first, t), last=show_day(last, t))
    return listing(title, lines, none, t)


def draft(drawn: Sequence[Turn], mark: str, names: Names, t: Translator) -> Reply:
    """A roster that is not in force yet, with why each day is whose, and the button that puts it in force."""
    first, last = drawn[0].day, drawn[-1].day
    title = t("Draft of a roster, {first} to {last}", first=show_day(first, t), last=show_day(last, t))
    lines = [drawn_line(turn, names, t) for turn in drawn[:MOST_LISTED]]
    more = len(drawn) - len(lines)
    new = [turn for turn in drawn if turn.is_new]
    blocks = sections(f"*{title}*\n{bullets(lines)}")
    if more > 0:
        blocks += sections(
            t(
                "{count} more turns are not shown. Why each is whose: ask for fewer days, or on the server "
                "`zhiban roster generate {first} {last} --dry-run`.",
                count=more,
                first=first.isoformat(),
                last=last.isoformat(),
            )
        )
    blocks.append(context(_loads(drawn, names, t)))
    if not new:
        nothing = t("Nothing is to be put in force: what can be covered is on the roster already.")
        return Reply(title, [*blocks, *sections(nothing)])
    force = Button(text("Put in force"), "roster", "generate", f"{first} {last} --draft {mark}", primary=True)
    note = t("Nothing is recorded and nobody told before you put it in force; `/roster set` changes any day.")
    return Reply(title, [*blocks, *buttons([force], t), context(note)])


def in_force(drawn: Sequence[Turn], told: Sequence[str], names: Names, t: Translator) -> Reply:
    """The receipt for a roster put in force; `told` are those who hear of it."""
    first, last = drawn[0].day, drawn[-1].day
    count = sum(turn.is_new for turn in drawn)
    line = t("In force: {first} to {last}, {count} turns given out.", first=first, last=last, count=count)
    blocks = sections(line)
    if told:
        heard = sorted(escape(names.get(person, person)) for person in told)
        blocks.append(context(t("Told: {names}.", names=t.listed(heard))))
    uncovered = [turn.day for turn in drawn if turn.person is None]
    if uncovered:
        days = t.listed(show_day(day, t) for day in uncovered)
        blocks += sections(t("Nobody can be on duty on {days}.", days=days))
    return Reply(line, blocks)


def ics_sent(content: bytes, count: int, first: date, last: date, t: Translator) -> Reply:
    """A calendar file on its way to who asked for it."""
    filename = f"roster-{first.isoformat()}-{last.isoformat()}.ics"
    line = t("{count} turns are on their way to you by direct message, as {filename}.", count=count, filename=filename)
    title = t("On duty, {first} to {last}", first=show_day(first, t), last=show_day(last, t))
    note = t("Importing it again brings your calendar up to date: each turn keeps its identity.")
    return Reply(line, [*sections(line), context(note)], Attachment(filename, title, content))


def drawn_line(turn: Turn, names: Names, t: Translator) -> str:
    """A day of a draft: who, and why."""
    day = show_day(turn.day, t)
    if turn.part != "all":
        day += f" {t(part_name(turn.part))}"
    who = escape(names.get(turn.person, turn.person)) if turn.person else t("*nobody*")
    if turn.held is not None and turn.is_new:
        former = escape(names.get(turn.held.person, turn.held.person))
        who = t("{name} (instead of {former})", name=who, former=former)
    return f"{day} — {who}{t.pick('：', ': ')}{why(turn.reason, names, t)}"


def why(reason: Reason, names: Names, t: Translator) -> str:
    """Why a turn is that person's."""

    def named(persons: Sequence[str]) -> str:
        return t.listed(escape(names.get(one, one)) for one in persons)

    had = {"count": reason.had, "kind": t(_KINDS[reason.kind])}
    said = {
        "kept": t("set before"),
        "nobody": t("nobody can be there"),
        "only": t("nobody else can be there"),
        "fewest": t("nobody who can be there had fewer than {count} {kind}", **had)
        if reason.had
        else t("first {kind}", kind=t(_FIRST[reason.kind])),
        "rest": t(
            "{count} {kind} so far; {names} had fewer, and would be on duty two days running",
            names=named(reason.resting),
            **had,
        ),
        "even": t("{count} {kind} so far; who had fewer has others of these days, so that all comes out even", **had),
        "block": t("{count} {kind} so far; who had fewer has other days of the same holiday or guard period", **had),
        "level": t("{count} {kind} so far; all comes out as even as can be this way", **had),
    }[reason.because]
    away = t("on leave: {names}", names=named(reason.away)) if reason.away else ""
    return t.pick("；", "; ").join(part for part in (said, away) if part)


def turn_of(duty: Duty, names: Names, t: Translator) -> str:
    """Who, and the part of the day where it is not the whole."""
    return of_turn(duty, lambda person: escape(names.get(person, person)), t)


def _loads(drawn: Sequence[Turn], names: Names, t: Translator) -> str:
    """How many of the days everybody has."""
    counts = Counter(turn.person for turn in drawn if turn.person)
    each = (f"{escape(names.get(person, person))} {count}" for person, count in sorted(counts.items()))
    return t("Of these days: {loads}", loads=" · ".join(each))
