"""Posts that are kept true to a fact."""

from collections.abc import Callable

from commands.kit.blocks import Reply, bilingual
from commands.kit.texts import Translator
from storage.records.ledger import UnitOfWork
from storage.records.outbox import Message, enqueue, say_anew


def keep_post(
    work: UnitOfWork, key: str, recipient: str, view: Callable[[Translator], Reply], *, asks: bool = False
) -> None:
    """Let one post say what the view says: posted under its key the first time, edited in place from then on.

    `asks` while it wants something of its reader.
    """
    content = bilingual(view)
    if not enqueue(work.connection, Message(key, recipient, content, asks=asks), work.now):
        say_anew(work.connection, key, content, work.now, asks=asks)


def tell(work: UnitOfWork, key: str, recipient: str, view: Callable[[Translator], Reply]) -> None:
    """Say something once, under that key."""
    enqueue(work.connection, Message(key, recipient, bilingual(view)), work.now)
