"""What `/fault` answers and posts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, bullets, context, divider, escape, header, pairs, sections
from commands.kit.moments import show_moment, show_plain, show_time
from commands.kit.texts import Text, Translator, text
from storage.contract.kinds import DowntimeExempt, Fault
from storage.contract.obligations import arrived, fault_deadlines, limits_of, responded
from storage.contract.terms import Terms

Names = Mapping[str, str]

_STEPS = {
    "respond": text("responded to"),
    "arrive": text("attended on site"),
    "handle": text("handled"),
}


def opened(fault: Fault, terms: Terms, t: Translator, *, new: bool) -> Reply:
    """The receipt for an opened fault."""
    values = {"id": fault.id, "when": show_moment(fault.noticed_at, t)}
    line = (
        t("Fault `{id}` is open, noticed {when}.", **values)
        if new
        else t("You opened this a moment ago: fault `{id}`, noticed {when}. Nothing was added.", **values)
    )
    blocks = [*sections(line), *pairs(_limits(fault, terms, t)), *_system_warning(fault, terms, t)]
    return Reply(line, [*blocks, context(t("Take it: `/fault respond {id}`.", id=fault.id))])


def changed(fault: Fault, what: Text, terms: Terms, t: Translator) -> Reply:
    """The receipt for a change: what was understood, and where the fault stands."""
    line = t("Fault `{id}`: {what}", id=fault.id, what=t(what))
    return Reply(line, [*sections(line), context(_state_line(fault, terms, t)), *_hint(fault, t)])


def edited(fault: Fault, terms: Terms, t: Translator) -> Reply:
    """The receipt for an edit."""
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


def post(fault: Fault, terms: Terms, names: Names, t: Translator, *, withdrawn: bool = False) -> Reply:
    """The fault's one post in the ops channel: what, who has it, the limits as absolute moments, the state."""
    title = t("Fault {id}: {title}", id=fault.id, title=escape(fault.title))
    if withdrawn:
        line = t("Withdrawn: {what}", what=title)
        return Reply(line, sections(f"~{title}~ {t('(withdrawn)')}"))
    headline = t("Level {level}", level=fault.level) + " · " + escape(fault.system) + "".join(_marks(fault, t))
    who = escape(names.get(fault.assignee, fault.assignee)) if fault.assignee else t("*nobody yet*")
    blocks = [
        *sections(f"*{title}*\n{headline}"),
        *pairs([(t("Who has it"), who), (t("State"), state(fault, t)), *_limits(fault, terms, t)]),
    ]
    if fault.closed_at is None:
        blocks.append(context(t("Take it: `/fault respond {id}` · all about it: `/fault show {id}`", id=fault.id)))
    return Reply(f"{title} — {state(fault, t)}", blocks)


def story_line(told: Sequence[Text], author: str, at: datetime, t: Translator) -> Reply:
    """One line of the thread under the fault's post."""
    said = " ".join(t(sentence) for sentence in told)
    return Reply(f"{show_time(at)} {escape(author)}: {said}")


def listing(open_: Sequence[Fault], terms: Terms, names: Names, t: Translator) -> Reply:
    """All open faults."""
    title = t("Open faults: {count}", count=len(open_))
    if not open_:
        return Reply(t("No fault is open."))
    lines = [f"`{fault.id}` {escape(fault.title)} — {_state_line(fault, terms, t, names)}" for fault in open_]
    return Reply(title, [header(title), *sections(bullets(lines))])


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
    story = sections(f"*{t('Story')}*\n{bullets(log)}") if log else []
    return Reply(first.text, [*first.blocks, divider(), *pairs(moments), *story])


def state(fault: Fault, t: Translator) -> str:
    """Where the fault stands, in a word or two."""
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
        parts += [f"{label} {value}" for label, value in _limits(fault, terms, t) if "✓" not in value]
    return " · ".join(parts)


def _limits(fault: Fault, terms: Terms, t: Translator) -> list[tuple[str, str]]:
    """The clocks of the fault: the absolute moment of each limit, or when it was met."""
    if fault.cause == "planned":
        return []
    deadlines = fault_deadlines(fault, terms)
    limits = [(t("Respond by"), deadlines.respond_by, responded(fault))]
    if deadlines.arrive_by:
        limits.append((t("On site by"), deadlines.arrive_by, arrived(fault)))
    shown = [(label, _limit(by, met, t)) for label, by, met in limits]
    if deadlines.handle_by:
        return [*shown, (t("Handle by"), _limit(deadlines.handle_by, fault.handled_at or fault.closed_at, t))]
    hours = int(limits_of(fault, terms).handle.total_seconds() // 3600)
    return [*shown, (t("Handle by"), t("paused with the vendor ({hours} h of our own time)", hours=hours))]


def _limit(by: datetime, met: datetime | None, t: Translator) -> str:
    if met is None:
        return show_moment(by, t)
    mark = "✓" if met <= by else t("late")
    return f"{show_moment(by, t)} · {mark} {show_plain(met)}"


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
    return _unknown_system(fault.system, terms, t)


def _unknown_system(system: str, terms: Terms, t: Translator) -> list[Block]:
    if not terms.systems or system in terms.systems:
        return []
    known = ", ".join(terms.systems)
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


def _known_moments(fault: Fault) -> list[tuple[Text, datetime]]:
    named = (
        (text("Responded"), fault.responded_at),
        (text("Arrived on site"), fault.arrived_at),
        (text("Handled, service restored"), fault.handled_at),
        (text("Closed"), fault.closed_at),
    )
    return [(name, at) for name, at in named if at is not None]
