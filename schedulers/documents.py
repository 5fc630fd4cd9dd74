"""What the nudges about documents share: which wait, what they are called, how they are handed in."""

from collections.abc import Iterator
from datetime import date

from commands.kit.blocks import Reply, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_day, show_moment
from commands.kit.texts import Translator, text
from commands.report.views import name_of
from schedulers.nudge import Situation, View
from storage.contract.obligations import DocumentOwed


def waiting(situation: Situation) -> Iterator[DocumentOwed]:
    """The documents owed that have not come in."""
    return (owed for owed in situation.documents.values() if owed.subject not in situation.came_in)


def hands_in(owed: DocumentOwed) -> Button:
    """The button that opens the form about the document."""
    return Button(text("Hand in…"), "report", "submit", owed.subject, asks=True, primary=True)


def is_due(owed: DocumentOwed, today: date, situation: Situation, t: Translator) -> str:
    """That the document is due, and where its day is only an estimate."""
    what, day = shown(owed, t), show_day(owed.due, t)
    if owed.due == today:
        line = t("{what} is due today, {day}, before midnight.", what=what, day=day)
    else:
        line = t("{what} is due {day}.", what=what, day=day)
    if owed.type == "other" or not situation.calendar.is_estimated(owed.due):
        return line
    year = str(owed.due.year)
    return t.run_on(line, t("That day is an estimate: the working days of {year} are not announced yet.", year=year))


def is_overdue(owed: DocumentOwed, t: Translator) -> str:
    """That the document has not come in by its day."""
    return t("{what} was due {day} and has not come in.", what=shown(owed, t), day=show_day(owed.due, t))


def shown(owed: DocumentOwed, t: Translator) -> str:
    """What the document is called, in bold."""
    return f"*{escape(name_of(owed, t))}*"


def came_in(situation: Situation, subject: str) -> View | None:
    """That the document came in, or is owed no more; None while it waits."""
    owed, document = situation.documents.get(subject), situation.came_in.get(subject)
    if owed is None:
        return lambda t: Reply(t("Document `{id}` is not owed any more.", id=escape(subject)))
    if document is None or document.submitted_at is None:
        return None
    at = document.submitted_at
    return lambda t: Reply(t("✓ {what} came in {when}.", what=shown(owed, t), when=show_moment(at, t)))
