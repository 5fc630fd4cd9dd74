"""The workspace's files: uploaded at the page or by the bot, told of as Slack does, kept beside the history."""

from __future__ import annotations

import json
import mimetypes
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.local.arguments import ApiError
from bot.local.model import Json
from bot.local.picture_blocks import slack_files
from bot.local.workspace import Workspace

DOWNLOADS = "/files-pri/"
UPLOADS = "/upload/v1/"
LARGEST_FILE = 64 * 1024 * 1024
"""Slack's own limit is 1 GB; this holds what a test or a rehearsal needs."""
UNKNOWN_TYPE = "application/octet-stream"
PICTURES = frozenset({"png", "jpg", "jpeg", "gif"})
"""The types of files that an image block shows."""


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload that the bot announced and has not completed; its content is None until it came."""

    file_id: str
    filename: str
    length: int
    alt_text: str | None
    content: bytes | None = None


class Files:
    """Keeps files in memory and, where there is a folder, in it: `<id>.json` tells of the file, `<id>.bin` is it."""

    def __init__(self, workspace: Workspace, public_url: str, folder: Path | None = None) -> None:
        self._workspace = workspace
        self._base = public_url.rstrip("/")
        self._folder = folder
        self._contents: dict[str, bytes] = {}
        self._uploads: dict[str, Upload] = {}
        self._told: dict[str, Json] = {}
        if folder and folder.exists():
            described = (json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("F*.json")))
            self._told = {told["id"]: told for told in described}

    def add(self, user: str, name: str, content: bytes, **more: Any) -> Json:
        """Take a file in; returns it as Slack tells of it. `more` holds what else is told: an id, a title."""
        file_id = more.pop("id", None) or _fresh_id()
        told = {**self._described(file_id, user, name, len(content)), **more}
        self._keep(told, content)
        return told

    def find(self, file_id: str) -> Json:
        """A file as Slack tells of it.

        Raises:
            ApiError: `file_not_found`.
        """
        if file_id not in self._told:
            raise ApiError("file_not_found")
        return self._told[file_id]

    def content(self, file_id: str) -> bytes:
        """What is in a file that `find` finds."""
        if self._folder:
            return (self._folder / f"{file_id}.bin").read_bytes()
        return self._contents[file_id]

    def seen_by(self, person: str, file_id: str) -> bool:
        """Whether it is the person's own file, or one shared or shown in a message that they can read."""
        if self._told.get(file_id, {}).get("user") == person:
            return True
        return any(
            any(file["id"] == file_id for file in message.files) or self.shows(message.blocks, file_id)
            for message in self._workspace.readable_by(person)
        )

    def check_pictures(self, blocks: object) -> None:
        """See that each `slack_file` names a picture that the bot may show.

        Raises:
            ApiError: `invalid_blocks`, where one does not.
        """
        wrong = [at for at, named in slack_files(blocks) if self._picture(named) is None]
        if wrong:
            raise ApiError("invalid_blocks", [f"[ERROR] invalid slack file [json-pointer:{at}]" for at in wrong])

    def shows(self, blocks: object, file_id: str) -> bool:
        """Whether the blocks show the file as a picture."""
        pictures = (self._picture(named) for _, named in slack_files(blocks))
        return any(told is not None and told["id"] == file_id for told in pictures)

    def _picture(self, named: Json) -> Json | None:
        """The bot's picture that a `slack_file` names; None where there is none."""
        bot = self._workspace.identity.bot_user_id
        mine = (told for told in self._told.values() if told["user"] == bot and told["filetype"] in PICTURES)
        return next((told for told in mine if _is_named(told, named)), None)

    def announce(self, filename: str, length: int, alt_text: str | None) -> tuple[str, str]:
        """Expect an upload of the bot's; returns the file's id and the URL to send it to, which is good once."""
        key, file_id = secrets.token_urlsafe(24), _fresh_id()
        self._uploads[key] = Upload(file_id, filename, length, alt_text)
        return file_id, f"{self._base}{UPLOADS}{key}"

    def receive(self, key: str, content: bytes) -> None:
        """Take the content of an announced upload.

        Raises:
            ApiError: nothing of that length was announced there, or it came already.
        """
        upload = self._uploads.get(key)
        if upload is None or upload.content is not None:
            raise ApiError("invalid_upload_url")
        if len(content) != upload.length:
            raise ApiError("upload_length_mismatch")
        self._uploads[key] = Upload(upload.file_id, upload.filename, upload.length, upload.alt_text, content)

    def complete(self, titles: Mapping[str, str | None]) -> list[Json]:
        """Turn uploads, by file id, into files of the bot's; all or none.

        Raises:
            ApiError: `file_not_found`, for one that was not announced, did not come or is complete already.
        """
        by_id = {upload.file_id: key for key, upload in self._uploads.items() if upload.content is not None}
        if not titles.keys() <= by_id.keys():
            raise ApiError("file_not_found")
        return [self._completed(self._uploads.pop(by_id[file_id]), title) for file_id, title in titles.items()]

    def _completed(self, upload: Upload, title: str | None) -> Json:
        alt = {"alt_txt": upload.alt_text} if upload.alt_text else {}
        more = {"id": upload.file_id, "title": title or upload.filename, **alt}
        return self.add(self._workspace.identity.bot_user_id, upload.filename, upload.content or b"", **more)

    def _described(self, file_id: str, user: str, name: str, size: int) -> Json:
        private = f"{self._base}{DOWNLOADS}{self._workspace.identity.team_id}-{file_id}"
        created = int(self._workspace.now().timestamp())
        return {
            "id": file_id,
            "created": created,
            "timestamp": created,
            "name": name,
            "title": name,
            "mimetype": mimetypes.guess_type(name)[0] or UNKNOWN_TYPE,
            "filetype": Path(name).suffix.removeprefix(".").lower() or "binary",
            "user": user,
            "user_team": self._workspace.identity.team_id,
            "mode": "hosted",
            "is_external": False,
            "size": size,
            "url_private": f"{private}/{quote(name, safe='')}",
            "url_private_download": f"{private}/download/{quote(name, safe='')}",
            "permalink": f"{self._base}/files/{user}/{file_id}/{quote(name, safe='')}",
            "file_access": "visible",
        }

    def _keep(self, told: Json, content: bytes) -> None:
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{told['id']}.bin").write_bytes(content)
            (self._folder / f"{told['id']}.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        else:
            self._contents[told["id"]] = content
        self._told[told["id"]] = told


def _is_named(told: Json, named: Json) -> bool:
    if "id" in named:
        return bool(told["id"] == named["id"])
    return named["url"] in (told["url_private"], told["permalink"])


def _fresh_id() -> str:
    return "F0" + secrets.token_hex(5).upper()
