"""What `/report` answers and posts."""

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, bullets, context, escape, header, sections, shortened
from commands.kit.buttons import MOST_WITH_BUTTONS, Button, buttons
from commands.kit.cards import Names, listed, listing, recorded
from commands.kit.fact_words import choice_name
from commands.kit.moments import show_day, show_moment
from commands.kit.texts import Text, Translator, text
from storage.contract.fact import Fact
from storage.contract.kinds import Document
from storage.contract.obligations import DocumentOwed

DocumentType = Literal[
    "weekly", "monthly", "quarterly", "half_year", "year_end", "fault", "inspection", "invoice", "other"
]
INVOICES: Final = {
    "first": "first",
    "首笔": "first",
    "第一": "first",
    "second": "second",
    "尾款": "second",
    "第二": "second",
}
FORMS: Final[dict[str, Text]] = {
    "week": text("week"),
    "month": text("month"),
    "quarter": text("quarter"),
    "half": text("half-year"),
    "year": text("year"),
}
EXAMPLES: Final = {"week": "2026-W28", "month": "2026-07", "quarter": "2026-Q3", "half": "2026-H2", "year": "2026"}


def submitted(document: Document, earlier: Document | None, names: Names, t: Translator) -> Reply:
    """The receipt for a document that came in."""
    more = []
    if earlier is not None and earlier.submitted_at is not None:
        when = show_moment(earlier.submitted_at, t)
        more.append(context(t("One came in before, {when} (`{id}`); the first one counts.", when=when, id=earlier.id)))
    return recorded(document, names, t, more)


def what_next(fact: Fact, t: Translator) -> Sequence[Block]:
    """The button that hands an agreed document in."""
    if not isinstance(fact, Document) or fact.submitted_at is not None:
        return ()
    return buttons([Button(text("Hand in…"), "report", "submit", f"other:{fact.id}", asks=True, primary=True)], t)


def due(owed: Sequence[DocumentOwed], today: date, t: Translator, *, acts: bool) -> Reply:
    """What is owed and has not come in, the earliest due first; the first with a button for who `acts` on it."""
    title = t("Documents owed: {count}", count=len(owed))
    if not owed:
        return Reply(t("No document is owed in the next 30 days."))
    pressed = owed[:MOST_WITH_BUTTONS] if acts else []
    blocks: list[Block] = [header(title)]
    for document in pressed:
        hands_in = Button(text("Hand in…"), "report", "submit", document.subject, asks=True)
        blocks += [*sections(_owed(document, today, t)), *buttons([hands_in], t)]
    lines = [_owed(document, today, t) for document in owed[len(pressed) :]]
    return Reply(title, [*blocks, *(sections(bullets(shortened(lines, t))) if lines else ())])


def came_in(documents: Sequence[Document], names: Names, t: Translator) -> Reply:
    """The documents that came in last."""
    lines = [listed(document, names, t) for document in documents]
    return listing(text("Documents that came in"), lines, text("No document has come in yet."), t)


def label(document: DocumentOwed, t: Translator) -> str:
    """What a form lists it as."""
    return t("{what}, due {day}", what=name_of(document, t), day=show_day(document.due, t))


def _owed(document: DocumentOwed, today: date, t: Translator) -> str:
    values = {"what": f"*{escape(name_of(document, t))}*", "day": show_day(document.due, t)}
    if document.due < today:
        return t("{what}: was due {day}, *overdue*", **values)
    return t("{what}: due {day}", **values)


def name_of(document: DocumentOwed, t: Translator) -> str:
    """What the document is called: its type and what it is for."""
    if document.type == "invoice":
        return t(_INVOICE_NAMES[document.for_])
    return f"{t(choice_name(Document, 'type', document.type))} {document.for_}"


_INVOICE_NAMES: Final[dict[str, Text]] = {"first": text("first invoice"), "second": text("second invoice")}
