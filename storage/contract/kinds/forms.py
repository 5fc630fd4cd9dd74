"""The written forms of a period that a fact may be for."""

from collections.abc import Iterator
from typing import Final

from storage.contract.fact import Complaint
from storage.contract.periods import parse_span

PERIODIC_FORMS: Final = {
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "half_year": "half",
    "year_end": "year",
}


def period_complaints(
    text: str, forms: tuple[str, ...] = ("week", "month", "quarter", "half", "year")
) -> Iterator[Complaint]:
    """A complaint about `for` where the text is no written period of one of the forms."""
    if text == "contract" and len(forms) > 1:
        return
    try:
        fits = parse_span(text).form in forms
    except ValueError:
        fits = False
    if not fits:
        yield "for", f"{text!r} is no {' / '.join(forms)}" + (" (or contract)" if len(forms) > 1 else "")
