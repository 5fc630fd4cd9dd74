"""The facts file in and out: every kind of the public page, line by line."""

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.contract.fact import Fact
from storage.contract.kinds import ALL_KINDS, KIND_NAMED
from storage.records.factfile import (
    LineError,
    NumberedFact,
    canonical_order,
    decode_line,
    encode,
    field_forms,
    first_contradiction,
    read_facts,
)
from tests.storage import strategies
from tests.storage.samples import EVERY_FIELD, LEAST, line_of, lines

PAGE = Path(__file__).parents[3] / "shared" / "spec" / "facts.md"
KINDS = [kind.KIND for kind in ALL_KINDS]


def fact_of(line: str) -> Fact:
    return read_facts("f", line.encode())[0].fact


@pytest.mark.parametrize("line", lines(EVERY_FIELD) + lines(LEAST), ids=lambda line: line[10:40])
def test_a_canonical_line_comes_back_as_it_was(line: str) -> None:
    assert encode(fact_of(line)) == line
    assert encode(decode_line(line)) == line


@pytest.mark.parametrize("kind", KINDS)
def test_the_samples_hold_every_field_or_only_the_required_ones(kind: str) -> None:
    forms = field_forms(KIND_NAMED[kind])
    full, least = json.loads(line_of(kind, EVERY_FIELD)), json.loads(line_of(kind))
    assert list(full) == ["kind", *forms]
    assert list(least) == ["kind", *(name for name, form in forms.items() if form.required)]


@pytest.mark.skipif(not PAGE.exists(), reason="the public page is not here")
@pytest.mark.parametrize("kind", KINDS)
def test_fields_are_those_of_the_page_in_its_order(kind: str) -> None:
    row = next(row for row in PAGE.read_text("utf-8").splitlines() if row.startswith(f"| `{kind}` |"))
    named = re.findall(r"`([a-z0-9_]+\??)`", re.sub(r"\([^()]*\)", "", row.split("|")[2]))
    optional = {name.rstrip("?"): name.endswith("?") for name in named}
    forms = field_forms(KIND_NAMED[kind])
    assert list(forms)[: len(optional)] == list(optional)
    assert sorted(set(forms) - set(optional)) == sorted({"recorded_at", "recorded_by", "state"} - set(optional))
    assert {name: not form.required for name, form in forms.items() if name in optional} == optional


