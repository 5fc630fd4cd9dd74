"""What `/score what-if` answers."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from commands.kit.blocks import Reply, bullets, context, header, pairs, sections
from commands.kit.texts import Text, Translator, text
from commands.score.figures import grade_name, is_appraised, number, refund_in_words, signed
from commands.score.views import period_name
from storage.contract.model import Row
from storage.contract.terms import Terms
from storage.contract.what_if import (
    Addend,
    ImpossibleWorthError,
    OnceOnlyError,
    Supposition,
    SuppositionError,
    Worths,
    worths_of,
)

NOT_COUNTED: Final[dict[str, Text]] = {
    "guard.accident": text("its guard period would earn no point for being clean either, which is not counted here"),
}
"""What an occurrence also brings about on another row, and the sum leaves out."""


def supposition(of: Supposition, terms: Terms, t: Translator) -> Reply:
    """Scores, grades and refunds before and after, and every term of the sum."""
    title = t("What if: {before} → {after}", before=number(of.before.booked), after=number(of.booked))
    return Reply(
        title,
        [
            header(title),
            *pairs(_figures(of, terms, t)),
            *sections(f"*{t('The sum')}*\n{bullets(_line(addend, t) for addend in of.addends)}"),
            context(t("Nothing was stored. {period}.", period=period_name(of.before.period, t))),
        ],
    )


def why_not(error: SuppositionError) -> Text:
    """Why something named cannot come to pass."""
    row = error.row.code
    if isinstance(error, ImpossibleWorthError):
        can_be = _worths(error.worths)
        return text(
            "{row} is never worth {points}; it can be {worths}.", row=row, points=signed(error.points), worths=can_be
        )
    if isinstance(error, OnceOnlyError):
        return text(
            "{row} has one worth a period. Please name it once, without a number or with its points: {named}.",
            row=row,
            named=_with_points(error.row),
        )
    return text("No measure judges {row} yet, so nothing can be said of it.", row=row)


def _worths(worths: Worths) -> Text | str:
    least, most = signed(worths.least), signed(worths.most)
    if worths.only:
        return " / ".join(signed(points) for points in worths.only)
    if worths.step is not None:
        return text("a multiple of {step} from {least} to {most}", step=signed(worths.step), least=least, most=most)
    return text("from {least} to {most}", least=least, most=most)


def _with_points(row: Row) -> str:
    """How the row is typed with points that it can be worth and that nobody assumes."""
    worths = worths_of(row)
    points = worths.most if worths.step is None else worths.step * 2
    return f"{row.code}={number(points).replace('−', '-')}"


def _figures(of: Supposition, terms: Terms, t: Translator) -> list[tuple[str, str]]:
    before = of.before
    booked, projected = _change(before.booked, of.booked), _change(before.projected, of.projected)
    grade = _arrow(grade_name(before.grade, t), grade_name(of.grade, t))
    projected_grade = _arrow(grade_name(before.projected_grade, t), grade_name(of.projected_grade, t))
    shown = [(t("Booked"), f"{booked} · {grade}"), (t("With what is pending"), f"{projected} · {projected_grade}")]
    if before.unjudged or not is_appraised(before.period, terms):
        return shown
    refund = _arrow(refund_in_words(before.refund, t), refund_in_words(of.refund, t))
    pending = _arrow(refund_in_words(before.projected_refund, t), refund_in_words(of.projected_refund, t))
    shown.append((t("The client may take back"), refund))
    if pending != refund:
        shown.append((t("The client may take back, with what is pending"), pending))
    return shown


def _change(before: Decimal, after: Decimal) -> str:
    return f"{number(before)} → *{number(after)}*"


def _arrow(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _line(addend: Addend, t: Translator) -> str:
    """`*−1*  Missed inspection `inspect.missed`: 2 × −0.5; booked`."""
    told = t.pick("；", "; ").join(_told(addend, t))
    moved = signed(addend.booked + addend.pending)
    return f"*{moved}*  {t.of(addend.row.name)} `{addend.row.code}`{t.pick('：', ': ')}{told}"


def _told(addend: Addend, t: Translator) -> Iterator[str]:
    each = signed(addend.each)
    if addend.forgone:
        yield t("the point for a period without any falls away")
        yield t("moves only the score with what is pending, until its month or period ends")
        return
    if addend.instead_of is not None:
        yield t("comes out at {each} instead of {today} today", each=each, today=signed(addend.instead_of))
        if addend.assumed:
            yield _assumed(addend, t)
        yield t("moves only the score with what is pending, until its month or period ends")
        return
    if addend.lots is not None:
        yield t("{count} in one document, {lots} lots begun", count=addend.times, lots=addend.lots)
    yield f"{addend.times if addend.lots is None else addend.lots} × {each}"
    if addend.assumed:
        yield _assumed(addend, t)
    if addend.cut:
        yield t("cut off at {most} a period", most=signed(addend.row.points["at_most"]))
    if addend.each > 0:
        yield t("moves only the score with what is pending, until a manager of the client confirms it")
    else:
        yield t("booked")
    if addend.row.code in NOT_COUNTED:
        yield t(NOT_COUNTED[addend.row.code])


def _assumed(addend: Addend, t: Translator) -> str:
    """That nobody said which worth was meant, which was taken, and how to say it."""
    named = f"`{_with_points(addend.row)}`"
    if worths_of(addend.row).step is not None:
        return t("one whole day more than today is assumed; name other points, such as {named}", named=named)
    return t("the heaviest is assumed; name another, such as {named}", named=named)
