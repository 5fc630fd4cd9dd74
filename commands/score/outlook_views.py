"""What stands beside a score: what falls due soon, and the contract's targets."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, brief, bullets, context, escape, header, sections, shortened
from commands.kit.moments import show_day, show_moment
from commands.kit.texts import Text, Translator, text
from commands.score.figures import signed
from commands.score.views import Hidden, listed, not_shown, period_name
from storage.contract.foresight import DAYS_AHEAD, Due, DueLine, gathered, horizon
from storage.contract.periods import Span, day_of
from storage.contract.rubric import shipped_rows
from storage.contract.targets import Target

DEEDS: Final[dict[str, Text]] = {
    "attendance.absence": text("A missing punch, to be corrected or put on leave"),
    "staffing.change_notice": text("A staff change announced late"),
    "staffing.vacancy": text("A post stands empty"),
    "procedure.task_overdue": text("Do the task or report on it"),
    "docs.late": text("Submit the document"),
    "assets.inventory": text("Do the stock-take"),
    "assets.register_stale": text("Bring the asset register up to date"),
    "guard.plan": text("File the guard plan"),
    "inspect.missed": text("Inspect"),
    "inspect.late_feedback": text("Feed the problem back"),
    "service.unanswered": text("Answer the request"),
    "service.dispatch_late": text("Answer or dispatch the request"),
    "emergency.response": text("Respond to the emergency, or be on site"),
    "emergency.handling": text("Handle the emergency"),
    "fault.response_late": text("Respond to the fault, or be on site"),
    "fault.handling_late": text("Handle the fault"),
}
"""What is to be done about a row's occurrence before it costs points, or what costs them."""
SHOWN_BESIDE: Final = 8
LONGEST_SUBJECT: Final = 80
MOST_NAMED: Final = 30


def beside(
    due: Sequence[Due] | None, targets: Iterable[Target], hidden: Hidden, now: datetime, t: Translator
) -> list[Block]:
    """The sections beside a period's standing; `due` is None where nothing can fall due in it any more."""
    return [
        *([] if due is None else _soon(due, hidden, now, t)),
        *listed(t("Targets of the contract"), (_target_line(target, t) for target in targets), t),
    ]


def next_days(due: Sequence[Due], hidden: Hidden, now: datetime, t: Translator) -> Reply:
    """What falls due soon, and what it would cost together."""
    title = t("Due in the next {days} days: {points}", days=DAYS_AHEAD, points=signed(_together(due)))
    lines = bullets(shortened(due_lines(due, hidden, now, t), t)) if due else _nothing(t)
    until = t("Up to {when}, judged by what is known now.", when=show_moment(horizon(now), t))
    return Reply(title, [header(title), *sections(lines), context(until)])


def next_lines(due: Sequence[Due], hidden: Hidden, now: datetime, t: Translator) -> list[str]:
    """The same in a few lines of text, for a digest."""
    if not due:
        return [_nothing(t)]
    title = t("Due in the next {days} days: {points}", days=DAYS_AHEAD, points=signed(_together(due)))
    return [title, bullets(shortened(due_lines(due, hidden, now, t), t, SHOWN_BESIDE))]


def all_targets(period: Span, now: datetime, targets: Sequence[Target], t: Translator) -> Reply:
    """Every target with what it rests on."""
    judged = [target for target in targets if target.met is not None]
    title = t(
        "Targets {period}: {met} of {judged} met",
        period=period_name(period, t),
        met=sum(target.met is True for target in judged),
        judged=len(judged),
    )
    blocks = [block for target in targets for block in sections("\n".join(_target_lines(target, t)))]
    small = t("As of {when}. Targets move no point; the score has its own rows.", when=show_moment(now, t))
    return Reply(title, [header(title), *blocks, context(small)])


def _soon(due: Sequence[Due], hidden: Hidden, now: datetime, t: Translator) -> list[Block]:
    """The first of what falls due, and how much more there is."""
    if not due:
        return sections(_nothing(t))
    lines = due_lines(due, hidden, now, t)
    more = len(lines) - SHOWN_BESIDE
    if more > 0:
        lines = [*lines[:SHOWN_BESIDE], t("and {count} more: `/score next` lists all", count=more)]
    return listed(t("Due in the next {days} days", days=DAYS_AHEAD), lines, t)


def _nothing(t: Translator) -> str:
    return t("Nothing that costs points falls due in the next {days} days.", days=DAYS_AHEAD)


def due_lines(due: Sequence[Due], hidden: Hidden, now: datetime, t: Translator) -> list[str]:
    """What falls due as the reader may see it."""
    seen = [one for one in due if not hidden(one.row, one.person)]
    lines = [_due_line(line, now, t) for line in gathered(seen)]
    unseen = len(due) - len(seen)
    return [*lines, not_shown(unseen, t)] if unseen else lines


def _due_line(line: DueLine, now: datetime, t: Translator) -> str:
    first, count = line.first, len(line.dues)
    by = _by(first, now, t)
    when = by if count == 1 else t("{when} (the first of {count})", when=by, count=count)
    what = _deed(first, t) if count == 1 else _deeds(first.row, t)
    return f"{when}  *{signed(line.points)}*  {what}"


def _by(due: Due, now: datetime, t: Translator) -> str:
    if not due.whole_day:
        return show_moment(due.at, t)
    day = day_of(due.at)
    if day == day_of(now):
        return t("by the end of today")
    return t("by the end of {day}", day=show_day(day, t))


def _deed(due: Due, t: Translator) -> str:
    """What is to be done, about what; of what a whole month or period is worth, the arithmetic."""
    about = f"`{escape(brief(due.subject, LONGEST_SUBJECT))}`" if due.row in DEEDS else escape(t.of(due.reason))
    return f"{_deeds(due.row, t)}{t.pick('：', ': ')}{about}"


def _deeds(row: str, t: Translator) -> str:
    deed = DEEDS.get(row)
    return t(deed) if deed else t.of(next(one.name for one in shipped_rows() if one.code == row))


def _together(due: Iterable[Due]) -> Decimal:
    return sum((one.points for one in due), Decimal(0))


def _target_line(target: Target, t: Translator) -> str:
    """`✓ met  *T1* Days with a page inspection: 14 ÷ 14 = 100.000% (goal: every day)`."""
    stands = {True: t("✓ met"), False: t("✗ not met"), None: t("– nothing to judge")}[target.met]
    shown = f"{t.pick('：', ': ')}{escape(brief(t.of(target.shown)))}" if target.shown else ""
    goal = t.pick(f"（目标：{target.goal.zh}）", f" (goal: {target.goal.en})")
    return f"{stands}  *{target.code}* {t.of(target.name)}{shown}{goal}"


def _target_lines(target: Target, t: Translator) -> Iterator[str]:
    yield _target_line(target, t)
    for label, names in ((t("Missing"), target.missing), (t("Evidence"), target.evidence)):
        if names:
            quoted = [f"`{escape(brief(name, LONGEST_SUBJECT))}`" for name in names]
            yield bullets([f"{label}{t.pick('：', ': ')}{t.pick('、', ', ').join(shortened(quoted, t, MOST_NAMED))}"])
