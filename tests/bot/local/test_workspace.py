"""The workspace's state and its log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.local.log import EventLog, LogDamagedError
from bot.local.model import Message
from bot.local.workspace import Workspace, dm_of
from tests.slack import CHANNELS, COMMANDS, PEOPLE

NOON = datetime(2026, 7, 3, 4, 0, tzinfo=UTC)


def workspace(log: Path | None = None, now: datetime = NOON) -> Workspace:
    return Workspace(PEOPLE, CHANNELS, COMMANDS, lambda: now, log=EventLog(log) if log else None)


def say(state: Workspace, text: str, channel: str = "C0OPS", user: str = "U0LIN") -> Message:
    return state.post(Message(channel, "", user, text))


def test_stamps_never_repeat_and_never_go_back() -> None:
    moments = iter([NOON, NOON, NOON - timedelta(hours=1), NOON + timedelta(seconds=1)])
    state = Workspace(PEOPLE, CHANNELS, COMMANDS, lambda: next(moments))
    stamps = [say(state, "x").ts for _ in range(4)]
    assert stamps == ["1783051200.000000", "1783051200.000001", "1783051200.000002", "1783051201.000000"]


def test_a_restart_shows_the_same_history(tmp_path: Path) -> None:
    log = tmp_path / "deep" / "workspace.jsonl"
    before = workspace(log)
    parent = say(before, "一\n二")
    before.post(Message("C0OPS", "", "U0WU", "reply", thread_ts=parent.ts))
    gone = say(before, "gone")
    before.delete(gone)
    before.mark_read("U0WU", "C0OPS", parent.ts)
    before.move("U0SUN", "C0OPS", joined=False)
    before.show_ephemeral(Message("C0OPS", "", "U0ZHIBAN", "secret"), "U0LIN")
    after = workspace(log)
    assert [before.describe(message) for message in before.messages("C0OPS")] == [
        after.describe(message) for message in after.messages("C0OPS")
    ]
    assert after.describe(after.messages("C0OPS")[0])["reply_count"] == 1
    assert after.unread("U0WU", "C0OPS") == 0
    assert after.open_channels("U0SUN") == ["C0OPS"]
    assert "secret" not in log.read_text(encoding="utf-8")
    assert say(after, "next").ts > gone.ts


def test_a_torn_last_line_is_cut_off(tmp_path: Path) -> None:
    log = tmp_path / "workspace.jsonl"
    say(workspace(log), "whole")
    whole = log.read_bytes()
    log.write_bytes(whole + whole[: len(whole) // 2])
    say(workspace(log), "after")
    assert [message.text for message in workspace(log).messages("C0OPS")] == ["whole", "after"]


@pytest.mark.parametrize("damage", ["{", "[]", '{"type":"dance"}', '{"type":"message","message":{"who":"x"}}'])
def test_damage_elsewhere_refuses_the_file(tmp_path: Path, damage: str) -> None:
    log = tmp_path / "workspace.jsonl"
    log.write_text(damage + "\n", encoding="utf-8")
    with pytest.raises(LogDamagedError, match=r"workspace\.jsonl:1: "):
        workspace(log)


def test_members_see_their_channels_and_only_their_own_direct_message() -> None:
    state = workspace()
    assert state.conversations_of("U0LIN") == ["C0OPS", "C0QUIET", "D0LIN"]
    assert state.conversations_of("U0CHEN") == ["C0OPS", "C0MGMT", "C0QUIET", "D0CHEN"]
    assert state.members(dm_of("U0LIN")) == {"U0LIN"}


def test_unread_counts_what_others_said_since() -> None:
    state = workspace()
    first = say(state, "one", user="U0WU")
    say(state, "two", user="U0WU")
    say(state, "mine")
    assert state.unread("U0LIN", "C0OPS") == 2
    state.mark_read("U0LIN", "C0OPS", first.ts)
    assert state.unread("U0LIN", "C0OPS") == 1
    state.mark_read("U0LIN", "C0OPS", "0.000001")
    assert state.unread("U0LIN", "C0OPS") == 1


async def test_a_place_of_another_run_or_too_long_ago_is_not_known() -> None:
    state = workspace()
    start = state.feed.place
    assert state.feed.number_of(start) == 0
    assert workspace().feed.number_of(start) is None
    assert [state.feed.number_of(place) for place in ("", "x", f"{start}9")] == [None, None, None]
    for _ in range(5_001):
        state.feed.publish({"U0LIN"}, {})
    assert state.feed.number_of(start) is None
    assert state.feed.number_of(state.feed.place_of(1)) == 1


async def test_closing_the_feed_frees_who_waits() -> None:
    state = workspace()
    state.feed.close()
    await state.feed.wait(0, 60)
    assert state.feed.closed
