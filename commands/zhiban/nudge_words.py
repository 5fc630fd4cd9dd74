"""To whom reminders climb where nothing moves, in words, as `terms.toml` has it."""

from collections.abc import Iterator
from typing import Final

from commands.kit.texts import Text, Translator, text
from storage.contract.nudge_terms import NudgeTerms, Rung
from storage.contract.steps import StepRule, Unit

_WHOEVER_HAS_IT: Final = text("whoever has it")
_OPS_CHANNEL: Final = text("the ops channel")
_SUBJECTS: Final[dict[str, tuple[Text, Text]]] = {
    "inspect.page": (text("Page inspection"), _OPS_CHANNEL),
    "inspect.server": (text("Server inspection"), _OPS_CHANNEL),
    "inspect.feedback": (text("Feedback on a problem"), text("whoever found it")),
    "clock.unexplained": (text("A missing punch"), text("the person")),
    "fault.respond": (text("Response to a fault"), _WHOEVER_HAS_IT),
    "fault.arrive": (text("Somebody on site for a fault"), _WHOEVER_HAS_IT),
    "fault.handle": (text("Handling of a fault"), _WHOEVER_HAS_IT),
    "request.dispatch": (text("A request that waits"), _OPS_CHANNEL),
    "report.due": (text("A document that is due"), text("the PM")),
    "task.due": (text("A task that is due"), _WHOEVER_HAS_IT),
    "asset.due": (text("Asset register and stock-takes"), _OPS_CHANNEL),
    "guard.plan": (text("Plan of a guard period"), text("the PM")),
    "roster.gap": (text("Days without anybody on duty"), text("the PM")),
    "probe.down": (text("A page that is down"), _OPS_CHANNEL),
    "probe.certificate": (text("A certificate that expires"), _OPS_CHANNEL),
}
"""What each ladder is about, and who is reminded first."""
_RUNGS: Final[dict[Rung, Text]] = {"pm": text("the PM"), "manager": text("the company's manager")}
_WEEKDAYS: Final = (
    text("Monday"),
    text("Tuesday"),
    text("Wednesday"),
    text("Thursday"),
    text("Friday"),
    text("Saturday"),
    text("Sunday"),
)


_AHEAD: Final[dict[Unit, Text]] = {
    "working days": text("{count} working days before, {hour}"),
    "days": text("{count} days before, {hour}"),
    "minutes": text("{count} min before"),
}
_AFTER: Final[dict[Unit, Text]] = {
    "working days": text("{count} working days after, {hour}"),
    "days": text("{count} days after, {hour}"),
    "minutes": text("after {count} min"),
    "percent": text("at {count} % of the limit"),
    "each working day": text("every working day after, {hour}"),
    "each minutes": text("every {count} min after the limit"),
}
_ONE: Final[dict[tuple[Unit, int], Text]] = {
    ("working days", -1): text("the working day before, {hour}"),
    ("working days", 1): text("the next working day, {hour}"),
    ("days", -1): text("the day before, {hour}"),
    ("days", 1): text("the next day, {hour}"),
    ("minutes", 0): text("at once"),
}


def ladders(terms: NudgeTerms, t: Translator) -> Iterator[str]:
    """A line for each subject with a ladder: who is reminded first and when, then who is told and when."""
    for code, climbs in terms.ladders.items():
        subject, first = _SUBJECTS[code]
        rungs = [_rung(first, terms.steps[code][0], t), *(_rung(_RUNGS[climb.to], climb.rule, t) for climb in climbs)]
        yield f"{t(subject)}{t.pick('：', ': ')}{' → '.join(rungs)} · `{code}`"


def rule_in_words(rule: StepRule, t: Translator) -> str:
    """When a step comes: `20:30`, `Friday 16:00`, `at 80 % of the limit`, `3 working days before, 09:30`."""
    hour = f"{rule.hour:%H:%M}"
    if rule.unit == "hour":
        return hour
    if rule.unit == "weekday":
        return f"{t(_WEEKDAYS[rule.number])} {hour}"
    usual = _AHEAD if rule.number < 0 else _AFTER
    return t(_ONE.get((rule.unit, rule.number), usual[rule.unit]), count=abs(rule.number), hour=hour)


def _rung(who: Text, rule: StepRule, t: Translator) -> str:
    return t("{who} ({when})", who=who, when=rule_in_words(rule, t))
