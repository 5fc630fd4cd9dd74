"""Pictures in blocks that name a file of the workspace's own (`slack_file`), wherever an image may stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.local.limit_rules import items
from bot.local.model import Json


def slack_files(blocks: object) -> Iterator[tuple[str, Json]]:
    """Every `slack_file` of blocks that `block_errors` has nothing against, with the place where it stands."""
    for index, block in enumerate(items(blocks)):
        for at, image in _images(block, f"/blocks/{index}"):
            if isinstance(image.get("slack_file"), dict):
                yield f"{at}/slack_file", image["slack_file"]


def _images(block: Json, at: str) -> Iterator[tuple[str, Json]]:
    yield at, block
    accessory: Any = block.get("accessory")
    in_row = [(f"{at}/elements/{index}", element) for index, element in enumerate(items(block.get("elements")))]
    for place, one in [(f"{at}/accessory", accessory), *in_row]:
        if isinstance(one, dict):
            yield place, one
