"""The score: rows × facts × now → entries and a standing, exactly as the project's scoring page has it.

Start 100, no cap either way. Booked is what counts, projected adds what is pending at today's worth.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from storage.contract.calendar import WorkCalendar
from storage.contract.case import Case, RulingsOn
from storage.contract.facts import Facts
from storage.contract.kinds import Ruling
from storage.contract.measures import MEASURES
from storage.contract.model import Entry, Finding, NotApplicable, Row, RowStanding, Standing, Status
from storage.contract.periods import SPAN_OF, Span, day_of, parse_span, write_moment
from storage.contract.terms import Terms
from storage.contract.text import Text

STATUS_AFTER: Final[dict[str, Status]] = {
    "confirm": "confirmed",
    "waive": "waived",
    "appeal": "appealed",
    "uphold": "upheld",
}
NOT_RUNNING: Final = Text("考核期尚未开始，或在启用前已经结束", "the period has not begun, or ended before books open")
NO_MEASURE: Final = Text("本行尚无判定方法，不计分", "no measure judges this row")


class PeriodError(ValueError):
    """A period nobody can be appraised on; the message is one English sentence."""


def resolve_period(text: str, terms: Terms, now: datetime) -> Span:
    """The appraisal period somebody names, clipped to the term.

    `month`, `quarter`, `half` and `year` mean the one that holds `now`, `contract` the term; otherwise a written form.
    Raises PeriodError for a week, a period outside the term, or anything else.
    """
    if text == "contract":
        return terms.term
    span = _span_meant(text, now)
    if span.form == "week":
        raise PeriodError(f"A week is no appraisal period: {text}; name a month such as {terms.from_:%Y-%m}.")
    inside = span.clipped(terms.from_, terms.until)
    if inside is None:
        raise PeriodError(f"{span.name} lies outside the term, {terms.from_} to {terms.until}.")
    return inside


def score(
    facts: Facts,
    terms: Terms,
    calendar: WorkCalendar,
    rows: Iterable[Row],
    period: Span,
    now: datetime,
    rulings: RulingsOn | None = None,
) -> Standing:
    """The standing of the period at `now`.

    `facts` are all facts, or at least those in the rows' windows, and all rulings unless `rulings` finds them; what is
    not yet known at `now` is left out here, so `calendar` should not hold declared days (`calendar_day` facts are
    applied here). `period` comes from `resolve_period`.
    """
    return judged(Case.at(facts, terms, calendar, period, now, rulings), rows)


def judged(case: Case, rows: Iterable[Row]) -> Standing:
    """The standing in a case, for whoever asks the same case more than that."""
    terms = case.terms
    standings = tuple(_judge(row, case) for row in rows)
    booked = terms.start + sum((row.booked for row in standings), Decimal(0))
    projected = booked + sum((row.pending for row in standings), Decimal(0))
    unjudged = tuple(row.code for row in standings if not row.judged)
    grade, projected_grade = terms.grade_of(booked), terms.grade_of(projected)
    return Standing(
        period=case.period,
        at=case.now,
        booked=booked,
        projected=projected,
        grade=None if unjudged else grade,
        projected_grade=None if unjudged else projected_grade,
        refund=None if unjudged else terms.refund_of(grade),
        projected_refund=None if unjudged else terms.refund_of(projected_grade),
        rows=standings,
        unjudged=unjudged,
    )


def standing_as_json(standing: Standing) -> dict[str, Any]:
    """The standing as the facts page's *The score as data* has it; `unjudged` names rows no measure judges, if any."""
    data = {
        "period": standing.period.name,
        "from": standing.period.first.isoformat(),
        "until": standing.period.last.isoformat(),
        "at": write_moment(standing.at),
        "booked": _number(standing.booked),
        "projected": _number(standing.projected),
        "grade": standing.grade,
        "projected_grade": standing.projected_grade,
        "refund_cny": None if standing.refund is None else f"{standing.refund:.2f}",
        "rows": [_row_as_json(row) for row in standing.rows],
    }
    return data | ({"unjudged": list(standing.unjudged)} if standing.unjudged else {})


def _span_meant(text: str, now: datetime) -> Span:
    form = next((form for form in SPAN_OF if form == text), None)
    if form is not None:
        return SPAN_OF[form](day_of(now))
    try:
        return parse_span(text)
    except ValueError as error:
        raise PeriodError(f"{text!r} is no period; write month, quarter, half, year, contract or 2026-07.") from error


def _judge(row: Row, case: Case) -> RowStanding:
    if row.measure is None:
        return RowStanding(code=row.code, judged=False, note=NO_MEASURE)
    if row.accrues and not case.accrues:
        return RowStanding(code=row.code, applicable=False, note=NOT_RUNNING)
    judgement = MEASURES[row.measure].judge(row, case)
    if isinstance(judgement, NotApplicable):
        return RowStanding(code=row.code, applicable=False, note=judgement.why)
    return _standing(row, case, [finding for finding in judgement if case.judged_at(finding.at)])


def _standing(row: Row, case: Case, findings: list[Finding]) -> RowStanding:
    stand = [stands(finding, case) and bool(finding.points or not finding.accrues) for finding in findings]
    standing = [finding for finding, entry in zip(findings, stand, strict=True) if entry]
    outlook = [finding for finding, entry in zip(findings, stand, strict=True) if finding.accrues and not entry]
    rulings = case.ruled([finding.key(row) for finding in standing])
    entries = sorted(
        (_entry(row, finding, rulings.get(finding.key(row), ())) for finding in standing),
        key=lambda entry: (entry.at, entry.key),
    )
    to_come = sum((finding.points for finding in outlook), Decimal(0))
    return RowStanding(
        code=row.code,
        booked=sum((entry.points for entry in entries if not entry.pending), Decimal(0)),
        pending=sum((entry.points for entry in entries if entry.pending), to_come),
        entries=tuple(entries),
        outlook=tuple(outlook),
    )


def stands(finding: Finding, case: Case) -> bool:
    """Whether the moment of the finding has come; a whole day's once the day's end has passed."""
    return case.over(day_of(finding.at)) if finding.whole_day else finding.at <= case.now


def _entry(row: Row, finding: Finding, rulings: tuple[Ruling, ...]) -> Entry:
    status = _status(finding, rulings)
    points = Decimal(0) if status == "waived" else finding.points
    return Entry(
        row=row.code,
        key=finding.key(row),
        at=finding.at,
        worth=finding.points,
        points=points,
        status=status,
        pending=points > 0 and not finding.accrues and status not in ("confirmed", "upheld"),
        reason=finding.reason,
        evidence=finding.evidence,
        rulings=rulings,
        person=finding.person,
    )


def _status(finding: Finding, rulings: tuple[Ruling, ...]) -> Status:
    if rulings:
        return STATUS_AFTER[rulings[-1].ruling]
    return "confirmed" if finding.confirmed else "provisional"


def _row_as_json(row: RowStanding) -> dict[str, Any]:
    return {
        "code": row.code,
        "booked": _number(row.booked),
        "pending": _number(row.pending),
        "applicable": row.applicable,
        "entries": [_entry_as_json(entry) for entry in row.entries],
    }


def _entry_as_json(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "at": write_moment(entry.at),
        "points": _number(entry.points),
        "status": entry.status,
        "evidence": list(entry.evidence),
    }


def _number(points: Decimal) -> int | float:
    return int(points) if points == points.to_integral_value() else float(points)
