"""Pictures in Homes: each is uploaded to Slack once, shared nowhere, and stands in every Home that shows it."""

import logging
import time
from asyncio import sleep
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from slack_sdk.models.blocks import Block, ImageBlock

from bot.background import Background
from bot.logs import log
from bot.slack_answers import trouble_of
from commands.kit.blocks import Attachment, brief
from commands.kit.texts import Language

SHOWN_AGAIN_AFTER_SECONDS: Final = (5.0, 20.0)
"""How long after each refusal a picture is shown again: Slack refuses one that it has not looked through yet."""
MOST_REFUSALS: Final = len(SHOWN_AGAIN_AFTER_SECONDS) + 1
UPLOADED_AGAIN_AFTER_SECONDS: Final = 300.0
MOST_HELD: Final = 8
"""How many pictures are remembered: those of a few days, in every language."""
LONGEST_ALT: Final = 2000

Upload = Callable[[Attachment], Awaitable[str]]
"""Draws a picture and brings it to Slack; its file id."""


class _Key(NamedTuple):
    filename: str
    title: str
    language: Language


@dataclass
class _Held:
    """What is known of a picture; its block is None until Slack has it."""

    block: Block | None = None
    refusals: int = 0
    waits: bool = True
    """While it is under way, or rests after a refusal."""
    uploaded_again_from: float = 0.0

    @property
    def shown(self) -> Block | None:
        """The block, while it may be tried."""
        return None if self.waits or self.refusals >= MOST_REFUSALS else self.block


@dataclass(frozen=True)
class HomePictures:
    """The pictures of all Homes. Nobody waits for one: `on_change` is called when there is one more to show."""

    upload: Upload
    background: Background
    on_change: Callable[[], None]
    now: Callable[[], float] = time.monotonic
    _held: OrderedDict[_Key, _Held] = field(default_factory=OrderedDict, init=False)

    def of(self, files: Sequence[Attachment], language: Language) -> dict[str, Block]:
        """The blocks of those that can be shown now, by file name; those that Slack has not are sent on their way."""
        shown = {file.filename: self._shown(file, language) for file in files}
        return {filename: block for filename, block in shown.items() if block is not None}

    def refused(self, blocks: Collection[Block], trouble: str) -> None:
        """Slack took a Home only without these: they rest, are shown again, and after the last time no more.

        Other Homes that were refused at the same time count as one.
        """
        for held in list(self._held.values()):
            if held.shown is not None and held.shown in blocks:
                self._rest(held, trouble)

    def _shown(self, file: Attachment, language: Language) -> Block | None:
        key = _Key(file.filename, file.title, language)
        held = self._held.get(key)
        if held is None:
            held = self._held[key] = _Held()
            self._forget_oldest()
            self.background.start(self._bring(file, held))
        elif held.block is None and not held.waits and self.now() >= held.uploaded_again_from:
            held.waits = True
            self.background.start(self._bring(file, held))
        return held.shown

    def _forget_oldest(self) -> None:
        while len(self._held) > MOST_HELD:
            self._held.popitem(last=False)

    async def _bring(self, file: Attachment, held: _Held) -> None:
        try:
            held.block = _block(file, await self.upload(file))
        except Exception as error:  # noqa: BLE001 -- whatever it was, the Home stands without it
            log("picture not uploaded", level=logging.WARNING, error=error, trouble=trouble_of(error))
            held.uploaded_again_from = self.now() + UPLOADED_AGAIN_AFTER_SECONDS
        else:
            log("picture uploaded")
            self.on_change()
        finally:
            held.waits = False

    def _rest(self, held: _Held, trouble: str) -> None:
        held.refusals += 1
        log("picture not shown", level=logging.WARNING, trouble=trouble, refusals=held.refusals)
        if held.refusals < MOST_REFUSALS:
            held.waits = True
            self.background.start(self._show_again(held, SHOWN_AGAIN_AFTER_SECONDS[held.refusals - 1]))

    async def _show_again(self, held: _Held, seconds: float) -> None:
        await sleep(seconds)
        held.waits = False
        self.on_change()


def _block(file: Attachment, file_id: str) -> Block:
    return ImageBlock(slack_file={"id": file_id}, alt_text=brief(file.alt or file.title, LONGEST_ALT), title=file.title)
