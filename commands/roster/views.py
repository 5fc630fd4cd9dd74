"""What `/roster` answers."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from commands.kit.blocks import Attachment, Reply, bullets, context, escape, sections, shortened
from commands.kit.buttons import Button, buttons
from commands.kit.cards import Names, listing, recorded
from commands.kit.fact_words import choice_name
from commands.kit.moments import show_day
from commands.kit.texts import Text, Translator, text
from storage.contract.duty_days import DayKind
from storage.contract.kinds import Duty
from storage.contract.turns import Reason, Turn

Part = Literal["day", "night", "all"]
_KINDS: Final[dict[DayKind, Text]] = {
    "weekday": text("working-day turns"),
    "weekend": text("weekend turns"),
    "holiday": text("holiday turns"),
}


def was_set(turn: Duty, instead_of: Sequence[Duty], names: Names, t: Translator, *, on_leave: bool = False) -> Reply:
    """The receipt for a turn, with those that it took the place of, and what of the day is left to nobody."""
    lines = [t("Instead of {turn}.", turn=turn_of(other, names, t)) for other in instead_of]
    if turn.part != "all" and any(other.part == "all" for other in instead_of):
        other_part: Part = "night" if turn.part == "day" else "day"
        lines.append(t("Nobody is on duty for the {part} now.", part=choice_name(Duty, "part", other_part)))
    if on_leave:
        lines.append(t("{name} is on leave that day.", name=escape(names.get(turn.person, turn.person))))
    return recorded(turn, names, t, [context(t.run_on(*lines))] if lines else [])


def turns(duties: Sequence[Duty], first: date, last: date, names: Names, t: Translator) -> Reply:
    """Who is on duty on which of the days."""
    lines = [f"{show_day(duty.day, t)} — {turn_of(duty, names, t)}" for duty in duties]
    title = text("On duty, {first} to {last}", first=show_day(first, t), last=show_day(last, t))
    none = text("Nobody is on the roster from {first} to {last}.", first=show_day(first, t), last=show_day(last, t))
    return listing(title, lines, none, t)


def draft(drawn: Sequence[Turn], mark: str, names: Names, t: Translator) -> Reply:
    """A roster that is not in force yet, with why each day is whose, and the button that puts it in force."""
    first, last = drawn[0].day, drawn[-1].day
    title = t("Draft of a roster, {first} to {last}", first=show_day(first, t), last=show_day(last, t))
    lines = [drawn_line(turn, names, t) for turn in drawn]
    new = [turn for turn in drawn if turn.is_new]
    blocks = sections(f"*{title}*\n{bullets(shortened(lines, t))}")
    blocks.append(context(_loads(drawn, names, t)))
    if not new:
        nothing = t("Nothing is to be put in force: what can be covered is on the roster already.")
        return Reply(title, [*blocks, *sections(nothing)])
    force = Button(text("Put in force"), "roster", "generate", f"{first} {last} --draft {mark}", primary=True)
    note = t("Nothing is recorded and nobody told before you put it in force; `/roster set` changes any day.")
    return Reply(title, [*blocks, *buttons([force], t), context(note)])


def in_force(drawn: Sequence[Turn], names: Names, t: Translator) -> Reply:
    """The receipt for a roster put in force."""
    first, last = drawn[0].day, drawn[-1].day
    count = sum(turn.is_new for turn in drawn)
    line = t("In force: {first} to {last}, {count} turns given out.", first=first, last=last, count=count)
    told = sorted({escape(names.get(turn.person, turn.person)) for turn in drawn if turn.is_new and turn.person})
    blocks = sections(line)
    if told:
        blocks.append(context(t("Told: {names}.", names=t.pick("、", ", ").join(told))))
    uncovered = [turn.day for turn in drawn if turn.person is None]
    if uncovered:
        days = t.pick("、", ", ").join(show_day(day, t) for day in uncovered)
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
        return t.pick("、", ", ").join(escape(names.get(one, one)) for one in persons)

    had = {"count": reason.had, "kind": t(_KINDS[reason.kind])}
    said = {
        "kept": t("set before"),
        "nobody": t("nobody can be there"),
        "only": t("nobody else can be there"),
        "fewest": t("nobody who can be there had fewer than {count} {kind}", **had),
        "rest": t(
            "{count} {kind} so far; {names} had fewer, and would be on duty two days running",
            names=named(reason.resting),
            **had,
        ),
        "even": t("{count} {kind} so far; who had fewer has others of these days, so that all comes out even", **had),
    }[reason.because]
    away = t("on leave: {names}", names=named(reason.away)) if reason.away else ""
    return t.pick("；", "; ").join(part for part in (said, away) if part)


def turn_of(duty: Duty, names: Names, t: Translator) -> str:
    """Who, and the part of the day where it is not the whole."""
    name = escape(names.get(duty.person, duty.person))
    return name if duty.part == "all" else f"{name} · {t(part_name(duty.part))}"


def part_name(part: Part) -> Text:
    """What a part of the day is called."""
    return choice_name(Duty, "part", part)


def _loads(drawn: Sequence[Turn], names: Names, t: Translator) -> str:
    """How many of the days everybody has."""
    counts = Counter(turn.person for turn in drawn if turn.person)
    each = (f"{escape(names.get(person, person))} {count}" for person, count in sorted(counts.items()))
    return t("Of these days: {loads}", loads=" · ".join(each))
