"""The contract's terms as one typed value: the shipped `terms.toml`, overlaid key by key by a team's contract.toml."""

import difflib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, NamedTuple, cast

from storage.contract import setting_values
from storage.contract.nudge_terms import NudgeTerms, read_nudge_terms
from storage.contract.periods import Form, Span, parse_span
from storage.contract.probes import Probe, read_probes
from storage.contract.text import Text

GradeName = Literal["excellent", "good", "qualified", "barely_qualified", "unqualified"]
Language = Literal["zh", "en"]
FAULT_LEVELS: Final = (1, 2, 3, 4, 5)


class TermsError(ValueError):
    """A setting of the contract that cannot be; the message is one English line that begins with the dotted key.

    `said` tells why in both languages where the values are sound, each by itself, but cannot stand together.
    """

    def __init__(self, key: str, why: str, said: Text | None = None) -> None:
        super().__init__(f"{key}: {why}")
        self.key = key
        self.said = said


Source = Literal["ships", "contract", "made", "fixed"]
"""Where a setting comes from: the shipped terms, the contract.toml, Slack, or whoever started the bot."""


class Given(NamedTuple):
    """A setting as it stands. Values are as a contract.toml has them."""

    value: Any
    source: Source
    agreed: Any
    """What stands without anybody's word in Slack; None where nothing does."""


@dataclass(frozen=True, slots=True)
class FaultLimits:
    """How long a fault may wait for a response, for somebody on site, and for its handling (contract 7.2 (6))."""

    respond: timedelta
    arrive: timedelta
    handle: timedelta


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade, the least score that earns it, and the share of the final payment the client may take back."""

    name: GradeName
    least: Decimal
    refund_share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Deadlines of the contract, in working days, calendar days or months as each name says."""

    weekly_working_days: int
    monthly_working_days: int
    quarterly_working_days: int
    half_year_working_days: int
    fault_working_days: int
    fault_level_at_most: int
    drill_report_working_days: int
    first_invoice_working_days: int
    register_days: int
    onsite_notice_months: int
    remote_notice_days: int
    material_back_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceTerms:
    """What separates late from absent, and how much leave a calendar month holds."""

    late_at_most_min: int
    leave_person_days: int
    leave_team_days: int
    leave_team_people: int

    @property
    def late_at_most(self) -> timedelta:
        """Up to this much, both ends included, somebody is late (or early); beyond it, absent."""
        return timedelta(minutes=self.late_at_most_min)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeTerms:
    """When the bot logs the page inspection by its probes, and how long it keeps what they found."""

    inspects_at: time
    kept_days: int
    tried_again: timedelta
    """How soon a look that failed is repeated while it does not count yet, where looks are further apart."""
    same_outage: timedelta
    """Pages that fail again sooner after they were up are the same outage still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed. Days are Beijing days, limits are lengths of time, money is yuan."""

    from_: date
    until: date
    signed: date
    books_open: date
    appraisal: Form
    total: Decimal
    final: Decimal
    on: time
    noon: time
    afternoon: time
    off: time
    fault_limits: FaultLimits
    level_limits: Mapping[int, FaultLimits]
    emergency_limits: Mapping[int, FaultLimits]
    feedback: timedelta
    dispatch: timedelta
    unanswered: timedelta
    reports_owed: tuple[str, ...]
    systems: tuple[str, ...]
    probes: tuple[Probe, ...]
    probing: ProbeTerms
    network_devices: int
    rulings_by: tuple[str, ...]
    ops_channel: str
    manager_channel: str
    language: Language
    start: Decimal
    grades: tuple[Grade, ...]
    deadlines: Deadlines
    attendance: AttendanceTerms
    nudges: NudgeTerms
    given: Mapping[str, Given] = field(compare=False, repr=False)
    """Every setting that somebody gave, by its dotted key."""

    @property
    def term(self) -> Span:
        """The whole term as a period."""
        return Span("contract", "contract", self.from_, self.until)

    def span_named(self, name: str) -> Span | None:
        """The span a survey, rank or plan is for, clipped to the term; None where it lies wholly outside."""
        span = self.term if name == "contract" else parse_span(name)
        return span.clipped(self.from_, self.until)

    @property
    def opens(self) -> date:
        """The first day that is judged: books open, and never before the term."""
        return max(self.from_, self.books_open)

    def limits_for(self, level: int, *, emergency: bool) -> FaultLimits:
        """The limits of a fault: the level's own where set; for an emergency `limits.emergency` wins over the level."""
        return (self.emergency_limits if emergency else self.level_limits)[level]

    def grade_of(self, score: Decimal) -> GradeName:
        """The grade a score earns (appendix, closing note)."""
        return next((grade.name for grade in self.grades if score >= grade.least), "unqualified")

    def refund_of(self, grade: GradeName) -> Decimal | None:
        """The most the client may take back for the grade, in yuan; None where the contract's table has no figure."""
        shares = {known.name: known.refund_share for known in self.grades}
        return (self.final * shares[grade]).quantize(Decimal("0.01")) if grade in shares else None


