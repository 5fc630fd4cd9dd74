"""What `/fault` answers and posts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, brief, bullets, context, divider, escape, header, pairs, sections, shortened
from commands.kit.buttons import MOST_WITH_BUTTONS, Button, buttons
from commands.kit.cards import changed as changed_fact
from commands.kit.fact_words import choices_of
from commands.kit.moments import show_duration, show_moment, show_plain, show_time
from commands.kit.persons import mention
from commands.kit.texts import Text, Translator, text
from storage.contract.fact import Fact
from storage.contract.kinds import DowntimeExempt, Fault, Person
from storage.contract.obligations import arrived, fault_deadlines, handled, limits_of, responded
from storage.contract.periods import day_of
from storage.contract.terms import Terms

Names = Mapping[str, str]

UNNAMED_SYSTEM: Final = "other"
MOST_STORY_LINES: Final = 15
TYPES: Final = choices_of(Fault, "type")
CAUSES: Final = choices_of(Fault, "cause")
_STEPS = {
    "respond": text("responded to"),
    "arrive": text("attended on site"),
    "handle": text("handled"),
}


class _Limit(NamedTuple):
    """One clock of a fault: what is shown of it, and when it was met."""

    label: str
    shown: str
    met: datetime | None


def opened(fault: Fault, terms: Terms, t: Translator, *, new: bool) -> Reply:
    """The receipt for an opened fault."""
    values = {"id": fault.id, "when": show_moment(fault.noticed_at, t)}
    line = (
        t("Fault `{id}` is open, noticed {when}.", **values)
        if new
        else t("You opened this a moment ago: fault `{id}`, noticed {when}. Nothing was added.", **values)
    )
    blocks = [*sections(line), *pairs(_limit_pairs(fault, terms, t)), *_system_warning(fault, terms, t)]
    return Reply(line, [*blocks, context(t("Take it: `/fault respond {id}`.", id=fault.id))])


def changed(fault: Fault, what: Text, terms: Terms, t: Translator) -> Reply:
    """The receipt for a change: what was understood, and where the fault stands."""
    line = t("Fault `{id}`: {what}", id=fault.id, what=t(what))
    return Reply(line, [*sections(line), context(_state_line(fault, terms, t)), *_hint(fault, t)])


def edited(before: Fact, fault: Fact, terms: Terms, t: Translator) -> Reply:
    """The receipt for an edit of a fault or of maintenance."""
    if not isinstance(fault, Fault):
        return changed_fact(before, fault, {}, t)
    line = t("Fault `{id}` is changed.", id=fault.id)
    return Reply(line, [*sections(line), *_system_warning(fault, terms, t), context(_state_line(fault, terms, t))])


def happened(step: str, at: datetime) -> Text:
    """What was understood of a step of the fault's way."""
    messages = {
        "respond": text("responded {time}.", time=show_plain(at)),
        "arrive": text("on site {time}.", time=show_plain(at)),
        "vendor start": text("with the vendor since {time}; the handling clock pauses.", time=show_plain(at)),
        "vendor end": text("back from the vendor {time}; the handling clock runs.", time=show_plain(at)),
        "handle": text("handled {time}, service restored.", time=show_plain(at)),
        "update": text("story told {time}.", time=show_plain(at)),
        "close": text("closed {time}.", time=show_plain(at)),
    }
    return messages[step]


def maintenance_planned(window: DowntimeExempt, terms: Terms, t: Translator) -> Reply:
    """The receipt for planned maintenance."""
    line = _maintenance_line(window, t)
    return Reply(line, [*sections(line), *_unknown_system(window.system, terms, t)])


def maintenance_post(window: DowntimeExempt, t: Translator, *, withdrawn: bool) -> Reply:
    """The ops channel's line on planned maintenance."""
    line = _maintenance_line(window, t)
    return Reply(t("Withdrawn: {what}", what=line), sections(f"~{line}~")) if withdrawn else Reply(line)


