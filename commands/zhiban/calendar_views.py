"""What `/zhiban calendar` shows and answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, bullets, context, escape, header, sections
from commands.kit.buttons import Button, buttons
from commands.kit.fact_words import choices_of
from commands.kit.moments import show_day
from commands.kit.texts import Translator, text
from storage.contract.calendar import SpecialDay
from storage.contract.kinds import CalendarDay, Document
from storage.contract.obligations import DocumentOwed
from storage.contract.periods import days_later

_DOCUMENTS: Final = choices_of(Document, "type")


@dataclass(frozen=True)
class Ahead:
    """The special days of the days from `first` to `last`."""

    first: date
    last: date
    special: Mapping[date, SpecialDay]
    declared: Mapping[date, CalendarDay]
    estimated: frozenset[date]
    """Those of the days that rest on a year not yet announced."""
    estimated_years: Sequence[int]
    """The years of the contract whose arrangement is not announced."""
    declares: bool
    """Whether the reader may declare a day."""


def ahead(view: Ahead, t: Translator) -> Reply:
    """The special days, those alike in a row on one line, and what is only estimated."""
    title = t("Special days until {day}", day=show_day(view.last, t))
    lines = [_run_line(run, view, t) for run in _runs(view)]
    lines = lines or [t("No day is off beside weekends, and no weekend is worked.")]
    small = [
        context(
            t("{year} is only estimated: its arrangement is not announced yet. Declared days hold.", year=str(year))
        )
        for year in view.estimated_years
    ]
    declare = [Button(text("Declare a day…"), "zhiban", "calendar", asks=True)] if view.declares else []
    return Reply(title, [header(title), *sections(bullets(lines)), *small, *buttons(declare, t)])


def declared(
    days: Sequence[CalendarDay], changed: frozenset[date], moved: Sequence[DocumentOwed], t: Translator, *, past: bool
) -> Reply:
    """The receipt for declared days: each in full, and the reports whose due day moved with them."""
    if not changed:
        return Reply(t("That is so already; nothing was changed."))
    line = t("Declared: {count}", count=len(changed))
    lines = [_fact_line(fact, t) for fact in days if fact.day in changed]
    reports = [_moved_line(document, t) for document in moved]
    dues = sections(f"{t('Due days that moved:')}\n{bullets(reports)}") if reports else []
    reach: list[Block] = []
    if past:
        reach = [context(t("It holds for what has happened already too, so the standing may move."))]
    return Reply(line, [*sections(f"{line}\n{bullets(lines)}"), *dues, *reach])


def _fact_line(fact: CalendarDay, t: Translator) -> str:
    day = _day_line(show_day(fact.day, t), fact.off, t)
    return f"{day} · {escape(fact.name)} · `{escape(fact.id)}`"


def _moved_line(document: DocumentOwed, t: Translator) -> str:
    what = f"{t(_DOCUMENTS[document.type])} {escape(document.for_)}"
    return t("{what}: due {day}", what=what, day=show_day(document.due, t))


def _runs(view: Ahead) -> Iterator[list[date]]:
    """The special days, those together that follow each other and are alike."""
    run: list[date] = []
    for day in sorted(view.special):
        if run and (days_later(run[-1], 1) != day or not _alike(run[-1], day, view)):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _alike(one: date, other: date, view: Ahead) -> bool:
    same_source = (one in view.declared) == (other in view.declared)
    return view.special[one] == view.special[other] and same_source


def _run_line(run: Sequence[date], view: Ahead, t: Translator) -> str:
    first, last = run[0], run[-1]
    special = view.special[first]
    when = show_day(first, t)
    if last != first:
        when = t("{first} to {last}", first=when, last=show_day(last, t))
    name = t.of(special.name)
    parts = [_day_line(when, special.off, t), *([escape(name)] if name else [])]
    if first in view.declared:
        ids = [f"`{escape(view.declared[day].id)}`" for day in (first, *([last] if last != first else []))]
        parts.append(t("declared ({ids})", ids=" … ".join(ids)))
    elif first in view.estimated:
        parts.append(t("estimated"))
    return " · ".join(parts)


def _day_line(when: str, off: bool, t: Translator) -> str:
    return t("{name}: {value}", name=when, value=t("day off") if off else t("working day"))