def load_terms(
    overlay: Mapping[str, Any] | None = None,
    made: Mapping[str, Any] | None = None,
    fixed: Mapping[str, Any] | None = None,
) -> Terms:
    """The shipped terms overlaid by a contract.toml as `tomllib` reads it, by settings `made`, and by those `fixed`.

    `made` and `fixed` map dotted keys to values as a contract.toml has them. Raises TermsError for an unknown key, a
    wrong type or an impossible value.
    """
    shipped = _shipped()
    given = _given({key: shipped[key] for key in shipped if key not in _FIXED}, overlay or {}, made or {}, fixed or {})
    values = {key: _read(key, one.value) for key, one in given.items()}
    values.setdefault("term.signed", values["term.from"])
    values.setdefault("term.books_open", values["term.from"])
    _check_together(values)
    return _terms(values, shipped, given)


def _given(
    shipped: Mapping[str, Any], overlay: Mapping[str, Any], made: Mapping[str, Any], fixed: Mapping[str, Any]
) -> dict[str, Given]:
    given = {key: Given(value, "ships", value) for key, value in _flat(shipped)}
    given |= {key: Given(value, "contract", value) for key, value in _flat(overlay)}
    agreed = {key: one.value for key, one in given.items()}
    for key, value in agreed.items():
        _read(key, value)
    given |= {key: Given(value, "made", agreed.get(key)) for key, value in made.items()}
    return given | {key: Given(value, "fixed", value) for key, value in fixed.items()}


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(files("storage.contract").joinpath("terms.toml").read_text("utf-8"), parse_float=Decimal)


@cache
def _shipped_nudges() -> NudgeTerms:
    return read_nudge_terms(_shipped()["nudges"])


def _terms(values: Mapping[str, Any], shipped: Mapping[str, Any], given: Mapping[str, Given]) -> Terms:
    return Terms(
        from_=values["term.from"],
        until=values["term.until"],
        signed=values["term.signed"],
        books_open=values["term.books_open"],
        appraisal=values["term.appraisal"],
        total=values["money.total"],
        final=values["money.final"],
        on=values["hours.on"],
        noon=values["hours.noon"],
        afternoon=values["hours.afternoon"],
        off=values["hours.off"],
        fault_limits=_fault_limits(values),
        level_limits={level: _fault_limits(values, f"level{level}") for level in FAULT_LEVELS},
        emergency_limits={level: _fault_limits(values, "emergency", f"level{level}") for level in FAULT_LEVELS},
        feedback=values["limits.feedback_min"],
        dispatch=values["limits.dispatch_min"],
        unanswered=values["limits.unanswered_min"],
        reports_owed=values["reports.owed"],
        systems=values["systems"],
        probes=values["probe"],
        probing=ProbeTerms(
            inspects_at=setting_values.time_of_day(shipped["probing"]["inspects_at"]),
            kept_days=setting_values.count(shipped["probing"]["kept_days"]),
            tried_again=timedelta(seconds=setting_values.count(shipped["probing"]["tried_again_s"])),
            same_outage=timedelta(minutes=setting_values.count(shipped["probing"]["same_outage_min"])),
        ),
        network_devices=values["network.devices"],
        rulings_by=values["rulings.by"],
        ops_channel=values["slack.ops_channel"],
        manager_channel=values["slack.manager_channel"],
        language=values["slack.language"],
        start=Decimal(shipped["appraisal"]["start"]),
        grades=tuple(_grade(**grade) for grade in shipped["appraisal"]["grades"]),
        deadlines=Deadlines(**shipped["deadlines"]),
        attendance=AttendanceTerms(**shipped["attendance"]),
        nudges=_shipped_nudges(),
        given=given,
    )


