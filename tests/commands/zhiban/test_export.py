"""`/zhiban export`: everything held, as a file for its reader alone."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from commands.kit.blocks import Attachment, Reply, bilingual
from commands.kit.saying import Write
from storage.contract.kinds import Inspection
from storage.records.facts import export_file, export_lines
from storage.records.ledger import Author
from tests.commands.conftest import Room, at, refusals

PICTURE = Attachment("a.png", "a", b"a")


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (at("10:00"), "2026-07-15"),
        (at("23:59:59"), "2026-07-15"),
        (datetime(2026, 7, 15, 16, 0, tzinfo=UTC), "2026-07-16"),
    ],
)
def test_it_sends_everything_held_under_the_days_name(room: Room, now: datetime, day: str) -> None:
    room.hold(Inspection(id="i-1", type="page", at=at("09:00"), by="lin", ok=True, note="<&>\u2028一行"))
    answer = room.does("zhao", "/zhiban export", now)
    with room.database.read() as connection:
        lines, content = list(export_lines(connection)), export_file(connection)
    assert content == "".join(f"{line}\n" for line in lines).encode()
    assert answer.file == Attachment(f"zhiban-{day}.jsonl", f"All facts held on {_shown(day)}", content)
    assert answer.text.startswith(f"{len(lines)} facts ")
    assert answer.stored == 0


def _shown(day: str) -> str:
    return f"{day} ({datetime.fromisoformat(day):%a})"


def test_others_may_not_and_it_needs_no_words(room: Room) -> None:
    for person in ("lin", "sun", "feng"):
        assert "the PM and managers" in room.refuses(person, "/zhiban export")
    refusals(room, "zhao", ["/zhiban export 2026-07", "/zhiban 导出 全部"])


def test_a_file_with_what_is_written_is_an_error_and_nothing_is_stored(room: Room) -> None:
    step = Write(lambda work: replace(Reply(work.author.person or ""), file=PICTURE))
    with pytest.raises(TypeError, match="carries no file"):
        asyncio.run(room.desk.answer(step, Author("lin", "test"), "r-file"))
    with pytest.raises(TypeError, match="carries no file"):
        bilingual(lambda _: Reply("x", file=PICTURE))
    plain = Write(lambda _: Reply("said"))
    assert asyncio.run(room.desk.answer(plain, Author("lin", "test"), "r-file")) == (Reply("said").content(), None)