def unknown_fault(word: str) -> Text:
    """Why nothing was done: there is no such fault."""
    return text("I know no fault {id}. `/fault list` shows the open ones.", id=word[:40])


def already(fault: Fault, step: str, at: datetime) -> Text:
    """Why a step is not taken twice, and how a wrong moment is put right."""
    return text(
        "Fault {id} was already {step} at {time}. A wrong moment is put right with `/fault edit {id} …`.",
        id=fault.id,
        step=_STEPS[step],
        time=show_plain(at),
    )


def post(
    fault: Fault,
    terms: Terms,
    names: Names,
    t: Translator,
    *,
    withdrawn: bool = False,
    on_duty: Sequence[Person] = (),
) -> Reply:
    """The fault's one post in the ops channel: what, who has it, the limits as absolute moments, the state.

    `on_duty` are those of the day on which it was noticed.
    """
    title = t("Fault {id}: {title}", id=fault.id, title=escape(fault.title))
    if withdrawn:
        line = t("Withdrawn: {what}", what=title)
        return Reply(line, sections(f"~{title}~ {t('(withdrawn)')}"))
    headline = (
        t("Level {level}", level=fault.level) + " · " + escape(system_name(fault.system, t)) + "".join(_marks(fault, t))
    )
    who = escape(names.get(fault.assignee, fault.assignee)) if fault.assignee else t("*nobody yet*")
    called = t.listed(mention(person) for person in on_duty)
    duty = [(t("On duty"), called)] if called else []
    blocks = [
        *sections(f"*{title}*\n{headline}"),
        *pairs([(t("Who has it"), who), (t("State"), state(fault, t)), *duty, *_limit_pairs(fault, terms, t)]),
    ]
    if fault.closed_at is None:
        blocks += buttons(next_steps(fault), t)
        blocks.append(context(t("All about it: `/fault show {id}`", id=fault.id)))
    said = f"{title} — {state(fault, t)}"
    return Reply(f"{said} · {t('on duty: {names}', names=called)}" if called else said, blocks)


def system_name(system: str, t: Translator) -> str:
    """The system as it is called; in the reader's words where none was named."""
    return t("other system") if system == UNNAMED_SYSTEM else system


def next_steps(fault: Fault) -> list[Button]:
    """The buttons that move an open fault on; none for a closed one."""
    if fault.closed_at is not None:
        return []
    if fault.draft:
        return draft_steps(fault.id)
    if responded(fault) is None:
        respond = Button(text("Respond"), "fault", "respond", fault.id, primary=True)
        return [respond, Button(text("Assign"), "fault", "assign", fault.id, asks=True)]
    if fault.handled_at is None:
        return _while_handling(fault)
    told = Button(text("Reporter told"), "fault", "feedback", fault.id)
    question = text("Close fault {id}? Its clocks stop for good.", id=fault.id)
    close = Button(text("Close"), "fault", "close", fault.id, confirm=question)
    return [close] if fault.fed_back else [told, close]


def draft_steps(id_: str) -> list[Button]:
    """The buttons that say what a draft is."""
    return [
        Button(text("Confirm outage"), "fault", "confirm", id_, primary=True),
        Button(text("False alarm"), "fault", "false-alarm", id_),
    ]


def _while_handling(fault: Fault) -> list[Button]:
    held = bool(fault.vendor) and fault.vendor[-1].until is None
    vendor = (
        Button(text("Back from the vendor"), "fault", "vendor", f"{fault.id} end")
        if held
        else Button(text("With the vendor"), "fault", "vendor", f"{fault.id} start")
    )
    arrived_ = [Button(text("Arrived"), "fault", "arrive", fault.id)] if fault.onsite and not fault.arrived_at else []
    handled = Button(text("Handled"), "fault", "handle", fault.id, asks=True, primary=True)
    return [*arrived_, vendor, handled]


