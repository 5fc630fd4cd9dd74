"""The phrases that dateparser reads, and that nothing else of its guesses gets through."""

from datetime import datetime

import pytest

from commands.kit.when import NotUnderstood, parse_moment
from storage.contract.periods import BEIJING

NOW = datetime(2026, 7, 15, 14, 30, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("a month ago 9:00", datetime(2026, 6, 15, 9, 0, tzinfo=BEIJING)),
        ("2 months ago at 9am", datetime(2026, 5, 15, 9, 0, tzinfo=BEIJING)),
        ("one year ago, 18:05", datetime(2025, 7, 15, 18, 5, tzinfo=BEIJING)),
    ],
)
def test_months_and_years_ago_are_read(phrase: str, expected: datetime) -> None:
    assert parse_moment(phrase, NOW) == expected


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("2 months ago", "unreadable"),
        ("2 months ago 25:00", "impossible"),
        ("2 fortnights ago 9:00", "unreadable"),
        ("may", "unreadable"),
        ("sat 5 march of time", "unreadable"),
    ],
)
def test_nothing_is_guessed(phrase: str, reason: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse_moment(phrase, NOW)
    assert refusal.value.reason == reason
