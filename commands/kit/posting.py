"""Posts that are kept true to a fact."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, bilingual
from commands.kit.cards import post
from commands.kit.texts import Translator
from storage.contract.fact import Fact
from storage.contract.periods import day_of
from storage.records import people
from storage.records.ledger import Change, UnitOfWork
from storage.records.outbox import OPS_CHANNEL, Message, enqueue, posts_under, say_anew

More = Callable[[Fact, Translator], Sequence[Block]]


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
    """Say something once, under that key; nothing to somebody who does not belong to the project today."""
    if recipient in _present(work):
        enqueue(work.connection, Message(key, recipient, bilingual(view)), work.now)


def keep_cards(
    work: UnitOfWork, change: Change, recipients: Collection[str], more: More = lambda *_: (), *, asks: bool = False
) -> None:
    """One post about the fact for each recipient, kept true; `more` is what can be done about it.

    Who was told before and is no recipient any more sees what became of it, too, and is asked nothing. Nobody learns of
    a fact by its being taken back, and nothing more is told to who has left the project.
    """
    fact = change.after or change.before
    if fact is None:
        return
    names, withdrawn, present = people.names(work.connection), change.after is None, _present(work)
    key = f"{fact.KIND}:{fact.id}"
    told = [row.recipient for row in posts_under(work.connection, key)]
    for recipient in dict.fromkeys((*(() if withdrawn else recipients), *told)):
        if recipient not in present:
            continue
        wanted = asks and not withdrawn and recipient in recipients
        below: More = more if not withdrawn and (wanted or not asks) else lambda *_: ()
        view = partial(_card, fact, names, below, withdrawn)
        keep_post(work, key if recipient == OPS_CHANNEL else f"{key}:{recipient}", recipient, view, asks=wanted)


def supervisors(work: UnitOfWork) -> list[str]:
    """Who oversees the contract today: the PM and the managers, by id, without whoever is speaking."""
    today = day_of(work.now)
    everyone = people.everyone(work.connection)
    found = [person.id for person in everyone if person.role in ("pm", "manager") and person.active(today)]
    return [person for person in found if person != work.author.person]


def _card(fact: Fact, names: dict[str, str], more: More, withdrawn: bool, t: Translator) -> Reply:
    return post(fact, names, t, more(fact, t), withdrawn=withdrawn)


def _present(work: UnitOfWork) -> frozenset[str]:
    """The ops channel, and who belongs to the project today."""
    today = day_of(work.now)
    here = (person.id for person in people.everyone(work.connection) if person.active(today))
    return frozenset((OPS_CHANNEL, *here))