PUNCH = '{"kind":"punch","id":"p","person":"lin","way":"in","at":"2026-07-01T09:00:00+08:00"%s}'
SUPPORT = '{"kind":"support","id":"s","class":"key","at":"2026-07-01T09:00:00+08:00","used_min":%s}'
REFUSED: list[tuple[str, str | bytes, str]] = [
    ("no JSON", "{", "line: is not JSON: Expecting property name enclosed in double quotes at character 2"),
    ("two objects", "{}{}", "line: is not JSON: Extra data at character 3"),
    ("a list", "[]", "line: is not a JSON object"),
    ("no UTF-8", b'{"kind": "\xff"}', "line: is not UTF-8 at byte 11"),
    ("a second byte order mark", "\ufeff\ufeff{}", "line: is not JSON: *"),
    ("no kind", "{}", "kind: is missing"),
    ("an unknown kind", '{"kind":"holiday"}', 'kind: "holiday" is no kind of fact'),
    ("a kind that is null", '{"kind":null}', "kind: null is no kind of fact"),
    ("a kind that is a list", '{"kind":["punch"]}', 'kind: ["punch"] is no kind of fact'),
    ("an unknown field", PUNCH % ',"mood":"good"', "mood: is no field of punch"),
    ("an unknown field of two lines", PUNCH % r',"a\nb":1', r"a\nb: is no field of punch"),
    ("a missing field", '{"kind":"punch","id":"p"}', "person: is missing"),
    ("a key that stands twice", PUNCH % ',"way":"out"', "way: stands twice"),
    ("a kind that stands twice", '{"kind":"punch","kind":"punch"}', "kind: stands twice"),
    ("null for an optional field", PUNCH % ',"reason":null', "reason: null is no text"),
    ("a number for a text", PUNCH % ',"reason":5', "reason: 5 is no text"),
    ("an empty id", PUNCH.replace('"p"', '" "') % "", "id: is empty"),
    ("a NUL", PUNCH % r',"reason":"\u0000"', "reason: holds a character that no text has"),
    ("half a character", PUNCH % r',"reason":"\ud83d"', "reason: holds a character that no text has"),
    ("a choice that is none", PUNCH % ',"state":"maybe"', 'state: "maybe" is none of approved, claimed, refused'),
    ("a moment without an offset", PUNCH.replace("+08:00", "") % "", "at: '2026-07-01T09:00:00' is no moment; *"),
    ("a moment with a blank", PUNCH.replace("T09", " 09") % "", "at: '2026-07-01 09:00:00+08:00' is no moment; *"),
    ("an hour 24", PUNCH.replace("T09", "T24") % "", "at: '2026-07-01T24:00:00+08:00' is no moment of the calendar"),
    ("the 31st of June", PUNCH.replace("07-01", "06-31") % "", "at: '2026-06-31T09:00:00+08:00' is no moment of *"),
    ("a moment before year 1", PUNCH.replace("2026-07-01T09", "0001-01-01T07") % "", "at: '0001-*' is no moment of *"),
    ("a moment after 9999", PUNCH.replace("2026-07-01T09:00:00+08", "9999-12-31T23:00:00+00") % "", "at: '9999-*"),
    ("digits of another script", PUNCH.replace("2026-07-01", "２０２６-07-01") % "", "at: '２０２６-*"),
    ("a day that is a moment", line_of("duty").replace("07-23", "07-23T00:00:00+08:00"), "day: '2026-*' is no day; *"),
    ("a day of no calendar", line_of("duty").replace("07-23", "02-29"), "day: '2026-02-29' is no day of the calendar"),
    ("a truth that is a number", line_of("person").replace("true", "1"), "onsite: 1 is neither true nor false"),
    ("a number that is a text", SUPPORT % '"5"', 'used_min: "5" is no number'),
    ("a number that is a truth", SUPPORT % "true", "used_min: true is no number"),
    ("NaN", SUPPORT % "NaN", "line: NaN is no number"),
    ("infinity", SUPPORT % "-Infinity", "line: -Infinity is no number"),
    ("1e400", SUPPORT % "1e400", "used_min: is larger than any figure of this contract"),
    ("an exponent of nine digits", SUPPORT % "1e999999999", "used_min: is larger than any figure of this contract"),
    ("an exponent beyond all", SUPPORT % "1e99999999999999999999", "line: holds a number larger than any *"),
    ("4,000 digits", SUPPORT % ("9" * 4000), "used_min: is larger than any figure of this contract"),
    ("5,000 digits", SUPPORT % ("9" * 5000), "line: holds a number larger than any figure of this contract"),
    ("13 decimals", SUPPORT % "0.0000000000001", "used_min: has more than 12 decimals"),
    ("a negative length", SUPPORT % "-1", "used_min: must be at least 0"),
    ("half a level", line_of("fault").replace('"level": 5', '"level": 1.5'), "level: 1.5 is no whole number"),
    ("level 9", line_of("fault").replace('"level": 5', '"level": 9'), "level: must be 1 to 5"),
    ("level 0", line_of("fault").replace('"level": 5', '"level": 0'), "level: must be 1 to 5"),
    ("2^31 devices", line_of("fault")[:-1] + ', "devices_down": 2147483648}', "devices_down: 2147483648 is no whole *"),
    ("-1 device", line_of("fault")[:-1] + ', "devices_down": -1}', "devices_down: must be at least 0"),
    (
        "handled before it began",
        line_of("fault")[:-1] + ', "handled_at": "2026-07-04T08:59:59+08:00"}',
        "handled_at: lies before noticed_at",
    ),
    (
        "closed before it began",
        line_of("fault", EVERY_FIELD).replace("2026-07-04T12", "2026-07-03T12"),
        "closed_at: lies before started_at",
    ),
    ("a vendor that is no list", line_of("fault")[:-1] + ', "vendor": {}}', "vendor: {} is no list"),
    ("a vendor's short spell", line_of("fault")[:-1] + ', "vendor": [[]]}', "vendor: [] is no [from, until]"),
    (
        "a vendor's spell backwards",
        line_of("fault", EVERY_FIELD).replace("2026-07-04T10:20", "2026-07-04T09:19"),
        "vendor: lies before its start",
    ),
    (
        "a vendor out of order",
        line_of("fault", EVERY_FIELD).replace("2026-07-04T10:00", "2026-07-04T09:00"),
        "vendor: must be in time order",
    ),
    ("a vendor from null", line_of("fault")[:-1] + ', "vendor": [[null, null]]}', "vendor: null is no text"),
    ("a log of two", line_of("fault")[:-1] + ', "log": [["x", "y"]]}', 'log: ["x", "y"] is no [at, person, text]'),
    ("a checklist with a wrong part", line_of("inspection")[:-1] + ', "items": [["a", "b", "c"]]}', "items: *"),
    ("a half of two days", line_of("leave")[:-1] + ', "half": "pm"}', "half: only a leave of one day can be half"),
    ("leave backwards", line_of("leave").replace("07-03", "07-01"), "until: lies before from"),
    ("a person who left before", line_of("person")[:-1] + ', "from": "2026-07-02", "until": "2026-07-01"}', "until: *"),
    ("fed back before found", line_of("problem")[:-1] + ', "fed_back_at": "2026-07-03T10:01:00+08:00"}', "fed_back_*"),
    ("answered before asked", line_of("request")[:-1] + ', "answered_at": "2026-07-06T09:00:00+08:00"}', "answered_*"),
    ("a guard backwards", line_of("guard").replace('"until": "2026-07-12"', '"until": "2026-07-11"'), "until: *"),
    ("a vacancy backwards", line_of("vacancy")[:-1] + ', "until": "2026-07-08"}', "until: lies before from"),
    (
        "maintenance backwards",
        line_of("downtime_exempt").replace('00", "why', '00", "why').replace("18T00", "18T01", 1),
        "until: *",
    ),
    ("a weekly for a month", line_of("document").replace("monthly", "weekly"), "for: '2026-07' is no week"),
    ("a month 13", line_of("document").replace("2026-07", "2026-13"), "for: '2026-13' is no month"),
    ("a third invoice", line_of("document").replace("monthly", "invoice"), "for: an invoice is first or second"),
    ("a day due for a monthly", line_of("document")[:-1] + ', "due": "2026-07-01"}', "due: only a document of type *"),
    ("a short digest", line_of("document")[:-1] + ', "sha256": "00"}', "sha256: must be 64 hexadecimal digits *"),
    ("rank 2 of 1", line_of("rank").replace('"rank": 1', '"rank": 2'), "rank: is beyond the number ranked (of)"),
    ("rank 0", line_of("rank").replace('"rank": 1', '"rank": 0'), "rank: must be at least 1"),
    ("a rank not recorded", re.sub(r', "recorded_at".*', "}", line_of("rank")), "recorded_at: is missing"),
    ("a note on a row that is judged", line_of("note").replace("conduct.dress", "fault.respond"), "row: *"),
    ("a note that counts 0", line_of("note")[:-1] + ', "count": 0}', "count: must be at least 1"),
    ("points on a fixed row", line_of("note")[:-1] + ', "points": -1}', "points: this row has fixed points"),
    (
        "no points where there is a choice",
        line_of("note").replace("conduct.dress", "satisfaction.attitude"),
        "points: *",
    ),
    ("a guard's note about nothing", line_of("note").replace("conduct.dress", "guard.hazard"), "about: name the *"),
    ("900 lists in each other", PUNCH % (',"reason":' + "[" * 900 + "]" * 900), "reason: *"),
    ("990 lists in each other", PUNCH % (',"reason":' + "[" * 990 + "]" * 990), "*"),
    ("100,000 lists in each other", "[" * 100_000, "line: is nested too deep"),
]