def story_line(told: Sequence[Text], author: str, at: datetime, t: Translator) -> Reply:
    """One line of the thread under the fault's post."""
    said = t.run_on(*(t(sentence) for sentence in told))
    return Reply(f"{show_time(at)} {escape(author)}{t.pick('：', ': ')}{said}")


def listing(open_: Sequence[Fault], terms: Terms, names: Names, t: Translator, *, acts: bool) -> Reply:
    """All open faults, the first with the buttons that move them on, for a reader who `acts` on them."""
    title = t("Open faults: {count}", count=len(open_))
    if not open_:
        return Reply(t("No fault is open."))
    blocks = [header(title)]
    pressed = open_[:MOST_WITH_BUTTONS] if acts else []
    for fault in pressed:
        blocks += [*sections(_listed(fault, terms, names, t)), *buttons(next_steps(fault), t)]
    lines = [_listed(fault, terms, names, t) for fault in open_[len(pressed) :]]
    return Reply(title, [*blocks, *sections(bullets(shortened(lines, t)))])


def _listed(fault: Fault, terms: Terms, names: Names, t: Translator) -> str:
    return f"`{fault.id}` {escape(brief(fault.title))} — {_state_line(fault, terms, t, names)}"


def show(fault: Fault, terms: Terms, names: Names, t: Translator) -> Reply:
    """Everything about one fault."""
    first = post(fault, terms, names, t)
    moments = [
        (t("Began"), show_moment(fault.start, t)),
        (t("Noticed"), show_moment(fault.noticed_at, t)),
        *((t(name), show_moment(at, t)) for name, at in _known_moments(fault)),
    ]
    log = [
        f"{show_plain(line.at)} {escape(names.get(line.person, line.person))}: {escape(line.text)}"
        for line in fault.log
    ]
    story = sections(f"*{t('Story')}*\n{bullets(shortened(log, t, MOST_STORY_LINES))}") if log else []
    return Reply(first.text, [*first.blocks, divider(), *pairs(moments), *pairs(_particulars(fault, names, t)), *story])


def state(fault: Fault, t: Translator) -> str:
    """Where the fault stands, in a word or two."""
    if fault.draft:
        return t("draft, counts for nothing")
    if fault.closed_at:
        return t("closed")
    if fault.handled_at:
        return t("handled, waiting to be closed")
    if fault.vendor and fault.vendor[-1].until is None:
        return t("with the vendor")
    if arrived(fault):
        return t("on site, being handled")
    if responded(fault):
        return t("being handled")
    return t("waiting for a response")


def _state_line(fault: Fault, terms: Terms, t: Translator, names: Names | None = None) -> str:
    parts = [state(fault, t)]
    if names and fault.assignee:
        parts.append(escape(names.get(fault.assignee, fault.assignee)))
    if fault.closed_at is None:
        parts += [f"{limit.label} {limit.shown}" for limit in _limits(fault, terms, t) if limit.met is None]
    return " · ".join(parts)


def _limit_pairs(fault: Fault, terms: Terms, t: Translator) -> list[tuple[str, str]]:
    return [(limit.label, limit.shown) for limit in _limits(fault, terms, t)]


def _limits(fault: Fault, terms: Terms, t: Translator) -> list[_Limit]:
    """The clocks of the fault: the absolute moment of each limit, and when it was met."""
    if fault.cause == "planned":
        return []
    deadlines = fault_deadlines(fault, terms)
    limits = [_limit(t("Respond by"), deadlines.respond_by, responded(fault), t)]
    if deadlines.arrive_by:
        limits.append(_limit(t("On site by"), deadlines.arrive_by, arrived(fault), t))
    if deadlines.handle_by:
        return [*limits, _limit(t("Handle by"), deadlines.handle_by, handled(fault), t)]
    own_time = show_duration(limits_of(fault, terms).handle, t)
    paused = t("paused with the vendor ({length} of our own time)", length=own_time)
    return [*limits, _Limit(t("Handle by"), paused, None)]


