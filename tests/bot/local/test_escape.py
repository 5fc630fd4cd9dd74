"""Typed text, as Slack hands it on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local.escape import escape_typed
from bot.local.model import LocalPerson
from tests.slack import CHANNELS, PEOPLE

TWO_WORDS = LocalPerson("U0LI", "Li Na")


@pytest.mark.parametrize(
    ("typed", "escaped"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("@Lin", "<@U0LIN|lin>"),
        ("@lin, @WU。", "<@U0LIN|lin>, <@U0WU|wu>。"),
        ("请@Lin", "请@Lin"),
        ("（@Lin）", "（<@U0LIN|lin>）"),
        ("lin@Lin.example", "lin@Lin.example"),
        ("@Linus", "@Linus"),
        ("@nobody", "@nobody"),
        ("@Li Na", "<@U0LI|li.na>"),
        ("#ops #opsx", "<#C0OPS|ops> #opsx"),
        ("@here", "<!here>"),
        ("<@U0LIN>", "&lt;@U0LIN&gt;"),
        ("见 https://example.invalid/a。", "见 <https://example.invalid/a>。"),
        ("(http://example.invalid/@Lin)", "(<http://example.invalid/@Lin>)"),
    ],
)
def test_mentions_channels_and_links_are_bracketed(typed: str, escaped: str) -> None:
    assert escape_typed(typed, [*PEOPLE, TWO_WORDS], CHANNELS, labelled=True) == escaped


def test_a_message_s_mention_carries_no_label() -> None:
    assert escape_typed("@Lin in #ops", PEOPLE, CHANNELS) == "<@U0LIN> in <#C0OPS>"


@given(st.text(alphabet=st.characters(exclude_characters="@#")).filter(lambda text: "://" not in text))
def test_text_without_mentions_or_links_comes_back_whole(typed: str) -> None:
    escaped = escape_typed(typed, PEOPLE, CHANNELS)
    assert not set("<>") & set(escaped)
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == typed
