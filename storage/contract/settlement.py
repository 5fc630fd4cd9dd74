"""Periods that were closed: the standing as text, to be kept for good, and what today's judging makes differently.

The text holds all that is needed to show the standing again without judging anything: periods, figures, and every
entry with its reason, evidence and rulings. A row's running outlook is left out: a closed period has none.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from storage.contract.kinds import Ruling
from storage.contract.model import Entry, RowStanding, Standing
from storage.contract.periods import Span, parse_moment, write_moment
from storage.contract.text import Text

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An entry that is not what it was when the period was closed; `before` or `after` is None where there is none."""

    before: Entry | None
    after: Entry | None

    @property
    def entry(self) -> Entry:
        """The entry as it would be today; as it was settled where it is gone."""
        return cast("Entry", self.after or self.before)

    @property
    def points(self) -> tuple[Decimal, Decimal]:
        """What the entry booked when the period was closed, and what it would book today."""
        return booked_points(self.before), booked_points(self.after)

    @property
    def causes(self) -> tuple[str, ...]:
        """The facts and rulings, `kind:id`, that may have made the difference."""
        entries = [entry for entry in (self.before, self.after) if entry is not None]
        evidence = [name for entry in entries for name in entry.evidence]
        rulings = [f"{Ruling.KIND}:{ruling.id}" for entry in entries for ruling in entry.rulings]
        return tuple(dict.fromkeys((*evidence, *rulings)))


def booked_points(entry: Entry | None) -> Decimal:
    """What the entry counts in the booked score: nothing where it is not there, waived or pending."""
    return Decimal(0) if entry is None or entry.pending else entry.points


def as_kept(standing: Standing) -> Standing:
    """The standing with exactly what its text keeps."""
    return replace(standing, rows=tuple(_row_as_kept(row) for row in standing.rows))


def settled_text(standing: Standing) -> str:
    """The standing as canonical JSON: keys in order, no blanks, decimals as text."""
    return json.dumps(_standing(standing), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    """The SHA-256 of a settled text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_settled(text: str) -> Standing:
    """The standing that `settled_text` wrote. Raises ValueError for a text of another format."""
    data = json.loads(text)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError("the text is no settled standing of this format")
    period = data["period"]
    return Standing(
        period=Span(
            period["form"], period["name"], date.fromisoformat(period["from"]), date.fromisoformat(period["until"])
        ),
        at=parse_moment(data["at"]),
        booked=Decimal(data["booked"]),
        projected=Decimal(data["projected"]),
        grade=data["grade"],
        projected_grade=data["projected_grade"],
        refund=_maybe_decimal(data["refund"]),
        projected_refund=_maybe_decimal(data["projected_refund"]),
        rows=tuple(_read_row(row) for row in data["rows"]),
        unjudged=tuple(data["unjudged"]),
    )


def adjustments(settled: Standing, today: Standing) -> tuple[Adjustment, ...]:
    """Every entry that appeared, vanished, or counts or stands otherwise than it was settled, by its moment.

    Only the rows that `today` judged are compared.
    """
    judged = {row.code for row in today.rows}
    before = {entry.key: entry for entry in settled.entries if entry.row in judged}
    after = {entry.key: entry for entry in today.entries}
    found = [
        Adjustment(before.get(key), after.get(key))
        for key in {**before, **after}
        if _stands(before.get(key)) != _stands(after.get(key))
    ]
    return tuple(sorted(found, key=lambda adjustment: (adjustment.entry.at, adjustment.entry.key)))


def _stands(entry: Entry | None) -> tuple[Any, ...] | None:
    """What of an entry the closing settles."""
    return None if entry is None else (entry.points, entry.status, entry.pending)


def _row_as_kept(row: RowStanding) -> RowStanding:
    return replace(row, outlook=(), entries=tuple(_entry_as_kept(entry) for entry in row.entries))


def _entry_as_kept(entry: Entry) -> Entry:
    return replace(entry, rulings=tuple(_read_ruling(_ruling(ruling), entry.key) for ruling in entry.rulings))


def _standing(standing: Standing) -> dict[str, Any]:
    period = standing.period
    return {
        "format": FORMAT,
        "period": {
            "form": period.form,
            "name": period.name,
            "from": period.first.isoformat(),
            "until": period.last.isoformat(),
        },
        "at": write_moment(standing.at),
        "booked": _decimal(standing.booked),
        "projected": _decimal(standing.projected),
        "grade": standing.grade,
        "projected_grade": standing.projected_grade,
        "refund": None if standing.refund is None else _decimal(standing.refund),
        "projected_refund": None if standing.projected_refund is None else _decimal(standing.projected_refund),
        "unjudged": list(standing.unjudged),
        "rows": [_row(row) for row in standing.rows],
    }


def _row(row: RowStanding) -> dict[str, Any]:
    return {
        "code": row.code,
        "booked": _decimal(row.booked),
        "pending": _decimal(row.pending),
        "applicable": row.applicable,
        "judged": row.judged,
        "note": None if row.note is None else row.note._asdict(),
        "entries": [_entry(entry) for entry in row.entries],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "at": write_moment(entry.at),
        "worth": _decimal(entry.worth),
        "points": _decimal(entry.points),
        "status": entry.status,
        "pending": entry.pending,
        "person": entry.person,
        "reason": entry.reason._asdict(),
        "evidence": list(entry.evidence),
        "rulings": [_ruling(ruling) for ruling in entry.rulings],
    }


def _ruling(ruling: Ruling) -> dict[str, Any]:
    return {
        "id": ruling.id,
        "ruling": ruling.ruling,
        "by": ruling.by,
        "at": write_moment(ruling.at),
        "reason": ruling.reason,
    }


def _read_row(data: Mapping[str, Any]) -> RowStanding:
    return RowStanding(
        code=data["code"],
        booked=Decimal(data["booked"]),
        pending=Decimal(data["pending"]),
        applicable=data["applicable"],
        judged=data["judged"],
        note=None if data["note"] is None else Text(**data["note"]),
        entries=tuple(_read_entry(data["code"], entry) for entry in data["entries"]),
    )


def _read_entry(row: str, data: Mapping[str, Any]) -> Entry:
    return Entry(
        row=row,
        key=data["key"],
        at=parse_moment(data["at"]),
        worth=Decimal(data["worth"]),
        points=Decimal(data["points"]),
        status=data["status"],
        pending=data["pending"],
        reason=Text(**data["reason"]),
        evidence=tuple(data["evidence"]),
        rulings=tuple(_read_ruling(ruling, data["key"]) for ruling in data["rulings"]),
        person=data["person"],
    )


def _read_ruling(data: Mapping[str, Any], entry: str) -> Ruling:
    return Ruling(
        id=data["id"],
        entry=entry,
        ruling=data["ruling"],
        by=data["by"],
        at=parse_moment(data["at"]),
        reason=data["reason"],
    )


def _decimal(number: Decimal) -> str:
    return str(number)


def _maybe_decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
