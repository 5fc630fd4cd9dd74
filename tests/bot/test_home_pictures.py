"""Pictures in Homes: drawn and uploaded once, waited for by nobody, and left out where Slack does not take them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block
from sqlalchemy import Connection

from bot import home, home_pictures
from bot.background import Background
from bot.home import Content, Homes
from bot.home_pictures import LONGEST_ALT, MOST_HELD, MOST_REFUSALS, UPLOADED_AGAIN_AFTER_SECONDS, HomePictures
from bot.slack_answers import TOO_MANY
from commands.kit.blocks import Attachment, sections
from commands.kit.texts import Language
from storage.contract.kinds import Person

CHEN = Person(id="chen", name="Chen", side="client", role="manager", onsite=False, slack="U0CHEN")
SPEAKS: Mapping[str, Language] = {"U0LIN": "zh", "U0WU": "zh", "U0ZHAO": "zh", "U0SUN": "en"}
INSTEAD = "Send me the picture"


def picture(day: int = 1, alt: str | None = "two lines") -> Attachment:
    return Attachment(f"{day}.png", f"Day {day}", alt=alt, instead=sections(INSTEAD))


def refusal(word: str, status: int = 200) -> SlackApiError:
    response = SimpleNamespace(data={"error": word}, status_code=status, headers={})
    return SlackApiError(word, cast("Any", response))  # type: ignore[no-untyped-call]


class Desk:
    """Its Homes show a line and a picture."""

    def __init__(self) -> None:
        self.line = "figures"
        self.file = picture()

    async def speaker(self, _slack_id: str) -> Person:
        return CHEN

    async def look(self, _read: Callable[[Connection], Content]) -> Content:
        return [*sections(self.line), self.file]


class Locales:
    async def of(self, slack_id: str) -> Language:
        return SPEAKS[slack_id]


@dataclass
class Slack:
    """Takes uploads and Homes, and refuses what it is told to."""

    uploads: list[str] = field(default_factory=list)
    views: list[tuple[str, ...]] = field(default_factory=list)
    """Who was shown what: the texts of the blocks, of pictures their file's id."""
    refuses: list[SlackApiError] = field(default_factory=list)
    """The next Homes."""
    refuses_pictures: int = 0
    """How many Homes with a picture."""
    breaks: int = 0
    """How many uploads fail."""

    async def upload(self, file: Attachment) -> str:
        self.uploads.append(file.filename)
        if self.breaks:
            self.breaks -= 1
            raise refusal("missing_scope")
        return f"F0{len(self.uploads)}"

    async def views_publish(self, *, user_id: str, view: dict[str, Any]) -> None:
        await asyncio.sleep(0)
        if self.refuses:
            raise self.refuses.pop(0)
        if self.refuses_pictures and "slack_file" in str(view):
            self.refuses_pictures -= 1
            raise refusal("invalid_blocks")
        self.views.append((user_id, *map(shown, view["blocks"])))


def shown(block: dict[str, Any]) -> str:
    return str(block["slack_file"]["id"] if block["type"] == "image" else block["text"]["text"])


@dataclass
class Scene:
    desk: Desk
    slack: Slack
    homes: Homes
    background: Background
    clock: list[float]

    async def opened(self, *people: str) -> None:
        for person in people:
            await self.homes.opened({"user": person, "tab": "home"})
        await self.settled()

    async def renewed(self, line: str) -> tuple[str, ...]:
        """The last Home of those that were renewed because something else stands there."""
        self.desk.line = line
        self.homes.renew()
        await self.settled()
        return self.slack.views[-1]

    async def settled(self) -> None:
        while self.background._tasks:
            await self.background.finish(10)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(home, "RENEWED_AFTER_SECONDS", 0.0)
    monkeypatch.setattr(home, "TRIED_AGAIN_AFTER_SECONDS", 0.0)
    monkeypatch.setattr(home_pictures, "SHOWN_AGAIN_AFTER_SECONDS", (0.0,) * (MOST_REFUSALS - 1))
    desk, slack, background, clock, unused = Desk(), Slack(), Background(), [0.0], cast("Any", None)
    pictures = HomePictures(slack.upload, background, lambda: homes.renew(), lambda: clock[0])  # noqa: PLW0108
    homes = Homes(unused, cast("Any", desk), unused, cast("Any", Locales()), cast("Any", slack), background, pictures)
    return Scene(desk, slack, homes, background, clock)


async def test_a_home_does_not_wait_for_its_picture_and_is_renewed_with_it(scene: Scene) -> None:
    await scene.opened("U0LIN")
    assert scene.slack.views == [("U0LIN", "figures", INSTEAD), ("U0LIN", "figures", "F01")]


