"""What the ops channel shows of a day: one post a fault, kept true in place, its story in its thread, in order."""

from __future__ import annotations

import pytest

from bot.local.limits import message_errors
from bot.local.model import Message
from tests.bot.day import Day
from tests.bot.running import OPS, slack_id, words_of

POSTS = [
    "inspection:i-1",
    "inspection:i-2",
    "problem:pr-1",
    "problem:pr-2",
    "fault:f-1",
    "fault:f-2",
    "downtime_exempt:m-1",
    "inspection:i-3",
]
STORIES = {
    "fault:f-1": [
        ("Feng", "已登记，发现时间为 2026-07-15 09:20"),
        ("Lin", "响应：2026-07-15 09:21。现由 Lin 负责"),
        ("Lin", "到场：2026-07-15 09:22"),
        ("Lin", "2026-07-15 09:23 转交厂商"),
        ("Lin", "2026-07-15 09:24 由厂商交回"),
        ("Lin", "2026-07-15 09:25。“重启网关后恢复”"),
        ("Lin", "已向报障人反馈"),
        ("Lin", "关闭：2026-07-15 09:28"),
    ],
    "fault:f-2": [
        ("Zhao", "已登记，发现时间为 2026-07-15 09:22"),
        ("Wu", "响应：2026-07-15 09:24。现由 Wu 负责"),
        ("Zhao", "现由 Lin 负责"),
        ("Zhao", "由 2 级调整为 1 级"),
        ("Zhao", "trouble = 断电"),
    ],
}


def key_of(message: Message) -> str:
    assert message.metadata is not None
    return str(message.metadata["event_payload"]["key"])


class Channel:
    """The ops channel once everything that was said has reached it."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.slack = day.bot.slack

    def posts(self) -> dict[str, Message]:
        return {key_of(message): message for message in self.slack.messages(OPS)}

    def story(self, key: str) -> list[Message]:
        return self.slack.thread(OPS, self.posts()[key].ts) if key in self.posts() else []

    def all_there(self) -> bool:
        told = all(len(self.story(key)) >= len(lines) for key, lines in STORIES.items())
        return told and len(self.slack.messages(OPS)) >= len(POSTS)

    def shows(self, key: str, *words: str) -> bool:
        return all(part in words_of([self.posts()[key].text, self.posts()[key].blocks]) for part in words)


@pytest.fixture(scope="module")
def channel(day: Day) -> Channel:
    found = Channel(day)
    found.slack.wait_for(found.all_there, seconds=60)
    return found


def test_everything_has_one_post(channel: Channel) -> None:
    assert [key_of(message) for message in channel.slack.messages(OPS)] == POSTS
    assert [m.text for m in channel.posts().values() if message_errors(m.text, m.blocks)] == []


def test_a_post_shows_state_who_and_limits_as_moments(channel: Channel) -> None:
    assert channel.shows("fault:f-1", "门户首页打不开", "3 级", "已关闭", "Lin", "2026-07-15 09:50", "2026-07-15 17:21")
    assert channel.shows("fault:f-2", "1 级", "portal", "应急", "Lin", "2026-07-15 10:22 周三", "2026-07-15 17:22 周三")
    assert channel.shows("downtime_exempt:m-1", "2026-07-16 22:00", "2026-07-17 02:00", "数据库升级")
    assert channel.shows("problem:pr-1", "Wu", "2026-07-15 09:20", "09:30", "首页加载很慢")


def test_peoples_words_are_escaped(channel: Channel) -> None:
    assert channel.shows("inspection:i-2", "disks &amp; swap &lt;ok&gt;")


def test_what_was_taken_back_says_so(channel: Channel) -> None:
    assert channel.shows("inspection:i-3", "已撤回")
    assert channel.shows("problem:pr-2", "已撤回")


@pytest.mark.parametrize("key", STORIES)
def test_the_thread_tells_the_story_in_order(channel: Channel, key: str) -> None:
    told = [message.text for message in channel.story(key)]
    assert len(told) == len(STORIES[key])
    for (who, what), line in zip(STORIES[key], told, strict=True):
        assert who in line.partition(":")[2] or who in line
        assert what in line


def test_claims_and_voids_are_told_privately(channel: Channel) -> None:
    told = {person: words_of([m.text for m in channel.slack.dms(slack_id(person))]) for person in ("lin", "zhao")}
    assert all(words in told["lin"] for words in ("p-1", "l-1", "l-2", "pr-2"))
    assert "p-4" in told["zhao"]
    shown = words_of([[message.text, message.blocks] for message in channel.slack.messages(OPS)])
    assert not [word for word in ("打卡", "病假", "年假", "去医院") if word in shown]


def test_what_changes_later_is_edited_in_place(channel: Channel) -> None:
    before, bot = channel.posts(), channel.day.bot
    bot.say("wu", "/fault arrive f-2 9:26")
    bot.say("zhao", "/zhiban void i-1 记错了")
    channel.slack.wait_for(lambda: channel.shows("fault:f-2", "✓ 09:26"))
    channel.slack.wait_for(lambda: channel.shows("inspection:i-1", "已撤回"))
    bot.say("wu", "/zhiban undo")
    channel.slack.wait_for(lambda: not channel.shows("fault:f-2", "✓ 09:26"))
    assert {key: post.ts for key, post in channel.posts().items()} == {key: post.ts for key, post in before.items()}
    channel.slack.wait_for(lambda: len(channel.story("fault:f-2")) == len(STORIES["fault:f-2"]) + 2)
    assert "到场：已撤回" in channel.story("fault:f-2")[-1].text
