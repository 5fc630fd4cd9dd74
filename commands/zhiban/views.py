"""What `/zhiban` answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from commands.kit.blocks import (
    MOST_LISTED,
    Attachment,
    Reply,
    brief,
    bullets,
    context,
    escape,
    header,
    pairs,
    quote,
    sections,
    shortened,
)
from commands.kit.buttons import MOST_IN_A_ROW, Button, buttons
from commands.kit.fact_words import choices_of, kind_name
from commands.kit.moments import done_or_open, show_day, show_moment, show_time
from commands.kit.texts import Text, Translator, text
from storage.contract.fact import Fact
from storage.contract.kinds import Document, Fault, Inspection, Leave, Person, Punch
from storage.contract.obligations import DocumentOwed, fault_deadlines, responded
from storage.contract.terms import Terms

ROLES: Final = choices_of(Person, "role")
_SIDES: Final = choices_of(Person, "side")
_DOCUMENTS: Final = choices_of(Document, "type")


EDIT: Final = "edit:"
"""Begins what the form of `/zhiban person` is about when it changes somebody; the id follows."""


@dataclass(frozen=True)
class Today:
    """What the day holds."""

    day: date
    working: bool
    day_name: str
    page: Inspection | None
    server: Inspection | None
    server_until: date
    faults: Sequence[Fault]
    claims: int
    """How many claims wait for the reader's approval."""
    inspects: bool
    """Whether the reader is offered to log inspections."""
    documents: Sequence[DocumentOwed] = ()
    """What the reader has to submit in the next days."""


def me(
    person: Person, punches: Sequence[Punch], leaves: Sequence[Leave], faults: Sequence[Fault], t: Translator
) -> Reply:
    """What the bot knows of the speaker, and what is on their plate."""
    title = t("You are {name}", name=escape(person.name))
    facts = [
        (t("Role"), _role(person, t)),
        (t("Id"), f"`{escape(person.id)}`"),
        (t("Works"), t("on site") if person.onsite else t("remotely")),
    ]
    lines = [
        *(_maybe_claimed(_punch_line(punch, t), punch, t) for punch in punches),
        *(_maybe_claimed(_leave_line(leave, t), leave, t) for leave in leaves),
        *(t("Fault `{id}` is yours: {title}", id=fault.id, title=escape(brief(fault.title))) for fault in faults),
    ]
    name = t("You are {name}", name=person.name)
    return Reply(title, [header(name), *pairs(facts), *sections(bullets(shortened(lines, t)))])


def today(view: Today, terms: Terms, t: Translator) -> Reply:
    """What the day asks for, the most urgent first."""
    kind = t("working day") if view.working else t("day off")
    title = t("Today, {day}", day=show_day(view.day, t))
    lines = shortened([_fault_line(fault, terms, t) for fault in view.faults], t)
    lines.append(done_or_open(t("Page inspection"), view.page.at if view.page else None, t))
    until = t("Server inspection, this week until {day}", day=show_day(view.server_until, t))
    lines.append(done_or_open(until, view.server.at if view.server else None, t))
    if view.claims:
        lines.append(t("Claims waiting for you: {count} — `/clock status`", count=view.claims))
    lines += [_document_line(document, t) for document in view.documents]
    small = f"{kind} · {view.day_name}" if view.day_name else kind
    return Reply(title, [header(title), context(small), *sections(bullets(lines)), *buttons(_inspects(view), t)])


def exported(content: bytes, day: date, t: Translator) -> Reply:
    """A facts file on its way to who asked for it."""
    filename = f"zhiban-{day.isoformat()}.jsonl"
    line = t(
        "{count} facts are on their way to you by direct message, as {filename}.",
        count=content.count(b"\n"),
        filename=filename,
    )
    care = t("One fact a line. It holds everybody's attendance, so please take good care of it.")
    title = t("All facts held on {day}", day=show_day(day, t))
    return Reply(line, [*sections(line), context(care)], Attachment(filename, title, content))


def _document_line(document: DocumentOwed, t: Translator) -> str:
    what = f"{t(_DOCUMENTS[document.type])} {escape(brief(document.for_))}"
    return t("{what}: due {day}", what=what, day=show_day(document.due, t))


def _inspects(view: Today) -> list[Button]:
    page = Button(text("Page inspection done"), "inspect", "done", "page --once", primary=True)
    server = Button(text("Server inspection done"), "inspect", "done", "server --once")
    owed = [*([page] if view.page is None else []), *([server] if view.server is None else [])]
    return owed if view.inspects else []


def team(people: Sequence[Person], day: date, t: Translator, *, edits: bool = False) -> Reply:
    """Who belongs to the project today; for whoever may edit, with a button for each that opens the form."""
    active = [person for person in people if person.active(day)]
    title = t("People: {count}", count=len(active))
    by_side = [
        f"*{t(label)}*\n{bullets(shortened([_person_line(person, t) for person in active if person.side == side], t))}"
        for side, label in _SIDES.items()
        if any(person.side == side for person in active)
    ]
    listed = [person for side in _SIDES for person in active if person.side == side][:MOST_LISTED] if edits else []
    forms = [
        Button(text("Edit {name}…", name=brief(person.name, 20)), "zhiban", "person", f"{EDIT}{person.id}", asks=True)
        for person in listed
    ]
    rows = [forms[start : start + MOST_IN_A_ROW] for start in range(0, len(forms), MOST_IN_A_ROW)]
    shown = [block for part in by_side for block in sections(part)]
    return Reply(title, [header(title), *shown, *(block for row in rows for block in buttons(row, t))])


