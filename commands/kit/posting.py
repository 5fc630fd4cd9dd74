"""Posts that are kept true to a fact."""

from collections.abc import Callable, Collection, Sequence

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, bilingual
from commands.kit.cards import post
from commands.kit.editing import names_in
from commands.kit.texts import Translator
from storage.contract.fact import Fact
from storage.contract.periods import day_of
from storage.records import people
from storage.records.ledger import Change, UnitOfWork
from storage.records.outbox import OPS_CHANNEL, Message, enqueue, open_posts, say_anew


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


def keep_cards(
    work: UnitOfWork,
    change: Change,
    recipients: Collection[str],
    more: Callable[[Fact, Translator], Sequence[Block]] = lambda _fact, _t: (),
    *,
    asks: bool = False,
) -> None:
    """One post about the fact for each recipient, kept true; `more` is what can be done about it.

    Who was asked before and is no recipient any more sees what became of it too.
    """
    fact = change.after or change.before
    if fact is None:
        return
    names, withdrawn = names_in(work.connection), change.after is None
    key = f"{fact.KIND}:{fact.id}"
    asked = [row.recipient for row in open_posts(work.connection, f"{key}:")]
    for recipient in dict.fromkeys((*recipients, *asked)):
        wanted = asks and not withdrawn and recipient in recipients
        keep_post(
            work,
            key if recipient == OPS_CHANNEL else f"{key}:{recipient}",
            recipient,
            lambda t, wanted=wanted: post(  # type: ignore[misc]
                fact, names, t, () if withdrawn or (asks and not wanted) else more(fact, t), withdrawn=withdrawn
            ),
            asks=wanted,
        )


def supervisors(work: UnitOfWork) -> list[str]:
    """Who oversees the contract today: the PM and the managers, by id, without whoever is speaking."""
    today = day_of(work.now)
    everyone = people.everyone(work.connection)
    found = [person.id for person in everyone if person.role in ("pm", "manager") and person.active(today)]
    return [person for person in found if person != work.author.person]
