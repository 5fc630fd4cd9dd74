"""What is said of closed periods: the settled figures, and every adjustment since, with both figures."""

from collections.abc import Sequence
from decimal import Decimal

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, brief, context, escape, header, pairs, quote, sections
from commands.kit.buttons import Button
from commands.kit.moments import show_moment, show_plain
from commands.kit.texts import Text, Translator, text
from commands.score import views
from commands.score.figures import grade_name, number, signed
from storage.contract.model import Entry, Standing
from storage.contract.periods import Span
from storage.contract.rubric import shipped_rows
from storage.contract.settlement import Adjustment
from storage.contract.terms import Terms
from storage.records.closings import Dated, Kept, Settlement

_DIGITS_SHOWN = 12
_GONE = text("not there")


def settled(of: Settlement, terms: Terms, by: str, reason: str | None, hidden: views.Hidden, t: Translator) -> Reply:
    """A closed period: its settled figures, who closed it, and what today's judging makes otherwise."""
    standing = of.kept.standing
    name, booked = views.period_name(standing.period, t), number(standing.booked)
    title = t("Score {period}, settled: {booked}", period=name, booked=booked)
    closed = t(
        "Closed by {name}, {when}. These are the settled figures, hash {hash}.",
        name=escape(by),
        when=show_moment(of.kept.closing.at, t),
        hash=f"`{of.kept.closing.sha256[:_DIGITS_SHOWN]}`",
    )
    if not of.kept.intact:
        closed = t.run_on(closed, t("*The kept text does not have its hash any more: it was changed.*"))
    blocks = [
        header(title),
        *sections(f"{closed}\n{quote(reason)}" if reason else closed),
        *views.moved(standing, terms, hidden, t),
        *_adjusted(of, hidden, t),
        context(t("`zhiban score {period} --json` judges today's facts instead.", period=standing.period.name)),
    ]
    return Reply(title, blocks)


def receipt(kept: Kept, t: Translator) -> Reply:
    """The receipt for a closing."""
    line = _closed(kept, t)
    wrong = context(t("Wrong? `/zhiban undo` takes it back within 10 minutes."))
    return Reply(line, [*sections(line), wrong])


def told(kept: Kept, by: str, reason: str | None, t: Translator) -> Reply:
    """What the PM and the other rulers are told of a closing."""
    line = t("{name} closed a period: {closed}", name=escape(by), closed=_closed(kept, t))
    return Reply(line, sections(f"{line}\n{quote(reason)}" if reason else line))


def taken_back(period: str, by: str, t: Translator) -> Reply:
    """What they are told when the closing was taken back."""
    return Reply(t("{name} took the closing of {period} back; it is open again.", name=escape(by), period=period))


def adjusted(kept: Kept, found: Sequence[Adjustment], t: Translator) -> Reply:
    """What the PM and the rulers are told when something of a closed period would be judged otherwise."""
    period = kept.closing.id
    title = t("Settled {period} would be judged otherwise now: {count}", period=period, count=len(found))
    lines = [_line(one, t) for one in found]
    small = t("Nothing settled has changed. Both figures: `/score {period}`", period=period)
    return Reply(title, [*views.listed(title, lines, t), context(small)])


def no_longer_adjusted(kept_period: str, t: Translator) -> Reply:
    """What such a message says once it is overtaken."""
    return Reply(t("Settled {period}: this is no longer so. `/score {period}` shows what is.", period=kept_period))


def closings(found: Sequence[tuple[Kept, str, Standing]], t: Translator) -> Reply:
    """Every closed period, in the order of closing, with who closed it, its settled and today's figures."""
    title = t("Closed periods: {count}", count=len(found))
    if not found:
        return Reply(title, [header(title), *sections(t("No period is closed yet: `/score close PERIOD`"))])
    lines = [_closing_line(kept, by, today, t) for kept, by, today in found]
    return Reply(title, [header(title), *views.listed(t("Settled, and as judged today"), lines, t)])


def close_button(span: Span) -> Button:
    """Closes the period, after a question."""
    question = text("Close {period}? Its standing is kept as it is now.", period=span.name)
    return Button(text("Close {period}", period=span.name), "score", "close", span.name, confirm=question)


def days_of(span: Span) -> str:
    """`2026-07 (2026-07-01 – 2026-07-31)`."""
    return f"{span.name} ({span.first} – {span.last})"


def not_ended(span: Span) -> Text:
    """Why a period cannot be closed: it still runs."""
    return text("{period} ends only on {day}; it can be closed from the day after.", period=span.name, day=span.last)


def closed_already(held: Kept, by: str) -> Text:
    """Why a period cannot be closed: it is."""
    return text(
        "{period} was closed by {name} on {when} already. `/score {period}` shows it.",
        period=held.closing.id,
        name=by,
        when=show_plain(held.closing.at),
    )


def _closed(kept: Kept, t: Translator) -> str:
    standing = kept.standing
    return t(
        "{period} is settled with {booked} ({grade}), hash `{hash}`.",
        period=views.period_name(standing.period, t),
        booked=number(standing.booked),
        grade=grade_name(standing.grade, t),
        hash=kept.closing.sha256[:_DIGITS_SHOWN],
    )


def _closing_line(kept: Kept, by: str, today: Standing, t: Translator) -> str:
    figures = f"{number(kept.standing.booked)} / {number(today.booked)}"
    grade = grade_name(kept.standing.grade, t)
    when = show_moment(kept.closing.at, t)
    return f"*{kept.closing.id}*  {figures} · {grade} · {escape(by)}, {when} · `{kept.closing.sha256[:_DIGITS_SHOWN]}`"


def _adjusted(of: Settlement, hidden: views.Hidden, t: Translator) -> list[Block]:
    """The adjustments and both figures; nothing where today's judging gives the same."""
    if not of.dated:
        return []
    settled_figure, today_figure = number(of.kept.standing.booked), number(of.today.booked)
    seen = [one for one in of.dated if not hidden(one.adjustment.entry.row, one.adjustment.entry.person)]
    lines = [_dated_line(one, t) for one in seen]
    if len(seen) < len(of.dated):
        lines.append(views.not_shown(len(of.dated) - len(seen), t))
    both = [(t("Settled"), f"*{settled_figure}*"), (t("As judged today"), f"*{today_figure}*")]
    return [*pairs(both), *views.listed(t("Adjustments since"), lines, t)]


def _dated_line(dated: Dated, t: Translator) -> str:
    when = show_moment(dated.recorded_at, t) if dated.recorded_at else t("as judged today")
    return f"{when}  {_line(dated.adjustment, t)}"


def _line(adjustment: Adjustment, t: Translator) -> str:
    """`inspect.missed:page:2026-07-13` −0.5 provisional → 0 waived (+0.5) — why."""
    entry = adjustment.entry
    before, after = adjustment.points
    row = next((row for row in shipped_rows() if row.code == entry.row), None)
    name = f" {t.of(row.name)}" if row else ""
    move = signed(after - before) if after != before else signed(Decimal(0))
    states = f"{_state(adjustment.before, t)} → {_state(adjustment.after, t)} ({move})"
    return f"`{escape(entry.key)}`{name}{t.pick('：', ': ')}{states} — {escape(brief(t.of(entry.reason)))}"


def _state(entry: Entry | None, t: Translator) -> str:
    if entry is None:
        return t(_GONE)
    return f"{signed(entry.points)} {t(views.STATUSES[entry.status])}"