def person_kept(person: Person, message: Text, t: Translator) -> Reply:
    """The receipt for a change of the list of people."""
    line = t(message)
    warning = (
        [] if person.slack else [context(t("No Slack account yet: `/zhiban person edit {id} slack=@…`.", id=person.id))]
    )
    return Reply(line, [*sections(t.run_on(line, escape(person.name))), *pairs(_particulars(person, t)), *warning])


def snoozed(about: str, until: datetime, t: Translator) -> Reply:
    """The receipt for a snooze."""
    return Reply(t("I say no more about `{about}` until {when}.", about=escape(about), when=show_moment(until, t)))


def has_buttons(content: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a post can still be pressed; one that was put off before cannot, and says so already."""
    return any(block["type"] == "actions" for said in content.values() for block in said["blocks"])


def put_off(asking: Mapping[str, Mapping[str, Any]], by: str, until: datetime, t: Translator) -> Reply:
    """What a nudge's post says while it is put off: what it asked, and until when, without buttons."""
    asked = str(asking[t.language]["text"])
    line = t("Put off by {name} until {when}", name=escape(by), when=show_moment(until, t))
    return Reply(f"{asked} — {line}", [*sections(asked), context(line)])


def undone(taken: Sequence[tuple[Fact, Fact | None]], t: Translator) -> Reply:
    """The receipt for an undo: each fact as it was said, and what it is now."""
    if len(taken) > 1:
        line = t("Undone, all as before: {count}", count=len(taken))
        return Reply(line, sections(f"{line}\n{bullets(shortened([said(fact, t) for fact, _ in taken], t))}"))
    [(fact, now)] = taken
    what = said(fact, t)
    if now is None:
        return Reply(t("Undone: {what} no longer counts. Its history stays.", what=what))
    return Reply(t("Undone: {what} is as it was before.", what=what))


def voided(fact: Fact, reason: str, t: Translator) -> Reply:
    """The receipt for a void."""
    line = t("Voided: {what} no longer counts. Its history stays.", what=said(fact, t))
    return Reply(line, sections(f"{line}\n{quote(reason)}"))


def told_of_void(fact: Fact, by: Person, reason: str, t: Translator) -> Reply:
    """What the writer of a voided fact is told."""
    line = t("{name} voided what you recorded: {what}.", name=escape(by.name), what=said(fact, t))
    return Reply(line, sections(f"{line}\n{quote(reason)}"))


def told_of_return(fact: Fact, t: Translator) -> Reply:
    """What the writer is told once the void was undone."""
    return Reply(t("What you recorded counts again: {what}. Its void was undone.", what=said(fact, t)))


def said(fact: Fact, t: Translator) -> str:
    """A fact in a few words: kind, id and moment."""
    kind = t(kind_name(type(fact)))
    when = f", {show_moment(fact.first_happening, t)}" if fact.first_happening else ""
    return f"{kind} `{escape(fact.id)}`{when}"


def _punch_line(punch: Punch, t: Translator) -> str:
    time = show_time(punch.at)
    return t("Clocked in {time}", time=time) if punch.way == "in" else t("Clocked out {time}", time=time)


def _leave_line(leave: Leave, t: Translator) -> str:
    if leave.half:
        half = t("morning") if leave.half == "am" else t("afternoon")
        return t("On leave {day}, {half}", day=show_day(leave.from_, t), half=half)
    return t("On leave {from_} to {until}", from_=show_day(leave.from_, t), until=show_day(leave.until, t))


def _maybe_claimed(line: str, fact: Fact, t: Translator) -> str:
    return t("{what} (waits for approval)", what=line) if fact.state == "claimed" else line


def _particulars(person: Person, t: Translator) -> list[tuple[str, str]]:
    """All that is kept of somebody beside the name."""
    on_roster = person.side == "team" if person.duty is None else person.duty
    known = [
        (t("Id"), f"`{escape(person.id)}`"),
        (t("Role"), _role(person, t)),
        (t("Works"), t("on site") if person.onsite else t("remotely")),
        (t("Slack account"), f"<@{person.slack}>" if person.slack else ""),
        (t("First day"), show_day(person.from_, t) if person.from_ else ""),
        (t("Last day"), show_day(person.until, t) if person.until else ""),
        (t("Division head or above"), t("yes") if person.important else ""),
        (t("On the duty roster"), t("yes") if on_roster else t("no")),
    ]
    return [(label, value) for label, value in known if value]


def _role(person: Person, t: Translator) -> str:
    return f"{t(ROLES[person.role])} · {t(_SIDES[person.side])}"


def _person_line(person: Person, t: Translator) -> str:
    parts = [f"{escape(person.name)} `{escape(person.id)}`", t(ROLES[person.role])]
    parts.append(t("on site") if person.onsite else t("remotely"))
    if person.slack:
        parts.append(f"<@{person.slack}>")
    if person.until:
        parts.append(t("until {day}", day=show_day(person.until, t)))
    return " · ".join(parts)


def _fault_line(fault: Fault, terms: Terms, t: Translator) -> str:
    deadlines = fault_deadlines(fault, terms)
    line = t("Fault `{id}` {title}", id=fault.id, title=escape(brief(fault.title)))
    if fault.draft:
        return f"{line} — " + t("draft, counts for nothing")
    if responded(fault) is None:
        return f"{line} — " + t("respond by {when}", when=show_moment(deadlines.respond_by, t))
    if deadlines.handle_by and fault.handled_at is None:
        return f"{line} — " + t("handle by {when}", when=show_moment(deadlines.handle_by, t))
    return line