@pytest.mark.parametrize(("line", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_line_is_refused_with_file_line_and_field(line: str | bytes, why: str) -> None:
    content = line if isinstance(line, bytes) else line.encode()
    with pytest.raises(ValueError, match=":3: ") as refusal:
        read_facts("facts.jsonl", line_of("person").encode() + b"\n\n" + content + b"\n{}\n")
    said = str(refusal.value)
    pattern = re.escape(f"facts.jsonl:3: {why}").replace(r"\*", ".*")
    assert re.fullmatch(pattern, said), said


def test_a_byte_order_mark_blank_lines_and_windows_line_ends_are_taken() -> None:
    content = b"\xef\xbb\xbf\r\n" + LEAST.replace(b"\n", b"\r\n\r\n \t\n")
    assert [entry.fact for entry in read_facts("f", content)] == [entry.fact for entry in read_facts("f", LEAST)]
    assert [entry.line for entry in read_facts("f", content)][:3] == [2, 5, 8]


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b" \r\n\t\n"])
def test_a_file_of_nothing_holds_nothing(content: bytes) -> None:
    assert read_facts("f", content) == []


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ('"used_min": 90.50, "outage_min": 0.0', '"used_min": 90.5'),
        ('"used_min": 9e1', '"used_min": 90'),
        ('"used_min": -0.0', '"used_min": 0'),
        ('"used_min": 999999999999999', '"used_min": 999999999999999'),
        ('"used_min": 1e-12', '"used_min": 0.000000000001'),
        ('"used_min": 5, "state": "approved", "recorded_at": "2026-07-15T01:00:00Z"', '"used_min": 5'),
    ],
)
def test_numbers_are_short_and_defaults_left_out(written: str, canonical: str) -> None:
    assert encode(fact_of(line_of("support").replace('"used_min": 0', written))) == line_of("support").replace(
        '"used_min": 0', canonical
    )


