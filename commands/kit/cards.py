"""Facts as people read them, whatever their kind: what they are called, their particulars, what changed."""

from collections.abc import Mapping, Sequence
from typing import Final

from slack_sdk.models.blocks import Block

from commands.kit.arguments import one_line
from commands.kit.blocks import Reply, brief, bullets, context, escape, pairs, sections, shortened
from commands.kit.fact_fields import shown_value
from commands.kit.fact_words import field_name, kind_name
from commands.kit.texts import Text, Translator, text
from storage.contract.fact import Fact, field_types

Names = Mapping[str, str]
"""People's ids to their names."""

_KEPT_BY_THE_BOT: Final = ("id", "recorded_at", "recorded_by", "state")
LONGEST_SHOWN: Final = 300
SUBJECTS: Final = ("title", "text", "asset", "post", "name", "note", "why")
"""Fields that say what a fact is about."""
UNDO_HINT: Final = text("Wrong? `/zhiban undo` takes it back within 10 minutes.")


def called(fact: Fact, t: Translator) -> str:
    """``request `q-3```."""
    return t("{kind} `{id}`", kind=kind_name(type(fact)), id=escape(fact.id))


def subject_of(fact: Fact) -> str | None:
    """The field that says what the fact is about; None where it has none, or has none filled in."""
    return next((name for name in SUBJECTS if getattr(fact, name, None)), None)


def titled(fact: Fact, names: Names, t: Translator) -> str:
    """``request `q-3`: the printer jams``; what the fact is called where it has no title of its own."""
    subject = subject_of(fact)
    if subject is None:
        return called(fact, t)
    about = escape(brief(one_line(shown_value(fact, subject, names, t)), LONGEST_SHOWN))
    return f"{called(fact, t)}{t.pick('：', ': ')}{about}"


def particulars(fact: Fact, names: Names, t: Translator, but: str | None = None) -> list[tuple[str, str]]:
    """Label and value of every field that says something, `but` one; what equals its default says nothing."""
    plain = {name: type(fact).__dataclass_fields__[name].default for name in _told_of(fact)}
    return [
        (t(field_name(type(fact), name)), escape(brief(shown_value(fact, name, names, t), LONGEST_SHOWN)))
        for name in _told_of(fact)
        if name != but and getattr(fact, name) not in (None, (), "") and getattr(fact, name) != plain[name]
    ]


def recorded(fact: Fact, names: Names, t: Translator, more: Sequence[Block] = ()) -> Reply:
    """The receipt for something new."""
    line = t("Recorded: {what}.", what=called(fact, t))
    return Reply(line, [*sections(line), *pairs(particulars(fact, names, t)), *more, context(t(UNDO_HINT))])


def changed(before: Fact, after: Fact, names: Names, t: Translator, more: Sequence[Block] = ()) -> Reply:
    """The receipt for a change: each field that is now otherwise."""
    lines = changes(before, after, names, t)
    if not lines:
        return Reply(t("Nothing was changed: {what} is so already.", what=called(after, t)))
    line = t("Noted: {what}.", what=called(after, t))
    return Reply(line, [*sections(f"{line}\n{bullets(lines)}"), *more])


def corrected(before: Fact, after: Fact, by: str, names: Names, t: Translator) -> Reply:
    """What the PM and the managers are told of a record that was put right."""
    line = t("{name} corrected {what}:", name=escape(by), what=called(after, t))
    how = t("Its history: `/zhiban audit {id}`", id=escape(after.id))
    return Reply(line, [*sections(f"{line}\n{bullets(changes(before, after, names, t))}"), context(how)])


def changes(before: Fact, after: Fact, names: Names, t: Translator) -> list[str]:
    """A line for each field in which the two differ: `Answered at: 2026-07-15 10:05`, `Level: 4 → 3`."""
    return [
        _change(before, after, name, names, t)
        for name in _told_of(after)
        if getattr(before, name) != getattr(after, name)
    ]


def post(fact: Fact, names: Names, t: Translator, more: Sequence[Block] = (), *, withdrawn: bool = False) -> Reply:
    """A fact's post in a channel: what it is, its particulars, and what can be done about it."""
    what = titled(fact, names, t)
    title = what[:1].upper() + what[1:]
    if withdrawn:
        return Reply(t("Withdrawn: {what}", what=what), sections(f"~{title}~ {t('(withdrawn)')}"))
    told = particulars(fact, names, t, subject_of(fact))
    summary = t.pick("，", ", ").join(value for _, value in told[:3])
    text = f"{title} — {summary}" if summary else title
    return Reply(text, [*sections(f"*{title}*"), *pairs(told), *more])


def listed(fact: Fact, names: Names, t: Translator, marks: Sequence[str] = ()) -> str:
    """A fact on one line of a list: id, what it is about, what else is known of it, and marks such as a limit."""
    subject = subject_of(fact)
    about = escape(brief(one_line(shown_value(fact, subject, names, t)))) if subject else ""
    known = " · ".join(
        f"{label} {value}" if value[:1].isdecimal() else value for label, value in particulars(fact, names, t, subject)
    )
    told = " · ".join(part for part in (about, known) if part)
    return " — ".join(part for part in (f"`{escape(fact.id)}` {told}".strip(), " · ".join(marks)) if part)


def listing(title: Text, lines: Sequence[str], none: Text, t: Translator) -> Reply:
    """A titled list, or the sentence that there is nothing."""
    if not lines:
        return Reply(t(none))
    heading = t.run_on(t(title), t("({count})", count=len(lines)))
    return Reply(heading, sections(f"*{heading}*\n{bullets(shortened(lines, t))}"))


def _told_of(fact: Fact) -> list[str]:
    return [name for name in field_types(type(fact)) if name not in _KEPT_BY_THE_BOT]


def _change(before: Fact, after: Fact, name: str, names: Names, t: Translator) -> str:
    was, is_ = (escape(brief(shown_value(fact, name, names, t), LONGEST_SHOWN)) for fact in (before, after))
    label = t(field_name(type(after), name))
    return f"{label}: {was} → {is_ or t('nothing')}" if was else f"{label}: {is_}"
