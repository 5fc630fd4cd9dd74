"""Words, ids, options and pairs, as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.kit.arguments import one_line, split_first, split_id, take_options, take_pairs, within
from commands.kit.blocks import unescape
from commands.kit.saying import Refused, needed
from commands.kit.texts import text

FLAGS, VALUED = ("outage", "no-duty"), ("level", "system")


@pytest.mark.parametrize(
    ("words", "first", "rest"),
    [
        ("", "", ""),
        ("   ", "", ""),
        ("one", "one", ""),
        (" one  two  three ", "one", "two  three"),
        ("one\ttwo", "one", "two"),
        ("one\ntwo\nthree", "one", "two\nthree"),
        ("报障　首页 打不开", "报障", "首页 打不开"),
    ],
)
def test_the_first_word_is_split_off(words: str, first: str, rest: str) -> None:
    assert split_first(words) == (first, rest)


@pytest.mark.parametrize("word", ["f-3", "`f-3`", "#f-3", "ｆ－３"])
def test_an_id_is_freed_of_what_surrounds_it(word: str) -> None:
    assert split_id(f" {word}　9:05 重启 ") == ("f-3", "9:05 重启")


@pytest.mark.parametrize(
    ("words", "options", "rest"),
    [
        ("", {}, ""),
        ("慢", {}, "慢"),
        ("--level 3", {"level": "3"}, ""),
        ("慢 --level 3", {"level": "3"}, "慢"),
        ("--level 3 慢", {"level": "3"}, "慢"),
        ("首页 --level 3 慢", {"level": "3"}, "首页 慢"),
        ("慢 --level=3 --outage", {"level": "3", "outage": ""}, "慢"),
        ("慢 --LEVEL = 3", {"level": "3"}, "慢"),
        ("慢 —level 3", {"level": "3"}, "慢"),
        ("慢 ——level 3", {"level": "3"}, "慢"),
        ("慢 --级别 3", {"level": "3"}, "慢"),
        ("慢 –level＝3", {"level": "3"}, "慢"),
        ("慢 －－level：3", {"level": "3"}, "慢"),
        ('慢 --system "a b" --outage', {"system": "a b", "outage": ""}, "慢"),
        ("慢 --system “a b” 9:05", {"system": "a b"}, "慢 9:05"),
        ("慢 --system ”a b“", {"system": "a b"}, "慢"),
        ("慢 --no-duty", {"no-duty": ""}, "慢"),
        ("慢 - 很慢 -- 真的 — 慢 —— 慢", {}, "慢 - 很慢 -- 真的 — 慢 —— 慢"),
        ("光缆中断 —疑似施工 ——待查", {}, "光缆中断 —疑似施工 ——待查"),
        ("a-level b_system x--y", {}, "a-level b_system x--y"),
    ],
)
def test_options_stand_anywhere(words: str, options: dict[str, str], rest: str) -> None:
    assert take_options(words, flags=FLAGS, valued=VALUED) == (options, rest)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("慢 --levle 3", "levle"),
        ("慢 --等级 3", "等级"),
        ("慢 --level3", "level3"),
        ("慢 --level 3 --level 4", "level"),
        ("慢 --outage --outage", "outage"),
        ("慢 --level", "level"),
        ("慢 --level --outage", "level"),
        ("慢 --level=", "level"),
        ('慢 --system "a b', "system"),
        ('慢 --system ""', "system"),
        ("慢 --outage=no", "outage"),
        ("慢 --outage：no", "outage"),
        ("慢 -level 3", "level"),
        ("慢 －level 3", "level"),
        ("慢--level 3", "level"),
        ("慢—level 3", "level"),
    ],
)
def test_what_looks_like_an_option_is_taken_or_refused(words: str, named: str) -> None:
    with pytest.raises(Refused) as refusal:
        take_options(words, flags=FLAGS, valued=VALUED)
    assert refusal.value.why.values["name"] == named


@given(st.text(max_size=60))
def test_any_words_are_split_or_refused(words: str) -> None:
    try:
        options, rest = take_options(words, flags=FLAGS, valued=VALUED)
    except Refused:
        return
    assert options or rest == words.strip()


@pytest.mark.parametrize(
    ("words", "pairs"),
    [
        ("", {}),
        ("portal", {}),
        ("x a=1", {}),
        ("a=1", {"a": "1"}),
        ("A = 1", {"a": "1"}),
        ("a=1 2 b=", {"a": "1 2", "b": ""}),
        ("a＝1\nb=2", {"a": "1", "b": "2"}),
        ("a=x=y b=c", {"a": "x=y", "b": "c"}),
    ],
)
def test_pairs(words: str, pairs: dict[str, str]) -> None:
    assert take_pairs(words) == pairs


@pytest.mark.parametrize(
    ("words", "dotted", "pairs"),
    [
        ("limits.level1.respond_min=5", True, {"limits.level1.respond_min": "5"}),
        ("limits.level1.respond_min=5", False, {}),
        ("a=x b.c=1", False, {"a": "x b.c=1"}),
        ("a=x b.c=1", True, {"a": "x", "b.c": "1"}),
        ("title=坏 2.5=3", True, {"title": "坏 2.5=3"}),
    ],
)
def test_a_dotted_field_is_one_only_where_it_is_asked_for(words: str, dotted: bool, pairs: dict[str, str]) -> None:
    assert take_pairs(words, dotted=dotted) == pairs


def test_a_field_given_twice_is_refused() -> None:
    with pytest.raises(Refused):
        take_pairs("a=1 A=2")


@pytest.mark.parametrize(("length", "fits"), [(0, True), (10, True), (11, False), (5000, False)])
def test_words_are_kept_within_a_length(length: int, fits: bool) -> None:
    if fits:
        assert within("字" * length, 10) == "字" * length
    else:
        with pytest.raises(Refused) as refusal:
            within("字" * length, 10)
        assert refusal.value.why.values == {"length": length, "longest": 10}


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x1b", "\r", "\x7f"])
def test_control_characters_are_refused(character: str) -> None:
    with pytest.raises(Refused):
        within(f"a{character}b", 10)


def test_line_ends_and_tabs_are_no_control_characters() -> None:
    assert within("a\nb\tc", 10) == "a\nb\tc"
    assert one_line(" a\nb\t　c ") == "a b c"


def test_what_is_needed_is_asked_for() -> None:
    assert needed("x", text("what")) == "x"
    with pytest.raises(Refused) as refusal:
        needed("", text("what"))
    assert refusal.value.why.values["what"] == text("what")


@pytest.mark.parametrize("words", ["<!channel>", "<@U0LIN>", "a & b", "&lt;", "<https://x|y>"])
def test_peoples_words_in_a_refusal_are_harmless(words: str) -> None:
    shown = Refused(text("“{words}”", words=words)).why.values["words"]
    assert not {"<", ">"} & set(shown)
    assert unescape(shown) == words


@pytest.mark.parametrize("words", ["", " ", "\u200b", "\u200b \ufeff\u3000"])
def test_what_shows_nothing_says_nothing(words: str) -> None:
    with pytest.raises(Refused):
        needed(words, text("why"))


@pytest.mark.parametrize("words", ["x", "\u200bx", "因"])
def test_what_shows_something_is_taken(words: str) -> None:
    assert needed(words, text("why")) == words