@pytest.mark.parametrize(
    ("said", "canonical"),
    [
        ("2026-07-01T10:00:00Z", "2026-07-01T18:00:00+08:00"),
        ("2026-06-30T23:30-10:30", "2026-07-01T18:00:00+08:00"),
        ("2026-07-01T18:00:00.50+08:00", "2026-07-01T18:00:00.500000+08:00"),
        ("0001-01-01T00:00:00Z", "0001-01-01T08:00:00+08:00"),
        ("9999-12-31T23:59:59.999999+08:00", "9999-12-31T23:59:59.999999+08:00"),
    ],
)
def test_moments_are_written_in_beijing_time(said: str, canonical: str) -> None:
    line = line_of("punch")
    assert encode(fact_of(line.replace("2026-07-01T18:00:00+08:00", said))) == line.replace(
        "2026-07-01T18:00:00+08:00", canonical
    )


def test_defaults_that_depend_on_other_fields_are_left_out() -> None:
    team, client, fault = line_of("person"), lines(LEAST)[0], line_of("fault")
    assert encode(fact_of(team[:-1] + ', "duty": true}')) == team
    assert encode(fact_of(client[:-1] + ', "duty": false}')) == client
    started = '"level": 5, "type": "function", "started_at": "2026-07-04T01:00:00Z", "noticed_at"'
    assert encode(fact_of(fault.replace('"level": 5, "type": "function", "noticed_at"', started))) == fault


def test_persons_stand_first_then_time_then_kind_then_id() -> None:
    def punch(id_: str, at: str) -> str:
        return line_of("punch").replace("pun-1", id_).replace("2026-07-01T18:00:00", at)

    ordered = [
        *lines(LEAST)[:2],
        line_of("document"),
        line_of("duty").replace("2026-07-23", "2026-07-01"),
        punch("a", "2026-07-01T00:00:00"),
        punch("b", "2026-07-01T00:00:00"),
        punch("0", "2026-07-01T00:00:01"),
    ]
    shuffled = random.Random(1).sample(ordered, len(ordered))
    assert [encode(fact) for fact in sorted(map(fact_of, shuffled), key=canonical_order)] == ordered


@pytest.mark.parametrize("field", ["person", "by", "assignee", "recorded_by"])
def test_whom_a_fact_names_must_be_a_person_known(field: str) -> None:
    kind = {"person": "punch", "by": "problem", "assignee": "fault", "recorded_by": "punch"}[field]
    values: dict[str, Any] = {**json.loads(line_of(kind)), field: "qian"}
    entries = [NumberedFact(4, fact_of(line_of("person"))), NumberedFact(7, fact_of(json.dumps(values)))]
    contradiction = first_contradiction(entries, lambda _: False)
    assert contradiction is not None
    line, error = contradiction
    assert (line, str(error)) == (7, f'{field}: "qian" is no person in the file or already held')
    assert first_contradiction(entries, {"qian"}.__contains__) is None


def test_the_bot_itself_is_always_known() -> None:
    entries = read_facts("f", (line_of("problem").replace('"lin"', '"zhiban"')).encode())
    assert first_contradiction(entries, lambda _: False) is None


@pytest.mark.parametrize("kind", ALL_KINDS, ids=KINDS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_fact_survives_writing_and_reading(kind: type[Fact], data: st.DataObject) -> None:
    fact = data.draw(strategies.facts(kind))
    line = encode(fact)
    assert fact_of(line) == fact
    assert encode(fact_of(line)) == line
    assert encode(decode_line(line)) == line


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(base=st.sampled_from(lines(EVERY_FIELD)), data=st.data())
def test_a_line_with_one_field_otherwise_is_read_or_refused_never_worse(base: str, data: st.DataObject) -> None:
    values = json.loads(base)
    field = data.draw(st.sampled_from([*values, "odd"]))
    values[field] = data.draw(JSON_VALUES)
    fact, refusal = told(json.dumps(values).encode())
    assert refusal == "" or (refusal.startswith("f:1: ") and refusal.isprintable())
    assert all(fact_of(encode(one)) == one for one in fact)


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read, refusal = told(content)
    assert read == []
    assert refusal.startswith("f:") or not content.removeprefix(b"\xef\xbb\xbf").strip()


def told(content: bytes) -> tuple[list[Fact], str]:
    """What was read, and why nothing was."""
    try:
        return [entry.fact for entry in read_facts("f", content)], ""
    except LineError as refusal:
        return [], str(refusal)


@pytest.mark.parametrize("kind", ["survey", "plan", "rank"])
@pytest.mark.parametrize("period", ["2026-W27", "2026-07", "2026-Q3", "2026-H2", "2026", "contract"])
def test_a_survey_rank_or_plan_is_for_any_written_period(kind: str, period: str) -> None:
    line = json.dumps(json.loads(line_of(kind)) | {"for": period})
    (entry,) = read_facts("facts.jsonl", line.encode())
    assert f'"for": "{period}"' in encode(entry.fact)