def _grade(name: GradeName, least: int | Decimal, refund_share: Decimal) -> Grade:
    return Grade(name, Decimal(least), refund_share)


def _fault_limits(values: Mapping[str, Any], *tables: str) -> FaultLimits:
    def limit(name: str) -> timedelta:
        keys = (*(f"limits.{table}.{name}" for table in tables), f"limits.{name}")
        return cast("timedelta", next(values[key] for key in keys if key in values))

    return FaultLimits(limit("respond_min"), limit("arrive_min"), limit("handle_min"))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each setting of a table of tables, by its dotted key. Raises TermsError for one that there is not."""
    for name, value in table.items():
        key = f"{prefix}{name}"
        if key in _READERS:
            yield key, value
        elif not any(known.startswith(f"{key}.") for known in _READERS):
            raise TermsError(key, f"no such setting{_hint(key)}")
        elif isinstance(value, Mapping):
            yield from _flat(value, f"{key}.")
        else:
            raise TermsError(key, f"must be a table, written [{key}]")


def _read(key: str, value: Any) -> Any:
    if key not in _READERS:
        raise TermsError(key, f"no such setting{_hint(key)}")
    try:
        return _READERS[key](value)
    except ValueError as error:
        raise TermsError(key, str(error)) from error


def _hint(key: str) -> str:
    near = difflib.get_close_matches(key, _READERS, n=1)
    return f"; did you mean {near[0]}?" if near else "; see Settings in scoring.md for those there are"


def _check_together(values: Mapping[str, Any]) -> None:
    before_from = Text("早于合同开始日期 term.from", "lies before term.from")
    after_until = Text("晚于合同结束日期 term.until", "lies after term.until")
    checks = (
        ("term.until", values["term.until"] >= values["term.from"], before_from),
        ("term.signed", values["term.signed"] <= values["term.until"], after_until),
        ("term.books_open", values["term.books_open"] <= values["term.until"], after_until),
        (
            "money.final",
            values["money.final"] <= values["money.total"],
            Text("大于合同总额 money.total", "is more than money.total"),
        ),
        (
            "hours.noon",
            values["hours.on"] < values["hours.noon"],
            Text("必须晚于上班时间 hours.on", "must be later than hours.on"),
        ),
        (
            "hours.afternoon",
            values["hours.noon"] <= values["hours.afternoon"],
            Text("早于午休开始时间 hours.noon", "lies before hours.noon"),
        ),
        (
            "hours.off",
            values["hours.afternoon"] < values["hours.off"],
            Text("必须晚于下午上班时间 hours.afternoon", "must be later than hours.afternoon"),
        ),
    )
    for key, holds, why in checks:
        if not holds:
            raise TermsError(key, why.en, why)


_FIXED: Final = ("appraisal", "deadlines", "attendance", "nudges", "probing")
_FAULT_LIMITS: Final = ("respond_min", "arrive_min", "handle_min")
_OTHER_LIMITS: Final = ("feedback_min", "dispatch_min", "unanswered_min")
_LIMIT_TABLES: Final = (*(f"level{level}" for level in FAULT_LEVELS), "emergency")
_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "term.from": setting_values.day,
    "term.until": setting_values.day,
    "term.signed": setting_values.day,
    "term.books_open": setting_values.day,
    "term.appraisal": setting_values.one_of("month", "quarter", "half", "year", "contract"),
    "money.total": setting_values.money,
    "money.final": setting_values.money,
    "hours.on": setting_values.time_of_day,
    "hours.off": setting_values.time_of_day,
    "hours.noon": setting_values.time_of_day,
    "hours.afternoon": setting_values.time_of_day,
    **{
        f"limits.{name}": setting_values.minutes
        for name in (*_FAULT_LIMITS, "feedback_min", "dispatch_min", "unanswered_min")
    },
    **{f"limits.{table}.{name}": setting_values.minutes for table in _LIMIT_TABLES for name in _FAULT_LIMITS},
    "reports.owed": setting_values.some_of("weekly", "monthly", "quarterly", "half_year"),
    "systems": setting_values.names,
    "probe": read_probes,
    "network.devices": setting_values.count,
    "rulings.by": setting_values.judges,
    "slack.ops_channel": setting_values.line,
    "slack.manager_channel": setting_values.line,
    "slack.language": setting_values.one_of("zh", "en"),
}
