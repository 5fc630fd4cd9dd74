"""Rulings: who may rule on what, every step of an entry's life, and whom it is told."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from commands.kit.arguments import LONGEST_TEXT
from commands.kit.texts import LANGUAGES, Language, translator
from storage.contract.kinds import Guard, Note, Person, Problem, Punch, Ruling
from storage.contract.periods import day_of
from storage.contract.rulings import RulingWord
from storage.records.outbox import Post, mark_shown
from tests.commands.conftest import NOW, Room, at

KEY = "inspect.missed:page:2026-07-13"
LATE = "attendance.late_early:lin:2026-07-02:in"
GOOD = "inspect.proactive:pr-1"
BOSS = Person(id="boss", name="Boss", side="team", role="manager", onsite=False, slack="boss")
PARTY = Person(id="qin", name="Qin", side="client", role="manager", onsite=False, slack="qin")
CHEN_WAIVED: tuple[tuple[Language, str], ...] = (("en", "Chen waived"), ("zh", "Chen"))
PAST: dict[RulingWord, str] = {"confirm": "chen", "waive": "chen", "uphold": "chen", "appeal": "lin"}
STATUS: dict[RulingWord, str] = {"confirm": "confirmed", "waive": "waived", "uphold": "upheld", "appeal": "appealed"}


@pytest.fixture
def late(room: Room) -> Room:
    """Lin came late on 2 July; a problem beyond the scope was found on the 14th."""
    room.hold(
        Punch(id="p-1", person="lin", way="in", at=at("09:10", "2026-07-02")),
        Punch(id="p-2", person="lin", way="out", at=at("18:10", "2026-07-02")),
        Problem(
            id="pr-1", found_at=at("10:00", "2026-07-14"), fed_back_at=at("10:05", "2026-07-14"), scope="out", by="lin"
        ),
    )
    return room


def ruled(room: Room, *words: RulingWord, key: str = KEY, before: datetime = NOW) -> None:
    """Let these rulings stand on the entry, one a minute."""
    for number, word in enumerate(words):
        moment = before - timedelta(minutes=len(words) - number)
        room.hold(Ruling(id=f"old-{number}", entry=key, ruling=word, by=PAST[word], at=moment, reason="x"))


def status(room: Room, key: str = KEY, person: str = "zhao", now: datetime = NOW) -> str:
    words = room.does(person, f"/score explain `{key}`", now).words.splitlines()
    return next(line for place, line in enumerate(words) if words[place - 1] == "*Status*")


def told(room: Room, person: str, language: Language = "en") -> list[str]:
    """What the person was told, in order."""
    posts = [post for post in room.outbox().values() if post.recipient == person]
    return [post.content[language]["text"] for post in posts]


def sent(room: Room) -> None:
    """Let Slack have the newest version of every post."""
    for post in room.outbox().values():
        shown = partial(mark_shown, post_id=post.id, version=post.wanted, channel="D1", ts="1.1")
        room.database.write(shown).result(10)


def asks(post: Post) -> bool:
    return post.open and any(block["type"] == "actions" for block in post.content["en"]["blocks"])


@pytest.mark.parametrize(
    ("past", "allowed"),
    [
        ((), {"confirm", "waive", "appeal"}),
        (("confirm",), {"waive", "appeal"}),
        (("waive",), {"confirm"}),
        (("appeal",), {"uphold", "waive"}),
        (("appeal", "uphold"), {"waive"}),
        (("appeal", "waive"), {"confirm"}),
        (("appeal", "waive", "confirm"), {"waive"}),
        (("confirm", "appeal"), {"uphold", "waive"}),
        (("waive", "confirm"), {"waive", "appeal"}),
    ],
)
@pytest.mark.parametrize("word", list(STATUS))
def test_an_entrys_life(room: Room, past: tuple[RulingWord, ...], allowed: set[RulingWord], word: RulingWord) -> None:
    ruled(room, *past)
    before = status(room)
    typed = f"/score {word} {KEY} 新的理由"
    if word in allowed:
        room.does(PAST[word], typed)
        assert status(room) == STATUS[word]
        newest = room.fact(Ruling, "r-1")
        assert (newest.by, newest.reason, newest.at, newest.recorded_by) == (PAST[word], "新的理由", NOW, PAST[word])
    else:
        for language in LANGUAGES:
            assert KEY in room.refuses(PAST[word], typed, language=language)
        assert status(room) == before


def test_an_appealed_entry_cannot_be_confirmed_and_the_refusal_says_what_can(room: Room) -> None:
    ruled(room, "appeal")
    assert "uphold or waive" in room.refuses("chen", f"/score confirm {KEY} 属实")
    assert "`/score explain" not in room.refuses("lin", f"/score appeal {KEY} 再次申诉")


@pytest.mark.parametrize("word", list(STATUS))
def test_a_double_click_has_one_effect(room: Room, word: RulingWord) -> None:
    ruled(room, *(("appeal",) if word == "uphold" else ()))
    typed = f"/score {word} {KEY} 理由"
    assert room.does(PAST[word], typed).stored == 1
    before = room.outbox()
    again = room.does(PAST[word], typed)
    assert (again.stored, "Nothing was changed" in again.text) == (0, True)
    assert room.outbox() == before
    assert KEY in room.refuses(PAST[word], f"{typed}二")


@pytest.mark.parametrize(
    "words",
    [
        f"{KEY}",
        "",
        "inspect.missed 属实",
        "inspect.mised:page:2026-07-13 属实",
        f"{KEY} {'x' * (LONGEST_TEXT + 1)}",
        "inspect.missed:page:2026-07-16 未到",
        f"{KEY} x\x07",
    ],
)
@pytest.mark.parametrize("word", list(STATUS))
def test_what_lacks_a_key_or_a_reason_is_refused(room: Room, word: RulingWord, words: str) -> None:
    for language in LANGUAGES:
        room.refuses(PAST[word], f"/score {word} {words}", language=language)


def test_a_reason_may_be_as_long_as_texts_are(room: Room) -> None:
    room.does("chen", f"/score waive {KEY} {'长' * LONGEST_TEXT}")
    assert status(room) == "waived"


@pytest.mark.parametrize("typed", [KEY.upper(), KEY.title(), f"`{KEY}`", f"` {KEY} `"])
def test_a_key_is_found_in_any_case(room: Room, typed: str) -> None:
    room.does("chen", f"/score 免扣 {typed} 机房断电")
    assert room.fact(Ruling, "r-1").entry == KEY


@pytest.mark.parametrize(
    ("person", "may"),
    [("chen", True), ("qin", True), ("boss", False), ("zhao", False), ("lin", False), ("feng", False)],
)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", ["confirm", "waive", "uphold", "rule"])
def test_only_the_clients_managers_rule(room: Room, person: str, language: Language, word: str, *, may: bool) -> None:
    room.hold(BOSS, PARTY)
    ruled(room, *(("appeal",) if word == "uphold" else ()))
    typed = f"/score rule waive {KEY} 理由" if word == "rule" else f"/score {word} {KEY} 理由"
    if may:
        room.does(person, typed, language=language)
    else:
        refusal = room.refuses(person, typed, language=language)
        who = "managers on the client's side" if person == "boss" else "managers"
        assert translator(language)("This is for {who}.", who=translator(language)(who)) in refusal


def test_a_setting_lets_the_companys_managers_rule_too(room: Room) -> None:
    room.hold(BOSS)
    room.terms = type(room.terms)({"rulings": {"by": ["client", "team"]}})
    room.__post_init__()
    room.does("boss", f"/score waive {KEY} 理由")


@pytest.mark.parametrize(("person", "may"), [("lin", True), ("zhao", True), ("wu", False), ("sun", False)])
def test_a_personal_entry_is_for_that_person_and_the_pm_to_appeal(late: Room, person: str, *, may: bool) -> None:
    if may:
        late.does(person, f"/score appeal {LATE} 地铁停运")
        assert status(late, LATE) == "appealed"
    else:
        refused = late.refuses(person, f"/score appeal {LATE} 地铁停运")
        missing = late.refuses(person, f"/score appeal {LATE.replace('-02', '-03')} 地铁停运")
        assert refused.replace("-02", "-03") == missing, "nobody learns whether there is such an entry"


@pytest.mark.parametrize(("person", "may"), [("lin", True), ("zhao", True), ("wu", False)])
def test_a_personal_entry_that_is_not_hidden_says_who_may_appeal(room: Room, person: str, *, may: bool) -> None:
    room.hold(Note(id="n-1", row="conduct.dress", at=at("09:00"), by="chen", person="lin", text="未着工装"))
    typed = "/score appeal conduct.dress:n-1 当日外出维修"
    if may:
        room.does(person, typed)
    else:
        assert "for Lin or the PM to appeal" in room.refuses(person, typed)


@pytest.mark.parametrize("person", ["lin", "wu", "sun", "zhao"])
def test_what_is_nobodys_own_anybody_of_the_team_appeals(room: Room, person: str) -> None:
    room.does(person, f"/score appeal {KEY} 已巡检")


def test_a_clients_own_note_is_confirmed_as_it_is_made(room: Room) -> None:
    room.hold(Note(id="n-1", row="fault.advice", at=at("09:00"), by="chen", about="f", text="建议采纳"))
    assert "client's own note" in room.refuses("chen", "/score confirm fault.advice:n-1 属实")
    room.does("chen", "/score waive fault.advice:n-1 记错")
    assert status(room, "fault.advice:n-1") == "waived"


def test_a_period_row_is_found_in_its_own_period(room: Room) -> None:
    august, key = at("10:00", "2026-08-03"), "emergency.plan:2026-07"
    room.does("lin", f"/score appeal {key} 预案已交纸质版", august)
    room.does("chen", f"/score uphold {key.upper()} 未见纸质版", august)
    assert "upheld" in room.does("feng", f"/score explain {key}", august).words
    assert "upheld" in room.does("feng", f"/score explain {key} 2026-07", august).words
    room.refuses("feng", f"/score explain {key} 2026-Q3", august)
    room.refuses("feng", "/score explain emergency.plan:2025-07", august)


class TestWhoIsTold:
    def test_of_a_waiver_the_person_and_the_pm(self, late: Room) -> None:
        late.does("chen", f"/score waive {LATE} 地铁停运证明")
        for person in ("lin", "zhao"):
            for language, words in CHEN_WAIVED:
                assert [words in line and LATE in line for line in told(late, person, language)] == [True]
        assert {post.recipient for post in late.outbox().values()} == {"lin", "zhao"}, "nothing in the channel"

    @pytest.mark.parametrize("key", [LATE, GOOD])
    def test_of_a_confirmation_against_them_or_awaited(self, late: Room, key: str) -> None:
        late.does("chen", f"/score confirm {key} 属实")
        assert ["Chen confirmed" in line for line in told(late, "zhao")] == [True]

    def test_not_of_a_confirmation_that_changes_nothing_for_anybody(self, room: Room) -> None:
        hazard = "guard.hazard:n-"
        room.hold(
            Guard(id="g", name="会议", from_=day_of(at("09:00", "2026-07-01")), until=day_of(at("09:00", "2026-07-09")))
        )
        for number in range(1, 8):
            note = Note(
                id=f"n-{number}",
                row="guard.hazard",
                at=at("09:00", f"2026-07-0{number}"),
                by="lin",
                about="g",
                text="x",
            )
            room.hold(note)
        room.does("chen", f"/score confirm {hazard}7 属实")
        assert told(room, "zhao") == []

    def test_of_an_appeal_the_rulers_who_decide_with_buttons_until_it_is_decided(self, late: Room) -> None:
        late.hold(PARTY, BOSS)
        late.does("lin", f"/score appeal {LATE} 地铁停运")
        questions = [post for post in late.outbox().values() if post.key.startswith("score.appeal:")]
        assert sorted(post.recipient for post in questions) == ["chen", "qin"]
        assert all(asks(post) for post in questions)
        assert "地铁停运" in late.posted(questions[0].key)
        sent(late)
        late.does("qin", f"/score uphold {LATE} 无证明")
        assert not [post for post in late.outbox().values() if asks(post)]
        for language in LANGUAGES:
            assert "无证明" in late.posted(questions[0].key, language)
        assert ["Lin appeals" in line for line in told(late, "zhao")][:1] == [True]
        assert "Qin upheld" in told(late, "lin")[-1]

    def test_of_the_outcome_whoever_appealed(self, room: Room) -> None:
        room.does("sun", f"/score appeal {KEY} 已巡检")
        room.does("chen", f"/score waive {KEY} 有记录")
        assert "Chen waived" in told(room, "sun")[-1]
        assert told(room, "lin") == []

    def test_a_ruling_that_is_taken_back_is_told_too_and_the_question_asks_again(self, room: Room) -> None:
        room.does("lin", f"/score appeal {KEY} 已巡检")
        room.does("chen", f"/score waive {KEY} 有记录", at("10:01"))
        question = "score.appeal:r-1:chen"
        assert not asks(room.outbox()[question])
        room.does("chen", "/zhiban undo", at("10:02"))
        assert status(room) == "appealed"
        assert "Chen took a waiver back" in told(room, "lin")[-1]
        assert asks(room.outbox()[question])
        room.does("zhao", "/zhiban void r-1 重复申诉", at("10:03"))
        assert status(room) == "provisional"
        assert not asks(room.outbox()[question])
        room.does("lin", f"/score appeal {KEY} 补充材料", at("10:04"))
        assert asks(room.outbox()["score.appeal:r-3:chen"])

    def test_who_has_left_is_not_told(self, late: Room) -> None:
        late.does("zhao", "/zhiban person leave lin 2026-07-14", at("10:00", "2026-07-14"))
        late.does("chen", f"/score waive {LATE} 地铁停运")
        assert told(late, "lin") == []

    def test_a_fact_that_is_voided_leaves_no_trouble_for_its_ruling(self, late: Room) -> None:
        late.does("lin", f"/score appeal {LATE} 地铁停运")
        sent(late)
        late.does("zhao", "/zhiban void p-1 误打卡", at("10:01"))
        late.refuses("chen", f"/score uphold {LATE} 属实", at("10:02"))
        late.does("zhao", "/zhiban void r-1 已无此项", at("10:03"))
        assert "no longer to be decided" in late.posted("score.appeal:r-1:chen")
        assert not late.outbox()["score.appeal:r-1:chen"].open


class TestSeveral:
    KEYS = tuple(f"inspect.missed:page:2026-07-{day:02}" for day in (10, 11, 12))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_each_is_ruled_on_or_left_with_the_reason_why(self, room: Room, language: Language) -> None:
        room.hold(Ruling(id="r", entry=self.KEYS[0], ruling="waive", by="chen", at=at("09:00"), reason="x"))
        gone = "inspect.missed:page:2026-07-16"
        answer = room.does(
            "chen", f"/score rule 豁免 {' '.join(self.KEYS)} {gone} {self.KEYS[1].upper()} 机房断电", language=language
        )
        assert answer.stored == 2
        assert [status(room, key) for key in self.KEYS] == ["waived"] * 3
        done, _, left = answer.words.partition(translator(language)("Not done"))
        assert [key in done for key in (*self.KEYS, gone)] == [False, True, True, False]
        assert [key in left for key in (*self.KEYS, gone)] == [True, False, False, True]
        assert len({one.reason for one in room.facts(Ruling)}) == 2
        assert len(told(room, "zhao")) == 2

    def test_said_twice_it_has_one_effect(self, room: Room) -> None:
        typed = f"/score rule confirm {' '.join(self.KEYS)} 属实"
        assert room.does("chen", typed).stored == 3
        again = room.does("chen", typed)
        assert (again.stored, "0 of 3" in again.text) == (0, True)

    @pytest.mark.parametrize(
        "words",
        [
            "",
            "confirm",
            "confirm 属实",
            f"confirm {KEY}",
            f"appeal {KEY} x",
            "waive inspect.mised:page:1 x",
            f"waive {KEY} inspect.mised:page:1 x",
            "confirm inspect.missed x",
        ],
    )
    def test_what_lacks_something_is_refused_whole(self, room: Room, words: str) -> None:
        for language in LANGUAGES:
            room.refuses("chen", f"/score rule {words}", language=language)


@pytest.mark.parametrize(
    ("person", "past", "labels"),
    [
        ("chen", (), ["confirm", "waive"]),
        ("chen", ("confirm",), ["waive"]),
        ("chen", ("waive",), ["confirm"]),
        ("chen", ("appeal",), ["uphold", "waive"]),
        ("lin", (), ["appeal"]),
        ("zhao", ("confirm",), ["appeal"]),
        ("zhao", ("waive",), []),
        ("zhao", ("appeal", "uphold"), []),
        ("feng", (), []),
        ("wu", (), None),
    ],
)
def test_an_explained_entry_has_the_buttons_that_its_reader_may_press(
    late: Room, person: str, past: tuple[RulingWord, ...], labels: list[str] | None
) -> None:
    if labels is None or person == "feng":
        late.refuses(person, f"/score explain {LATE}")
        return
    ruled(late, *past, key=LATE)
    answer = late.does(person, f"/score explain {LATE}")
    rows = [block for block in answer.content["blocks"] if block["type"] == "actions"]
    assert [element["action_id"].split(".")[2] for row in rows for element in row["elements"]] == labels
    assert all(element["action_id"].startswith("ask.score.") for row in rows for element in row["elements"])


def test_waived_entries_stay_visible_struck_out(room: Room) -> None:
    room.does("chen", f"/score waive {KEY} 机房断电")
    for typed in (
        "/score month",
        f"/score explain {KEY}",
        "/score explain inspect.missed 2026-07",
        "/score waiting 2026-07",
    ):
        shown = room.does("feng", typed, at("10:01")).words
        assert any("~" in line and KEY in line for line in shown.splitlines()), typed
    assert "机房断电" in room.does("feng", f"/score explain {KEY}", at("10:01")).words


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_for_somebodys_word_is_counted_where_the_score_is_shown(late: Room, language: Language) -> None:
    t = translator(language)
    before = late.does("feng", "/score 2026-07", language=language).words
    assert t("Punches and leave that wait for approval: {count} — `/clock status`", count=1) not in before
    late.does("lin", "/clock leave 病假 2026-07-20")
    late.does("wu", "/clock fix 2026-08-03 in 9:00 x", at("18:00", "2026-08-03"))
    words = late.does("feng", "/score 2026-07", language=language).words
    assert t("Punches and leave that wait for approval: {count} — `/clock status`", count=1) in words
    favour = t(
        "In the team's favour, once the client confirms: {points} ({count}) — `/score waiting`", points="+0.5", count=1
    )
    assert favour in words
    late.does("chen", f"/score confirm {GOOD} 属实")
    assert favour not in late.does("feng", "/score 2026-07", at("10:01"), language).words