def _limit(label: str, by: datetime, met: datetime | None, t: Translator) -> _Limit:
    if met is None:
        return _Limit(label, show_moment(by, t), None)
    mark = "✓" if met <= by else t("late")
    same_day = day_of(met) == day_of(by)
    return _Limit(label, f"{show_moment(by, t)} · {mark} {show_time(met) if same_day else show_plain(met)}", met)


def _marks(fault: Fault, t: Translator) -> list[str]:
    marks = [
        t("emergency") if fault.emergency else "",
        t("outage") if fault.outage else "",
        t("somebody must come") if fault.onsite else "",
        t("planned") if fault.cause == "planned" else "",
    ]
    return [f" · {mark}" for mark in marks if mark]


def _hint(fault: Fault, t: Translator) -> list[Block]:
    if fault.closed_at and fault.handled_at is None:
        return [
            context(
                t(
                    "Nobody noted when service was restored, so the closing counts as that. "
                    "If it was earlier: `/fault edit {id} handled_at=…`.",
                    id=fault.id,
                )
            )
        ]
    if fault.closed_at and not fault.fed_back:
        return [context(t("Tell the person who reported it, then `/fault feedback {id}`.", id=fault.id))]
    return []


def _system_warning(fault: Fault, terms: Terms, t: Translator) -> list[Block]:
    if fault.system != UNNAMED_SYSTEM or not terms.systems:
        return _unknown_system(fault.system, terms, t)
    unnamed = t(
        "No system is named, so it is in no availability figure. Name one: `/fault edit {id} system={system}`.",
        id=fault.id,
        system=escape(terms.systems[0]),
    )
    return [context(unnamed)]


def _unknown_system(system: str, terms: Terms, t: Translator) -> list[Block]:
    if not terms.systems or system in terms.systems:
        return []
    known = brief(", ".join(terms.systems))
    return [
        context(
            t(
                "“{system}” is not one of the contract's systems ({known}); it is in no availability figure.",
                system=escape(system),
                known=escape(known),
            )
        )
    ]


def _maintenance_line(window: DowntimeExempt, t: Translator) -> str:
    return t(
        "Planned maintenance of {system}: {start} to {end} ({why}) `{id}`",
        system=escape(window.system),
        start=show_moment(window.from_, t),
        end=show_moment(window.until, t),
        why=escape(window.why),
        id=window.id,
    )


def _particulars(fault: Fault, names: Names, t: Translator) -> list[tuple[str, str]]:
    """What else is known of the fault."""
    known: list[tuple[str, str | None]] = [
        (t("Type"), t(TYPES[fault.type])),
        (t("Module"), fault.module and escape(fault.module)),
        (t("Cause"), fault.cause and t(CAUSES[fault.cause])),
        (t("Device"), fault.device and escape(fault.device)),
        (t("Devices down"), str(fault.devices_down) if fault.devices_down != 1 else None),
        (t("Trouble"), fault.trouble and escape(fault.trouble)),
        (t("With the vendor"), "\n".join(shortened(_spells(fault, t), t, MOST_STORY_LINES))),
        (t("Feedback"), t("given") if fault.fed_back else t("not given yet")),
        (t("Opened by"), fault.recorded_by and escape(names.get(fault.recorded_by, fault.recorded_by))),
    ]
    return [(label, value) for label, value in known if value]


def _spells(fault: Fault, t: Translator) -> list[str]:
    return [
        t("{first} to {last}", first=show_plain(spell.from_), last=show_plain(spell.until) if spell.until else "…")
        for spell in fault.vendor
    ]


def _known_moments(fault: Fault) -> list[tuple[Text, datetime]]:
    named = (
        (text("Responded"), fault.responded_at),
        (text("Arrived on site"), fault.arrived_at),
        (text("Handled, service restored"), fault.handled_at),
        (text("Closed"), fault.closed_at),
    )
    return [(name, at) for name, at in named if at is not None]
