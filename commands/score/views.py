"""What `/score` answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Final

from slack_sdk.models.blocks import Block

from commands.kit.blocks import MOST_LISTED, Reply, brief, bullets, context, escape, header, pairs, sections, shortened
from commands.kit.buttons import Button, buttons
from commands.kit.moments import show_moment
from commands.kit.texts import Text, Translator, text
from commands.score import evidence
from commands.score.figures import figures_of, number, signed
from storage.contract.fact import Fact
from storage.contract.kinds import Ruling
from storage.contract.model import Entry, Row, RowStanding, Standing
from storage.contract.periods import Span
from storage.contract.rubric import shipped_rows
from storage.contract.terms import Terms

Hidden = Callable[[str, str | None], bool]
"""Whether the reader may not see what concerns this row and person."""

STATUSES: Final[dict[str, Text]] = {
    "provisional": text("provisional"),
    "confirmed": text("confirmed"),
    "waived": text("waived"),
    "appealed": text("appealed"),
    "upheld": text("upheld"),
}
NEWEST_SHOWN: Final = 10


def standing(
    of: Standing,
    terms: Terms,
    hidden: Hidden,
    t: Translator,
    beside: Sequence[Block] = (),
    *,
    claims: int = 0,
    buttons_below: Sequence[Button] = (),
) -> Reply:
    """The standing of a period: score, grade, what stands `beside` it, what moved it, what waits, newest entries.

    `claims` counts the punches and leaves of the period that wait for approval.
    """
    title = t("Score {period}: {booked}", period=period_name(of.period, t), booked=number(of.booked))
    blocks = [
        header(title),
        *moved(of, terms, hidden, t, beside),
        *_waits(of, claims, t),
        context(_small_print(of, t)),
        *buttons(buttons_below, t),
    ]
    return Reply(title, blocks)


def moved(of: Standing, terms: Terms, hidden: Hidden, t: Translator, beside: Sequence[Block] = ()) -> list[Block]:
    """A standing's figures, what stands `beside` them, what moved it, what is pending, the newest entries."""
    rows = {row.code: row for row in shipped_rows()}
    counting = [judged for judged in of.rows if judged.booked or judged.entries]
    waiting = [judged for judged in of.rows if judged.pending]
    return [
        *pairs(figures_of(of, terms, t)),
        *beside,
        *listed(t("What moved it"), (_row_line(rows[row.code], row, row.booked, t) for row in counting), t),
        *listed(t("Pending"), (_row_line(rows[row.code], row, row.pending, t) for row in waiting), t),
        *_newest(of, rows, hidden, t),
    ]


def explained_row(row: Row, judged: RowStanding, of: Standing, hidden: Hidden, t: Translator) -> Reply:
    """A row: its rule, the readings taken, and every entry the reader may see."""
    title = t("{name} ({code})", name=t.of(row.name), code=row.code)
    seen = [entry for entry in judged.entries if not hidden(entry.row, entry.person)]
    unseen = len(judged.entries) - len(seen)
    lines = [f"{entry_line(entry, t)} — {escape(brief(t.of(entry.reason)))}" for entry in seen[-MOST_LISTED:]]
    if len(seen) > len(lines):
        more = len(seen) - len(lines)
        lines.insert(0, t("{count} earlier ones: name a shorter period, such as 2026-07", count=more))
    if unseen:
        lines.append(not_shown(unseen, t))
    figures = [(t("Booked"), signed(judged.booked)), (t("Pending"), signed(judged.pending))]
    blocks = [
        header(title),
        *_rule(row, t),
        *pairs([(t("Period"), period_name(of.period, t)), *figures]),
        *_why_nothing(judged, t),
        *listed(t("Entries"), lines, t),
        *listed(
            t("Running"),
            (t.of(finding.reason) for finding in judged.outlook if not hidden(row.code, finding.person)),
            t,
        ),
        context(t("Why an entry stands: `/score explain KEY`")),
    ]
    return Reply(title, blocks)


