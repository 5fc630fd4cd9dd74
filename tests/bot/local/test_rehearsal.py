"""Trouble on order and a clock to set, over the page's own API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.slack import SlackStandIn


def post(slack: SlackStandIn, what: str, **content: object) -> int:
    said = {"user": "U0LIN", **content}
    return httpx.post(f"{slack.url}/workspace/{what}", json=said, trust_env=False).status_code


def call(slack: SlackStandIn) -> httpx.Response:
    headers = {"Authorization": f"Bearer {slack.token}"}
    return httpx.post(slack.api_url + "auth.test", headers=headers, trust_env=False, timeout=30)


@pytest.mark.parametrize(("mood", "status"), [("limited", 429), ("down", 503), ("slow", 200), ("normal", 200)])
def test_the_web_api_is_as_ordered(slack: SlackStandIn, mood: str, status: int) -> None:
    assert post(slack, "rehearsal", mood=mood) == 200
    answer = call(slack)
    assert answer.status_code == status
    assert ("retry-after" in answer.headers) == (mood == "limited")
    assert post(slack, "rehearsal", mood="normal") == 200
    assert call(slack).status_code == 200
    assert post(slack, "rehearsal", mood="bad") == 400


def test_the_clock_is_set_in_the_workspace_s_zone() -> None:
    now = [datetime(2026, 7, 15, 1, 30, tzinfo=UTC)]
    with SlackStandIn(clock=lambda: now[0], set_clock=lambda moment: now.__setitem__(0, moment)) as slack:
        assert post(slack, "clock", at="2026-07-16T08:00") == 200
        assert now[0] == datetime(2026, 7, 16, 0, 0, tzinfo=UTC)
        assert post(slack, "clock", at="tomorrow") == 400
        assert now[0].utcoffset() == timedelta(hours=8)


def test_a_clock_that_cannot_be_set_says_so(slack: SlackStandIn) -> None:
    assert post(slack, "clock", at="2026-07-16T08:00") == 400
    people = httpx.get(f"{slack.url}/workspace/people", trust_env=False).json()
    assert people["clock"] is False