async def test_a_picture_is_uploaded_once_for_all_who_read_a_language(scene: Scene) -> None:
    await scene.opened("U0LIN", "U0WU", "U0SUN")
    await scene.opened("U0LIN")
    await scene.renewed("changed")
    assert scene.slack.uploads == ["1.png", "1.png"]
    last = {view[0]: view[1:] for view in scene.slack.views}
    assert last == {who: ("changed", "F02" if who == "U0SUN" else "F01") for who in ("U0LIN", "U0WU", "U0SUN")}


async def test_another_day_is_another_picture_and_old_days_are_forgotten(scene: Scene) -> None:
    await scene.opened("U0LIN")
    for day in range(2, MOST_HELD + 2):
        scene.desk.file = picture(day)
        await scene.renewed(str(day))
    assert scene.slack.uploads == [f"{day}.png" for day in range(1, MOST_HELD + 2)]
    scene.desk.file = picture(2)
    await scene.renewed("kept")
    assert len(scene.slack.uploads) == MOST_HELD + 1
    scene.desk.file = picture(1)
    await scene.renewed("forgotten")
    assert len(scene.slack.uploads) == MOST_HELD + 2


@pytest.mark.parametrize("refusals", range(1, MOST_REFUSALS + 1))
async def test_a_refused_picture_is_left_out_at_once_and_shown_again_a_few_times(
    scene: Scene, caplog: pytest.LogCaptureFixture, refusals: int
) -> None:
    scene.slack.refuses_pictures = refusals
    with caplog.at_level(logging.WARNING, "zhiban"):
        await scene.opened("U0LIN")
    end = "F01" if refusals < MOST_REFUSALS else INSTEAD
    assert scene.slack.views[-1] == ("U0LIN", "figures", end)
    assert scene.slack.refuses_pictures == 0
    assert [record.message for record in caplog.records] == ["picture not shown"] * refusals
    assert [cast("Any", record).fields["trouble"] for record in caplog.records] == ["invalid_blocks"] * refusals
    assert await scene.renewed("later") == ("U0LIN", "later", end)
    assert scene.slack.uploads == ["1.png"]


async def test_homes_refused_at_the_same_time_count_as_one(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    people = ["U0LIN", "U0WU", "U0ZHAO"]
    scene.slack.refuses_pictures = len(people)
    await scene.opened(*people)
    assert {view[0]: view[2] for view in scene.slack.views} == dict.fromkeys(people, "F01")
    assert [record.message for record in caplog.records].count("picture not shown") == 1


@pytest.mark.parametrize(
    "refusals",
    [[refusal("user_not_found")] * 2 * MOST_REFUSALS, [refusal("ratelimited", TOO_MANY)] * MOST_REFUSALS],
    ids=["whatever stands in it", "too many"],
)
async def test_a_home_that_is_refused_for_another_reason_counts_not_against_its_picture(
    scene: Scene, refusals: list[SlackApiError]
) -> None:
    await scene.opened("U0LIN")
    scene.slack.refuses = list(refusals)
    assert await scene.renewed("later") == ("U0LIN", "later", "F01")
    assert scene.slack.refuses == []


async def test_a_picture_that_could_not_be_uploaded_is_tried_again_later(scene: Scene) -> None:
    scene.slack.breaks = 1
    await scene.opened("U0LIN")
    scene.clock[0] = UPLOADED_AGAIN_AFTER_SECONDS - 1
    assert await scene.renewed("too soon") == ("U0LIN", "too soon", INSTEAD)
    assert len(scene.slack.uploads) == 1
    scene.clock[0] += 1
    assert await scene.renewed("in time") == ("U0LIN", "in time", "F02")


@pytest.mark.parametrize(
    ("alt", "told"),
    [
        ("x" * LONGEST_ALT, "x" * LONGEST_ALT),
        ("x" * (LONGEST_ALT + 1), "x" * (LONGEST_ALT - 1) + "…"),
        (None, "Day 1"),
    ],
    ids=["longest", "too long", "none"],
)
async def test_the_block_tells_what_the_picture_shows(scene: Scene, alt: str | None, told: str) -> None:
    files = [picture(alt=alt)]
    assert scene.homes.pictures.of(files, "en") == {}
    await scene.settled()
    [block] = scene.homes.pictures.of(files, "en").values()
    assert as_slack_takes(block) == {
        "type": "image",
        "slack_file": {"id": "F01"},
        "alt_text": told,
        "title": {"type": "plain_text", "text": "Day 1"},
    }


def as_slack_takes(block: Block) -> dict[str, Any]:
    content = block.to_dict()
    content["title"].pop("emoji", None)
    return content
