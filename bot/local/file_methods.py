"""The Web API's `files.*` methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.local.arguments import ApiError, Arguments
from bot.local.files import LARGEST_FILE, Files
from bot.local.limits import MESSAGE_TEXT
from bot.local.model import Json, Message
from bot.local.workspace import Workspace, dm_of

ALT_TEXT = 1_000
MOST_CHANNELS = 100


class FileMethods:
    """Announces and completes the bot's uploads, and tells of files, as Slack answers it."""

    def __init__(self, workspace: Workspace, files: Files) -> None:
        self._workspace = workspace
        self._files = files
        self.methods: Mapping[str, Callable[[Arguments], Json]] = {
            "files.getUploadURLExternal": self._announce,
            "files.completeUploadExternal": self._complete,
            "files.info": self._info,
        }

    def _announce(self, arguments: Arguments) -> Json:
        filename, length, alt_text = arguments.text("filename"), arguments.text("length"), arguments.optional("alt_txt")
        if not (length.isascii() and length.isdigit() and int(length)):
            raise ApiError("invalid_arguments", ["[ERROR] must be a positive number [json-pointer:/length]"])
        if int(length) > LARGEST_FILE:
            raise ApiError("file_upload_size_restricted")
        if len(alt_text or "") > ALT_TEXT:
            raise ApiError("alt_txt_too_large")
        file_id, url = self._files.announce(filename, int(length), alt_text)
        return {"upload_url": url, "file_id": file_id}

    def _complete(self, arguments: Arguments) -> Json:
        titles = _titles(arguments.structure("files"))
        comment = arguments.optional("initial_comment") or ""
        if len(comment) > MESSAGE_TEXT:
            raise ApiError("msg_too_long")
        places = [self._writable(name) for name in _channels(arguments)]
        thread = self._thread(places, arguments.optional("thread_ts"))
        files = self._files.complete(titles)
        for place in places:
            message = Message(place, "", self._workspace.identity.bot_user_id, comment, thread_ts=thread, files=files)
            self._workspace.post(message)
        return {"files": files}

    def _info(self, arguments: Arguments) -> Json:
        return {"file": self._files.find(arguments.text("file")), "comments": []}

    def _writable(self, name: str) -> str:
        """The conversation of that id; a person stands for their direct message, a channel's name for nothing."""
        conversation = dm_of(name) if name in self._workspace.people else name
        if not self._workspace.exists(conversation):
            raise ApiError("channel_not_found")
        channel = self._workspace.channels.get(conversation)
        if channel and not channel.bot_is_member:
            raise ApiError("not_in_channel")
        return conversation

    def _thread(self, places: list[str], thread_ts: str | None) -> str | None:
        if thread_ts is None:
            return None
        parent = self._workspace.message(places[0], thread_ts) if len(places) == 1 else None
        if parent is None:
            raise ApiError("invalid_thread_ts")
        return parent.thread_ts or parent.ts


def _channels(arguments: Arguments) -> list[str]:
    """Where to share; `channel_id` is a conversation's id, `channels` may name people too."""
    channel = arguments.optional("channel_id")
    if channel is not None and channel.startswith("U"):
        raise ApiError("channel_not_found")
    several = [name.strip() for name in (arguments.optional("channels") or "").split(",") if name.strip()]
    named = [channel] if channel else several
    if len(named) > MOST_CHANNELS:
        raise ApiError("channels_limit_exceeded")
    return list(dict.fromkeys(named))


def _titles(files: Any) -> dict[str, str | None]:
    if not isinstance(files, list) or not files:
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: files"])
    if not all(isinstance(file, dict) and isinstance(file.get("id"), str) for file in files):
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: id [json-pointer:/files]"])
    return {file["id"]: file.get("title") for file in files}
