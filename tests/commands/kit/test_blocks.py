"""Messages within Slack's limits, people's words escaped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local.limits import message_errors
from commands.kit.blocks import (
    LONGEST_FIELD,
    LONGEST_HEADER,
    LONGEST_PLAIN,
    LONGEST_SECTION,
    Reply,
    bilingual,
    brief,
    bullets,
    context,
    divider,
    escape,
    header,
    pairs,
    quote,
    sections,
    shortened,
    unescape,
)
from commands.kit.texts import translator


def errors(reply: Reply) -> list[str]:
    content = reply.content()
    return message_errors(content["text"], content["blocks"])


def shown(reply: Reply) -> str:
    return "\n".join(block["text"]["text"] for block in reply.content()["blocks"])


@given(st.text(max_size=300))
def test_what_is_escaped_comes_back(words: str) -> None:
    assert unescape(escape(words)) == words
    assert not {"<", ">"} & set(escape(words))


@pytest.mark.parametrize("length", [1, LONGEST_SECTION - 1, LONGEST_SECTION, LONGEST_SECTION + 1, 20_000])
@pytest.mark.parametrize("line", [7, 2999, 3000, 3001, 50_000])
def test_a_text_of_any_length_is_shown_whole(length: int, line: int) -> None:
    words = "\n".join("字" * line for _ in range(0, length, line))[:length]
    reply = Reply(words, sections(words))
    assert errors(reply) == []
    assert shown(reply).replace("\n", "") == words.replace("\n", "")


@pytest.mark.parametrize("shift", range(6))
def test_a_long_line_is_not_cut_within_an_escaped_character(shift: int) -> None:
    words = "x" * shift + "&lt;&amp;" * 1000
    for block in Reply(words).content()["blocks"]:
        assert "<" not in escape(unescape(block["text"]["text"]))
        assert escape(unescape(block["text"]["text"])) == block["text"]["text"]


def test_no_section_is_empty() -> None:
    assert errors(Reply("x", sections("\n\n x \n" + "\n" * 4000 + "y"))) == []


@pytest.mark.parametrize(("length", "cut"), [(1, False), (LONGEST_HEADER, False), (LONGEST_HEADER + 1, True)])
def test_a_headline_is_cut_visibly(length: int, cut: bool) -> None:
    reply = Reply("x", [header("字" * length)])
    assert errors(reply) == []
    assert shown(reply).endswith("…") is cut


@pytest.mark.parametrize("count", [1, 10, 11, 25])
def test_pairs_are_ten_to_a_section(count: int) -> None:
    blocks = pairs((f"label {n}", "x" * 3000) for n in range(count))
    assert errors(Reply("x", blocks)) == []
    fields = [field["text"] for block in blocks for field in block.to_dict()["fields"]]
    assert len(fields) == count
    assert all(len(field) == LONGEST_FIELD and field.endswith("…") for field in fields)


def test_the_plain_text_is_cut_where_the_blocks_hold_all() -> None:
    reply = Reply("字" * 50_000)
    assert len(reply.content()["text"]) == LONGEST_PLAIN
    assert shown(reply).count("字") == 50_000
    assert errors(reply) == []


@pytest.mark.parametrize(("count", "more"), [(0, 0), (60, 0), (61, 1), (5000, 4940)])
def test_a_long_list_says_how_many_more_there_are(count: int, more: int) -> None:
    lines = shortened([str(n) for n in range(count)], translator("en"))
    assert lines[:60] == [str(n) for n in range(min(count, 60))]
    assert lines[60:] == ([f"and {more} more"] if more else [])


@pytest.mark.parametrize(("words", "cut"), [("12345", "12345"), ("123456", "1234…")])
def test_brief_words(words: str, cut: str) -> None:
    assert brief(words, 5) == cut


def test_every_line_of_a_quotation_is_quoted() -> None:
    assert quote("a\n<b>\n") == ">a\n>&lt;b&gt;"
    assert bullets(["a", "b"]) == "• a\n• b"


def test_a_reply_without_blocks_shows_its_text() -> None:
    assert shown(Reply("hello")) == "hello"
    assert errors(Reply("x", [divider(), context("small")])) == []


def test_a_post_is_kept_in_every_language() -> None:
    said = bilingual(lambda t: Reply(t("the PM")))
    assert {language: content["text"] for language, content in said.items()} == {"en": "the PM", "zh": "项目经理"}


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("<http://db.example.com|db.example.com> 慢", "db.example.com 慢"),
        ("<https://db.example.com/x?a=1&amp;b=2>", "https://db.example.com/x?a=1&b=2"),
        ("<mailto:lin@example.com|lin@example.com>", "lin@example.com"),
        ("<#C0OPS|general> <#C0OPS>", "#general #C0OPS"),
        ("<!here> <!channel|channel> <!subteam^S01|@ops> <!subteam^S01>", "@here @channel @ops @subteam"),
        ("<@U0WU|wu> <@U0LIN>", "<@U0WU|wu> <@U0LIN>"),
        ("a &lt;b&gt; &amp;lt; 1 &lt; 2", "a <b> &lt; 1 < 2"),
    ],
)
def test_what_slack_made_of_links_and_mentions_is_read_as_typed(sent: str, typed: str) -> None:
    assert unescape(sent) == typed


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("a=<#C0OPS|ops> b=<#C0OPS>", "a=<#C0OPS|ops> b=<#C0OPS>"),
        ("<!channel> <http://x|y> &lt;b&gt; <@U0WU|wu>", "@channel y <b> <@U0WU|wu>"),
    ],
)
def test_mentions_of_channels_stay_where_they_are_asked_for(sent: str, typed: str) -> None:
    assert unescape(sent, channels=True) == typed
