"""Where files go in and out: the bot's uploads and downloads as at Slack's file host, and the page's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.local.api import Interceptor, carries
from bot.local.arguments import ApiError
from bot.local.files import DOWNLOADS, LARGEST_FILE, UPLOADS, Files
from bot.local.guard import BodyTooLargeError, bounded_body
from bot.local.model import Json
from bot.local.page import BadRequestError, PageRequests
from bot.local.rehearsal import Rehearsal
from bot.local.views import Views
from bot.local.workspace import Workspace

LONGEST_NAME = 255
Answering = Callable[[], Awaitable[Response]]


class FileHost:
    """Slack's file host: an upload URL is its own permission, a download needs the bot's token.

    Who comes without the token is sent to the sign-in page, as Slack does, not told 401. An interceptor sees both as
    calls of `files.upload` and `files.download`.
    """

    def __init__(
        self, files: Files, bot_token: str, rehearsal: Rehearsal, interceptor: Interceptor | None = None
    ) -> None:
        self._files = files
        self._bot_token = bot_token
        self._rehearsal = rehearsal
        self._interceptor = interceptor
        self.routes = [
            Route(f"{UPLOADS}{{key}}", self._upload, methods=["POST"]),
            Route(f"{DOWNLOADS}{{place}}/download/{{name}}", self._download),
            Route(f"{DOWNLOADS}{{place}}/{{name}}", self._download),
        ]

    async def _upload(self, request: Request) -> Response:
        if trouble := await self._trouble("files.upload", dict(request.path_params)):
            return trouble
        try:
            content = await bounded_body(request, LARGEST_FILE)
            self._files.receive(request.path_params["key"], content)
        except BodyTooLargeError:
            return PlainTextResponse("request_too_large", status_code=413)
        except ApiError as error:
            return PlainTextResponse(error.code, status_code=400)
        return PlainTextResponse(f"OK - {len(content)}")

    async def _download(self, request: Request) -> Response:
        if trouble := await self._trouble("files.download", dict(request.path_params)):
            return trouble
        if not carries(request, self._bot_token):
            return RedirectResponse(f"/?redir={quote(request.url.path, safe='')}", status_code=302)
        try:
            return _sent(self._files, request.path_params["place"].rpartition("-")[2])
        except ApiError as error:
            return PlainTextResponse(error.code, status_code=404)

    async def _trouble(self, what: str, arguments: Json) -> Response | None:
        if trouble := await self._rehearsal.trouble():
            return trouble
        return await self._interceptor(what, arguments) if self._interceptor else None


class PageFiles(PageRequests):
    """The page's own routes for files: a person uploads for a form, and downloads what they can see."""

    def __init__(self, workspace: Workspace, files: Files, views: Views) -> None:
        super().__init__(workspace)
        self._files = files
        self._views = views
        self.routes = [
            Route("/workspace/upload", self._upload, methods=["POST"]),
            Route("/workspace/file", self._download),
        ]

    async def _upload(self, request: Request) -> Response:
        person = self._who(request.query_params.get("user"))
        name = request.query_params.get("name", "")
        if not 0 < len(name) <= LONGEST_NAME or "/" in name or not name.isprintable():
            raise BadRequestError("no name for a file")
        content = await bounded_body(request, LARGEST_FILE)
        if not content:
            raise BadRequestError("the file is empty")
        file = self._files.add(person.slack_id, name, content)
        return JSONResponse({"ok": True, "file": {key: file[key] for key in ("id", "name", "size")}})

    async def _download(self, request: Request) -> Response:
        person = self._who(request.query_params.get("user"))
        file_id = request.query_params.get("file", "")
        if not (self._files.seen_by(person.slack_id, file_id) or self._views.show(person.slack_id, file_id)):
            raise BadRequestError("no such file")
        return _sent(self._files, file_id)


def _sent(files: Files, file_id: str) -> Response:
    """The file, to be saved and never to be run as a page of ours."""
    told = files.find(file_id)
    disposition = f"attachment; filename*=UTF-8''{quote(told['name'], safe='')}"
    return Response(files.content(file_id), media_type=told["mimetype"], headers={"Content-Disposition": disposition})
