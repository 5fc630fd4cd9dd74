"""Views: the modals a person has before them, the last one on top, and everybody's Home."""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass
from typing import Any

from bot.local.arguments import ApiError
from bot.local.files import Files
from bot.local.limits import view_errors
from bot.local.model import Identity, Json
from bot.local.values import Values, state_of, with_ids
from bot.local.workspace import Workspace

DEEPEST = 3
REMEMBERED = 200
GIVEN = ("type", "title", "submit", "close", "blocks", "private_metadata", "callback_id", "external_id")
FLAGS = ("clear_on_close", "notify_on_close")


@dataclass(slots=True)
class View:
    """A modal or a Home, as a bot gave it.

    Attributes:
        view_id: Slack's id, which stays when the view is updated.
        person: whose it is.
        content: what the bot gave, with the ids it left out.
        hash: changes with every update.
        root_id: the lowest modal of its stack.
        previous_id: the modal below.
    """

    view_id: str
    person: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        return list(self.content["blocks"])


class Views:
    """Keeps the views and tells the open pages of them; state is kept in memory only, as an app can publish anew.

    Attributes:
        opened: the modals that were opened or pushed, as the bot was told of them; the newest `REMEMBERED`.
    """

    def __init__(self, workspace: Workspace, files: Files) -> None:
        self._workspace = workspace
        self._files = files
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}
        self.opened: deque[Json] = deque(maxlen=REMEMBERED)

    def open(self, person: str, given: Any) -> View:
        """Open a modal; what the person had before them goes.

        Raises:
            ApiError: Slack would not take the view. So do `push`, `update` and `publish`.
        """
        view = self._made(person, given, "modal")
        self._stacks[person] = [view]
        return self._shown(view)

    def push(self, person: str, given: Any) -> View:
        """Put a modal on top of those before a person."""
        stack = self._stacks.get(person)
        if not stack:
            raise ApiError("not_found")
        if len(stack) >= DEEPEST:
            raise ApiError("push_limit_reached")
        view = self._made(person, given, "modal")
        view.root_id, view.previous_id = stack[0].view_id, stack[-1].view_id
        stack.append(view)
        return self._shown(view)

    def update(self, view: View, given: Any, expected_hash: str | None = None) -> View:
        """Put other content into a view that is still there."""
        if expected_hash is not None and expected_hash != view.hash:
            raise ApiError("hash_conflict")
        view.content = self._checked(given, view.content["type"])
        view.hash = _fresh_hash(self._workspace)
        self._tell(view)
        return view

    def publish(self, person: str, given: Any, expected_hash: str | None = None) -> View:
        """Put a person's Home in place of what it was."""
        home = self._homes.get(person)
        if home:
            return self.update(home, given, expected_hash)
        home = self._homes[person] = self._made(person, given, "home")
        self._tell(home)
        return home

    def find(self, view_id: str | None, external_id: str | None = None) -> View:
        """The view with one of these ids.

        Raises:
            ApiError: `not_found`.
        """
        for view in self._all():
            if view_id == view.view_id or (external_id and external_id == view.content["external_id"]):
                return view
        raise ApiError("not_found")

    def home(self, person: str) -> View | None:
        """A person's Home, None before it was published."""
        return self._homes.get(person)

    def stack(self, person: str) -> list[View]:
        """The modals before a person, the top one last."""
        return list(self._stacks.get(person, ()))

    def show(self, person: str, file_id: str) -> bool:
        """Whether a picture stands in a person's Home, or in a modal before them."""
        views = (view for view in self._all() if view.person == person)
        return any(self._files.shows(view.blocks, file_id) for view in views)

    def close(self, view: View) -> None:
        """Take a modal, and what was pushed above it, from before its person."""
        stack = self._stacks.get(view.person, [])
        if view in stack:
            del stack[stack.index(view) :]
            self._tell(view)

    def clear(self, person: str) -> list[View]:
        """Take all modals from before a person; returns them, the top one first."""
        stack = self._stacks.pop(person, [])
        if stack:
            self._tell(stack[0])
        return stack[::-1]

    def describe(self, view: View, values: Values | None = None) -> Json:
        """A view as Slack tells it; with `values` its state is that of a submission or a press in it."""
        identity: Identity = self._workspace.identity
        return {
            "id": view.view_id,
            "team_id": identity.team_id,
            "app_id": identity.app_id,
            "app_installed_team_id": identity.team_id,
            "bot_id": identity.bot_id,
            **view.content,
            "state": {"values": {} if values is None else state_of(view.blocks, values)},
            "hash": view.hash,
            "root_view_id": view.root_id,
            "previous_view_id": view.previous_id,
        }

    def _all(self) -> list[View]:
        return [*(view for stack in self._stacks.values() for view in stack), *self._homes.values()]

    def _made(self, person: str, given: Any, kind: str) -> View:
        content = self._checked(given, kind)
        if any(view.content["external_id"] == content["external_id"] != "" for view in self._all()):
            raise ApiError("duplicate_external_id")
        view_id = "V0" + secrets.token_hex(5).upper()
        return View(view_id, person, content, _fresh_hash(self._workspace), view_id)

    def _checked(self, given: Any, kind: str) -> Json:
        errors = view_errors(given)
        if not errors and given["type"] != kind:
            errors = [f"must be of type {kind} [json-pointer:/view/type]"]
        if errors:
            raise ApiError(errors[0] if errors == ["view_too_large"] else "invalid_arguments", errors)
        self._files.check_pictures(given.get("blocks"))
        content: Json = {name: given.get(name) for name in GIVEN} | {name: bool(given.get(name)) for name in FLAGS}
        texts = {name: given.get(name) or "" for name in ("private_metadata", "callback_id", "external_id")}
        return {**content, **texts, "blocks": with_ids(given.get("blocks") or [])}

    def _shown(self, view: View) -> View:
        self.opened.append(self.describe(view))
        self._tell(view)
        return view

    def _tell(self, view: View) -> None:
        if view.content["type"] == "home":
            content: Json = {"type": "home", "view": self.describe(view)}
        else:
            content = {"type": "modal", "views": [self.describe(one) for one in self._stacks.get(view.person, ())]}
        self._workspace.feed.publish({view.person}, content)


def _fresh_hash(workspace: Workspace) -> str:
    return f"{int(workspace.now().timestamp())}.{secrets.token_hex(4)}"
