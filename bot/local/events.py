"""The events a bot subscribed to, delivered behind the back of who caused them."""

from __future__ import annotations

import asyncio
from collections.abc import Set as AbstractSet

from bot.local.dispatch import Dispatcher
from bot.local.model import Json
from bot.local.transport import Outcome


class Events:
    """Sends events; `subscriptions` names those the bot asked for, `message.im`, `app_mention` and so on."""

    def __init__(self, dispatcher: Dispatcher, subscriptions: AbstractSet[str]) -> None:
        self._dispatcher = dispatcher
        self._subscriptions = subscriptions
        self._deliveries: set[asyncio.Task[Outcome]] = set()

    def happened(self, event: Json, subscription: str = "") -> None:
        """Deliver an event, if the bot asked for it by its type or the given name."""
        if (subscription or event["type"]) in self._subscriptions:
            delivery = asyncio.create_task(self._dispatcher.event(event))
            self._deliveries.add(delivery)
            delivery.add_done_callback(self._deliveries.discard)

    def stop(self) -> None:
        """Deliver nothing more."""
        for delivery in self._deliveries:
            delivery.cancel()
        self._dispatcher.stop()