def explained_entry(
    row: Row,
    entry: Entry,
    seen: Sequence[str],
    facts: Sequence[Fact],
    names: Mapping[str, str],
    t: Translator,
    buttons_below: Sequence[Button] = (),
) -> Reply:
    """One entry: the arithmetic, the facts behind it with their moments, what was ruled on it, the rule and reading.

    `seen` is the evidence that the reader may see, `facts` what is held of it.
    """
    title = t("{name}: {points}", name=t.of(row.name), points=signed(entry.points))
    rulings = [f"{ruled_in_words(ruling, names, t)} — {escape(ruling.reason)}" for ruling in entry.rulings]
    blocks = [
        header(title),
        *pairs(
            [
                (t("Key"), struck_if_waived(f"`{escape(entry.key)}`", entry)),
                (t("Fell due"), show_moment(entry.at, t)),
                (t("Status"), t(STATUSES[entry.status])),
            ]
        ),
        *sections(f"*{t('Arithmetic')}*\n{_arithmetic(row, entry, t)}"),
        *listed(t("Evidence"), [*evidence.lines(seen, facts, t), *_unseen_evidence(entry, seen, t)], t),
        *listed(t("Rulings"), rulings, t),
        *_rule(row, t),
        *buttons(buttons_below, t),
    ]
    return Reply(title, blocks)


def _unseen_evidence(entry: Entry, seen: Sequence[str], t: Translator) -> list[str]:
    unseen = len(entry.evidence) - len(seen)
    return [t("Records of other people, seen by them, the PM and managers: {count}", count=unseen)] if unseen else []


def ruled_in_words(ruling: Ruling, names: Mapping[str, str], t: Translator) -> str:
    """When who ruled what."""
    name = escape(names.get(ruling.by, ruling.by))
    return f"{show_moment(ruling.at, t)} {name}{t.pick('：', ': ')}{t(RULED[ruling.ruling])}"


def unknown_row(word: str, rows: Iterable[Row]) -> Text:
    """Why nothing is explained: there is no such row."""
    near = get_close_matches(word.casefold(), [row.code for row in rows], n=1, cutoff=0.5)
    if near:
        return text("The appendix has no row “{word}”. Did you mean {near}?", word=word[:60], near=near[0])
    return text("The appendix has no row “{word}”. `/score` lists the rows that moved.", word=word[:60])


def no_entry(key: str, searched: Span, *, may_be_hidden: bool) -> Text:
    """Why no entry is explained; of people's own matters not even whether there is one."""
    values = {"key": key[:80], "start": searched.first, "end": searched.last}
    if may_be_hidden:
        return text(
            "There is no entry {key} of yours between {start} and {end}; "
            "of other people's attendance the entries are for them, the PM and managers.",
            **values,
        )
    return text("There is no entry {key} between {start} and {end}.", **values)


def no_period(word: str, terms: Terms, *, is_week: bool) -> Text:
    """Why there is no standing for what was named."""
    if is_week:
        return text("A week is no appraisal period; name a month such as {month}.", month=f"{terms.from_:%Y-%m}")
    return text(
        "“{word}” is no period of this contract ({start} to {end}). "
        "These work: month, quarter, 2026-07, 2026-Q3, contract.",
        word=word[:40],
        start=terms.from_,
        end=terms.until,
    )


def _why_nothing(judged: RowStanding, t: Translator) -> list[Block]:
    """Why the row has nothing to show, where it is not applicable or not judged."""
    if judged.note is None:
        return []
    why = t.of(judged.note)
    return sections(t("Not applicable: {why}", why=why) if judged.judged else t("Not judged: {why}", why=why))


def _row_line(row: Row, judged: RowStanding, points: Decimal, t: Translator) -> str:
    count = len(judged.entries)
    times = f" × {count}" if count > 1 else ""
    return f"*{signed(points)}*  {t.of(row.name)} `{row.code}`{times}"


