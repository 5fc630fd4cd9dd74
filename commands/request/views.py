"""What `/request` answers and posts."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, context, escape, header, sections
from commands.kit.buttons import MOST_WITH_BUTTONS, Button, buttons
from commands.kit.cards import Names, listed, listing, recorded
from commands.kit.moments import show_moment
from commands.kit.texts import Translator, text
from storage.contract.fact import Fact
from storage.contract.kinds import Request
from storage.contract.obligations import answer_by, dispatch_by
from storage.contract.terms import Terms


def opened(request: Request, names: Names, terms: Terms, t: Translator) -> Reply:
    """The receipt for a request, with the limits that run from its arrival."""
    return recorded(request, names, t, _limits(request, terms, t))


def what_next(request: Fact, terms: Terms, t: Translator) -> Sequence[Block]:
    """The limit that runs, and the buttons that keep it."""
    if not isinstance(request, Request) or request.answered_at is not None or request.missed:
        return ()
    return [*_limits(request, terms, t), *buttons(next_steps(request), t)]


def next_steps(request: Request) -> list[Button]:
    """What can be done about a request that waits."""
    return [
        Button(text("Answered"), "request", "answer", request.id, primary=True),
        Button(text("Give to…"), "request", "dispatch", request.id, asks=True),
    ]


def waiting(requests: Sequence[Request], names: Names, terms: Terms, t: Translator, *, acts: bool) -> Reply:
    """The requests that wait, oldest first; the first with their buttons for a reader who `acts` on them."""
    none = text("No request waits for an answer.")
    lines = [listed(request, names, t, [_limit_words(request, terms, t)]) for request in requests]
    if not acts or not requests:
        return listing(text("Requests that wait"), lines, none, t)
    title = t("Requests that wait")
    blocks: list[Block] = [header(title)]
    for request, line in list(zip(requests, lines, strict=True))[:MOST_WITH_BUTTONS]:
        blocks += [*sections(line), *buttons(next_steps(request), t)]
    rest = listing(text("And more"), lines[MOST_WITH_BUTTONS:], none, t)
    return Reply(title, [*blocks, *(rest.blocks if lines[MOST_WITH_BUTTONS:] else ())])


def label(request: Request) -> str:
    """What a form lists it as."""
    return request.text or request.channel


def _limits(request: Request, terms: Terms, t: Translator) -> list[Block]:
    if request.answered_at is not None or request.missed:
        return []
    return [context(escape(_limit_words(request, terms, t)))]


def _limit_words(request: Request, terms: Terms, t: Translator) -> str:
    if request.dispatched_at is None:
        return t("answer or dispatch it by {when}", when=show_moment(dispatch_by(request, terms), t))
    return t("answer it by {when}", when=show_moment(answer_by(request, terms), t))
