"""The settings by what they are called: which there are, in groups, and which the contract alone decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from commands.kit.fact_words import choices_of
from commands.kit.saying import Refused
from commands.kit.texts import Text, text
from commands.zhiban.setting_values import Channel, Choice, Choices, ClockTime, Count, Minutes, Names, Value
from storage.contract.kinds import Document, Person
from storage.contract.terms import FAULT_LEVELS


@dataclass(frozen=True)
class SettingKey:
    """A setting: its dotted key, what it is called, what its value can be."""

    key: str
    name: Text
    value: Value
    judges: bool = True
    """Whether the score follows it, also for what has happened already."""


@dataclass(frozen=True)
class Group:
    """Settings that belong together, and are changed in one form."""

    name: str
    title: Text
    settings: tuple[SettingKey, ...]


_LIMITS: Final = {
    "respond_min": text("Respond within"),
    "arrive_min": text("On site within"),
    "handle_min": text("Handle within"),
}
_REPORTS: Final = {
    type_: name
    for type_, name in choices_of(Document, "type").items()
    if type_ in ("weekly", "monthly", "quarterly", "half_year")
}
_PERIODS: Final = {
    "month": text("month"),
    "quarter": text("quarter"),
    "half": text("half-year"),
    "year": text("year"),
    "contract": text("contract term"),
}


def _own_limits(table: str, whose: Text) -> Iterator[SettingKey]:
    for limit, name in _LIMITS.items():
        yield SettingKey(f"limits.{table}.{limit}", text("{whose}: {limit}", whose=whose, limit=name), Minutes())


GROUPS: Final = (
    Group(
        "hours",
        text("Working hours"),
        (
            SettingKey("hours.on", text("Work begins"), ClockTime()),
            SettingKey("hours.noon", text("Noon break begins"), ClockTime()),
            SettingKey("hours.afternoon", text("Afternoon begins"), ClockTime()),
            SettingKey("hours.off", text("Work ends"), ClockTime()),
        ),
    ),
    Group(
        "limits",
        text("Limits in minutes"),
        (
            *(SettingKey(f"limits.{limit}", name, Minutes()) for limit, name in _LIMITS.items()),
            SettingKey("limits.feedback_min", text("Feed back a problem within"), Minutes()),
            SettingKey("limits.dispatch_min", text("Dispatch a request within"), Minutes()),
            SettingKey("limits.unanswered_min", text("A request is unanswered after"), Minutes()),
        ),
    ),
    Group(
        "levels",
        text("Limits by level"),
        (
            *(
                setting
                for level in FAULT_LEVELS
                for setting in _own_limits(f"level{level}", text("Level {level}", level=level))
            ),
            *_own_limits("emergency", text("Emergency")),
        ),
    ),
    Group(
        "systems",
        text("Systems and reports"),
        (
            SettingKey("systems", text("Systems"), Names()),
            SettingKey("network.devices", text("Network and security devices"), Count()),
            SettingKey(
                "reports.owed",
                text("Reports owed"),
                Choices(_REPORTS, {"周报": "weekly", "月报": "monthly", "季报": "quarterly", "半年报": "half_year"}),
            ),
            SettingKey(
                "term.appraisal",
                text("Appraisal period"),
                Choice(
                    _PERIODS,
                    {
                        "月": "month",
                        "季": "quarter",
                        "季度": "quarter",
                        "半年": "half",
                        "年": "year",
                        "合同": "contract",
                        "合同期": "contract",
                    },
                ),
                judges=False,
            ),
        ),
    ),
    Group(
        "channels",
        text("Channels and language"),
        (
            SettingKey("slack.ops_channel", text("Ops channel"), Channel(), judges=False),
            SettingKey("slack.manager_channel", text("Managers' channel"), Channel(), judges=False),
            SettingKey(
                "slack.language",
                text("Language of posts"),
                Choice(
                    {"zh": text("Chinese"), "en": text("English")},
                    {"中文": "zh", "chinese": "zh", "英文": "en", "英语": "en", "english": "en"},
                ),
                judges=False,
            ),
        ),
    ),
)
RULINGS: Final = SettingKey("rulings.by", text("Who rules"), Choices(choices_of(Person, "side"), {}))
"""Shown beside the others; the contract alone decides it."""
CHANGEABLE: Final = {setting.key: setting for group in GROUPS for setting in group.settings}
_THE_CONTRACTS: Final = (
    "term.from",
    "term.until",
    "term.signed",
    "term.books_open",
    "money.total",
    "money.final",
    RULINGS.key,
    "probe",
)


def changeable(key: str) -> SettingKey:
    """The setting of that key. Raises Refused for one that the contract alone decides, or that there is not."""
    if key in CHANGEABLE:
        return CHANGEABLE[key]
    if key in _THE_CONTRACTS:
        raise Refused(
            text(
                "{key} is the contract's own: it changes with the contract, in contract.toml, and not from Slack.",
                key=key[:60],
            )
        )
    near = get_close_matches(key, CHANGEABLE, n=1)
    why = (
        text("There is no setting {key}. Did you mean {near}?", key=key[:60], near=near[0])
        if near
        else text("There is no setting {key}. `/zhiban settings` lists them.", key=key[:60])
    )
    raise Refused(why)