def _newest(of: Standing, rows: dict[str, Row], hidden: Hidden, t: Translator) -> list[Block]:
    seen = [entry for entry in of.entries if not hidden(entry.row, entry.person)]
    lines = entries_in_words(seen, rows, t)[:NEWEST_SHOWN]
    more = len(seen) - len(lines)
    if more:
        lines.append(t("and {count} earlier: `/score explain ROW` lists all of a row", count=more))
    return listed(t("Newest entries"), lines, t)


def entries_in_words(entries: Iterable[Entry], rows: Mapping[str, Row], t: Translator) -> list[str]:
    """The entries with their rows' names, newest first."""
    newest_first = sorted(entries, key=lambda entry: entry.at, reverse=True)
    return [f"{entry_line(entry, t)} · {t.of(rows[entry.row].name)}" for entry in newest_first]


def not_shown(count: int, t: Translator) -> str:
    """How much is not shown to the reader, and who sees it."""
    return t("Entries of other people, seen by them, the PM and managers: {count}", count=count)


def entry_line(entry: Entry, t: Translator) -> str:
    """An entry's moment, points, key and status; struck out where it is waived."""
    worth = entry.worth if entry.status == "waived" else entry.points
    line = f"{show_moment(entry.at, t)}  *{signed(worth)}*  `{escape(entry.key)}` · {t(STATUSES[entry.status])}"
    return struck_if_waived(line, entry)


def struck_if_waived(line: str, entry: Entry) -> str:
    """The line, struck out where the entry is waived."""
    return f"~{line}~" if entry.status == "waived" else line


def listed(title: str, lines: Iterable[str], t: Translator) -> list[Block]:
    """Lines under a title, or nothing where there are none."""
    shown = shortened(list(lines), t, MOST_LISTED + 2)
    return sections(f"*{title}*\n{bullets(shown)}") if shown else []


def _arithmetic(row: Row, entry: Entry, t: Translator) -> str:
    """`09:00 + 60 min < 10:03 → Absence, −2`, and what a ruling made of it."""
    sum_ = f"{escape(t.of(entry.reason))} → {t.of(row.name)}{t.pick('，', ', ')}{signed(entry.worth)}"
    return sum_ if entry.points == entry.worth else f"{sum_} → {t(STATUSES[entry.status])} {signed(entry.points)}"


def _rule(row: Row, t: Translator) -> list[Block]:
    readings = "\n".join(f"_{t.of(reading)}_" for reading in row.readings)
    said = f"*{t('Rule')}*  {t.of(row.rule)}"
    return [*sections(f"{said}\n{readings}" if readings else said), context(t.of(row.clause))]


def _waits(of: Standing, claims: int, t: Translator) -> list[Block]:
    """What would move the score once somebody approves or confirms it, and where that is done."""
    pending = [entry for entry in of.entries if entry.pending]
    lines = []
    if claims:
        lines.append(t("Punches and leave that wait for approval: {count} — `/clock status`", count=claims))
    if pending:
        points = signed(sum((entry.points for entry in pending), Decimal(0)))
        lines.append(
            t(
                "In the team's favour, once the client confirms: {points} ({count}) — `/score waiting`",
                points=points,
                count=len(pending),
            )
        )
    return listed(t("Waits for approval"), lines, t)


def _small_print(of: Standing, t: Translator) -> str:
    line = t("As of {when}. 100 points to start; no cap either way.", when=show_moment(of.at, t))
    if of.unjudged:
        names = ", ".join(of.unjudged)
        line = t.run_on(line, t("Not judged yet, so no grade or refund is claimed: {rows}.", rows=names))
    return line


def period_name(period: Span, t: Translator) -> str:
    """The period's written form and its days."""
    start, end = period.first, period.last
    name = t("contract term") if period.form == "contract" else period.name
    days = f"{_short(start)} – {_short(end)}"
    return t.pick(f"{name}（{days}）", f"{name} ({days})")


def _short(day: date) -> str:
    return day.isoformat()


RULED: Final[dict[str, Text]] = {
    "confirm": text("confirmed"),
    "waive": text("waived"),
    "appeal": text("appealed"),
    "uphold": text("upheld"),
}
