"""Points, grades and money in words: how far the grades beside are, and what the client may take back."""

from decimal import Decimal
from typing import Final

from commands.kit.texts import Text, Translator, text
from storage.contract.grades import grades_beside
from storage.contract.model import Standing
from storage.contract.periods import Span
from storage.contract.terms import Terms

GRADES: Final[dict[str, Text]] = {
    "excellent": text("excellent"),
    "good": text("good"),
    "qualified": text("qualified"),
    "barely_qualified": text("barely qualified"),
    "unqualified": text("unqualified"),
}


def figures_of(of: Standing, terms: Terms, t: Translator) -> list[tuple[str, str]]:
    """Score and grade, booked and projected, how far the grades beside are, and what the client may take back.

    Of money nothing is said for a period on which nobody is appraised, and neither of that nor of grades while a row
    is not judged.
    """
    shown = [
        (t("Booked"), f"*{number(of.booked)}* · {grade_name(of.grade, t)}"),
        (t("With what is pending"), f"*{number(of.projected)}* · {grade_name(of.projected_grade, t)}"),
    ]
    if of.unjudged:
        return shown
    shown.append((t("Distance to the next grades"), distances(of.booked, terms, t)))
    if of.projected != of.booked:
        shown.append((t("Distance to the next grades, with what is pending"), distances(of.projected, terms, t)))
    if is_appraised(of.period, terms):
        shown.append((t("The client may take back"), refund_in_words(of.refund, t)))
        if of.projected_refund != of.refund:
            pending = refund_in_words(of.projected_refund, t)
            shown.append((t("The client may take back, with what is pending"), pending))
    return shown


def is_appraised(period: Span, terms: Terms) -> bool:
    """Whether money can hang on the period: it is as long as appraisals are, or the whole contract."""
    return period.form in (terms.appraisal, "contract")


def distances(score: Decimal, terms: Terms, t: Translator) -> str:
    """How far the next better grade is, and how far the next lower one."""
    beside = grades_beside(score, terms)
    lines = []
    if beside.higher:
        grade, least, missing = beside.higher
        points = in_points(missing)
        lines.append(t("{points} to {grade} ({least})", points=points, grade=GRADES[grade], least=number(least)))
    if beside.floor:
        floor = beside.floor
        lines.append(
            t(
                "{points} above {grade}'s floor of {least}, below it: {below}",
                points=in_points(floor.above),
                grade=GRADES[floor.grade],
                least=number(floor.least),
                below=GRADES[floor.below],
            )
        )
    return "\n".join(lines)


def refund_in_words(refund: Decimal | None, t: Translator) -> str:
    """The most that the client may take back, with its condition; None is what the contract has no figure for."""
    if refund is None:
        return t("the contract's table has no figure for this grade")
    if not refund:
        return t("nothing")
    return t("up to ¥{amount}, only if acceptance is not wholly passed", amount=f"{refund:,.2f}")


def in_points(points: Decimal) -> Text:
    """So many points."""
    shown = number(points)
    return text("{points} point", points=shown) if points == 1 else text("{points} points", points=shown)


def signed(points: Decimal) -> str:
    """Points with their sign: `−0.5`, `+1`, `0`."""
    return number(points) if points <= 0 else f"+{number(points)}"


def number(points: Decimal) -> str:
    """Points as short as they can be, with a true minus."""
    shortest = format(points.normalize(), "f") if points else "0"
    return shortest.replace("-", "−")


def grade_name(grade: str | None, t: Translator) -> str:
    """The grade in words; a dash where none is claimed."""
    return t(GRADES[grade]) if grade else "—"
