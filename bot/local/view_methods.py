"""The Web API's `views.*` methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.local.arguments import ApiError, Arguments
from bot.local.model import Json
from bot.local.triggers import Triggers
from bot.local.views import View, Views
from bot.local.workspace import Workspace


class ViewMethods:
    """Opens, pushes, updates and publishes views, as Slack answers it."""

    def __init__(self, workspace: Workspace, views: Views, triggers: Triggers) -> None:
        self._workspace = workspace
        self._views = views
        self._triggers = triggers
        self.methods: Mapping[str, Callable[[Arguments], Json]] = {
            "views.open": self._open,
            "views.push": self._push,
            "views.update": self._update,
            "views.publish": self._publish,
        }

    def _open(self, arguments: Arguments) -> Json:
        view = _view(arguments)
        person, _ = self._triggers.exchange(_trigger(arguments))
        return self._told(self._views.open(person, view))

    def _push(self, arguments: Arguments) -> Json:
        view = _view(arguments)
        person, modal = self._triggers.exchange(_trigger(arguments))
        if modal is None:
            raise ApiError("invalid_trigger_id")
        return self._told(self._views.push(person, view))

    def _update(self, arguments: Arguments) -> Json:
        held = self._views.find(arguments.optional("view_id"), arguments.optional("external_id"))
        return self._told(self._views.update(held, _view(arguments), arguments.optional("hash")))

    def _publish(self, arguments: Arguments) -> Json:
        person = arguments.text("user_id")
        if person not in self._workspace.people:
            raise ApiError("user_not_found")
        return self._told(self._views.publish(person, _view(arguments), arguments.optional("hash")))

    def _told(self, view: View) -> Json:
        return {"view": self._views.describe(view)}


def _view(arguments: Arguments) -> Any:
    view = arguments.structure("view")
    if view is None:
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: view"])
    return view


def _trigger(arguments: Arguments) -> str:
    return arguments.optional("trigger_id") or arguments.text("interactivity_pointer")
