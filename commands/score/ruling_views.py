"""What is said of rulings: receipts, what those concerned are told, and what waits for the client."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, brief, bullets, context, escape, header, quote, sections, shortened
from commands.kit.buttons import MOST_WITH_BUTTONS, Button, buttons
from commands.kit.fields import LONGEST_VALUE, Choice
from commands.kit.moments import show_plain
from commands.kit.texts import Text, Translator, text
from commands.score import views
from commands.score.entries import Offers
from commands.score.figures import signed
from storage.contract.kinds import Ruling
from storage.contract.model import Entry, Standing
from storage.contract.rubric import shipped_rows
from storage.contract.rulings import WAITING, RulingWord, was_appealed

LABELS: Final[dict[RulingWord, Text]] = {
    "confirm": text("Confirm"),
    "waive": text("Waive"),
    "uphold": text("Uphold"),
    "appeal": text("Appeal"),
}
_RECEIPTS: Final[dict[RulingWord, Text]] = {
    "confirm": text("Confirmed: {entry}"),
    "waive": text("Waived: {entry}"),
    "uphold": text("Upheld: {entry}"),
    "appeal": text("Appealed: {entry}"),
}
_TOLD: Final[dict[RulingWord, Text]] = {
    "confirm": text("{name} confirmed: {entry}"),
    "waive": text("{name} waived: {entry}"),
    "uphold": text("{name} upheld after the appeal: {entry}"),
    "appeal": text("{name} appeals: {entry}"),
}
_TAKEN_BACK: Final[dict[RulingWord, Text]] = {
    "confirm": text("{name} took a confirmation back: {entry}"),
    "waive": text("{name} took a waiver back: {entry}"),
    "uphold": text("{name} took the decision to uphold back: {entry}"),
    "appeal": text("{name} took an appeal back: {entry}"),
}
LATELY_RULED: Final = 5


class Skipped(NamedTuple):
    """An entry, by its key, that was not ruled on, and why."""

    key: str
    why: Text


def why_not(entry: Entry, word: RulingWord, name: str) -> Text:
    """Why the ruling cannot follow how the entry stands; `name` is who ruled on it last."""
    last = entry.rulings[-1] if entry.rulings else None
    values = {"key": entry.key, "name": name, "when": show_plain(last.at) if last else ""}
    if word == "appeal" and entry.status == "waived":
        return text("`{key}` is waived and costs nothing; there is nothing to appeal.", **values)
    if word == "appeal" and was_appealed(entry):
        return text("An entry is appealed once, and `{key}` was.", **values)
    if word == "uphold":
        return text("`{key}` is not under appeal, so there is nothing to uphold.", **values)
    if word == "confirm" and entry.status == "appealed":
        return text("`{key}` was appealed by {name} on {when}; please uphold or waive it.", **values)
    if last is None:
        return text("`{key}` is confirmed already, by the client's own note.", **values)
    done = {
        "confirm": text("`{key}` was confirmed by {name} on {when} already.", **values),
        "waive": text("`{key}` was waived by {name} on {when} already.", **values),
        "uphold": text("`{key}` was upheld by {name} on {when}; there is nothing left to confirm.", **values),
    }
    return done[last.ruling]


def not_yours_to_appeal(entry: Entry, name: str) -> Text:
    """Why the speaker cannot appeal: it is somebody else's own matter."""
    return text("`{key}` is for {name} or the PM to appeal.", key=entry.key, name=name)


def receipt(entry: Entry, word: RulingWord, reason: str, t: Translator) -> Reply:
    """The receipt for a ruling."""
    line = t(_RECEIPTS[word], entry=_now_worth(entry, t))
    wrong = context(t("Wrong? `/zhiban undo` takes it back within 10 minutes."))
    return Reply(line, [*sections(f"{line}\n{quote(reason)}"), wrong])


def said_already(entry: Entry, word: RulingWord, t: Translator) -> Reply:
    """What somebody is told who says the same ruling again."""
    return Reply(t("{what} Nothing was changed.", what=t(_RECEIPTS[word], entry=_now_worth(entry, t))))


def ruled_on_several(
    word: RulingWord, done: Sequence[Entry], skipped: Sequence[Skipped], reason: str, t: Translator
) -> Reply:
    """The receipt for a ruling on several entries: what was done to each, and what was not and why."""
    title = t("{label}: {done} of {all}", label=LABELS[word], done=len(done), all=len(done) + len(skipped))
    lines = [t(_RECEIPTS[word], entry=_now_worth(entry, t)) for entry in done]
    blocks = [*sections(f"*{title}*\n{quote(reason)}"), *views.listed(t("Done"), lines, t)]
    blocks += views.listed(t("Not done"), (t(one.why) for one in skipped), t)
    if done:
        blocks.append(context(t("Wrong? Each `/zhiban undo` takes the newest back, within 10 minutes.")))
    return Reply(title, blocks)


def told(entry: Entry, ruling: Ruling, name: str, t: Translator) -> Reply:
    """What those concerned are told of a ruling."""
    line = t(_TOLD[ruling.ruling], name=escape(name), entry=_now_worth(entry, t))
    return Reply(line, [*sections(f"{line}\n{quote(ruling.reason)}"), _how_to_see(entry.key, t)])


def taken_back(key: str, entry: Entry | None, ruling: Ruling, name: str, t: Translator) -> Reply:
    """What those concerned are told when a ruling counts no more."""
    shown = _now_worth(entry, t) if entry else f"`{escape(key)}`"
    line = t(_TAKEN_BACK[ruling.ruling], name=escape(name), entry=shown)
    return Reply(line, [*sections(line), *([_how_to_see(key, t)] if entry else [])])


def asked(entry: Entry, appeal: Ruling, name: str, t: Translator) -> Reply:
    """What a ruler is asked when an entry is appealed."""
    line = t(_TOLD["appeal"], name=escape(name), entry=_now_worth(entry, t))
    words: tuple[RulingWord, ...] = ("uphold", "waive")
    offered = buttons_on(entry, lambda _: words)
    how = [] if offered else [context(t("`/score uphold KEY REASON` or `/score waive KEY REASON`"))]
    arithmetic = escape(t.of(entry.reason))
    return Reply(line, [*sections(f"{line}\n{arithmetic}\n{quote(appeal.reason)}"), *buttons(offered, t), *how])


def answered(key: str, entry: Entry | None, last: Ruling | None, name: str, t: Translator) -> Reply:
    """What a ruler's question says once there is nothing left to decide; `last` is the ruling that settled it."""
    if entry is None or last is None or last.ruling == "appeal":
        return Reply(t("The appeal of `{key}` is no longer to be decided.", key=escape(key)))
    line = t(_TOLD[last.ruling], name=escape(name), entry=_now_worth(entry, t))
    return Reply(line, sections(f"{line}\n{quote(last.reason)}"))


def buttons_on(entry: Entry, offers: Offers) -> list[Button]:
    """A button for each ruling that is offered on the entry; none where a form could not carry the key."""
    if len(entry.key) > LONGEST_VALUE:
        return []
    return [
        Button(LABELS[word], "score", word, entry.key, asks=True, primary=word in ("confirm", "uphold"))
        for word in offers(entry)
    ]


def waiting(
    of: Standing, hidden: views.Hidden, offers: Offers, names: Mapping[str, str], t: Translator, *, at_home: bool
) -> Reply:
    """The entries that wait for the client, those under appeal first, then the newest; and those lately ruled on.

    In a Home the first have buttons of their own.
    """
    open_ = [entry for entry in of.entries if entry.status in WAITING]
    seen = _most_urgent_first(entry for entry in open_ if not hidden(entry.row, entry.person))
    title = t("Waiting for the client, {period}: {count}", period=views.period_name(of.period, t), count=len(open_))
    rulable = [entry for entry in seen if "waive" in offers(entry)]
    pressed = seen[:MOST_WITH_BUTTONS] if at_home and rulable else []
    blocks: list[Block] = [header(title)]
    for entry in pressed:
        offered = [button for button in buttons_on(entry, offers) if button.verb != "appeal"]
        blocks += [*sections(_line(entry, t)), *buttons(offered, t)]
    lines = [_line(entry, t) for entry in seen[len(pressed) :]]
    if len(seen) < len(open_):
        lines.append(views.not_shown(len(open_) - len(seen), t))
    blocks += sections(bullets(shortened(lines, t))) if lines else []
    blocks.append(context(t("Together {points}", points=signed(_sum(open_)))))
    if rulable:
        several = Button(text("Rule on several…"), "score", "rule", of.period.name, asks=True)
        blocks += buttons([several], t)
    return Reply(title, [*blocks, *_lately_ruled(of, hidden, names, t)])


def choices(entries: Iterable[Entry]) -> list[Choice]:
    """Entries to choose from: each key, with its points before it."""
    return [(entry.key, f"{signed(entry.worth)} · {entry.key}") for entry in entries]


def entry_in_words(entry: Entry, t: Translator) -> str:
    """`*−0.5* Inspection missed `inspect.missed:page:2026-07-13``."""
    row = next(row for row in shipped_rows() if row.code == entry.row)
    return f"*{signed(entry.worth)}* {t.of(row.name)} `{escape(entry.key)}`"


def _now_worth(entry: Entry, t: Translator) -> str:
    """The entry in words, and what it counts where that is not what it would be worth."""
    words = entry_in_words(entry, t)
    return words if entry.points == entry.worth else f"{words} → {signed(entry.points)}"


def _line(entry: Entry, t: Translator) -> str:
    return next(iter(views.entries_in_words([entry], {row.code: row for row in shipped_rows()}, t)))


def _most_urgent_first(entries: Iterable[Entry]) -> list[Entry]:
    newest_first = sorted(entries, key=lambda entry: entry.at, reverse=True)
    return sorted(newest_first, key=lambda entry: entry.status != "appealed")


def _lately_ruled(of: Standing, hidden: views.Hidden, names: Mapping[str, str], t: Translator) -> list[Block]:
    ruled = [entry for entry in of.entries if entry.rulings and not hidden(entry.row, entry.person)]
    latest = sorted(ruled, key=lambda entry: entry.rulings[-1].at, reverse=True)[:LATELY_RULED]
    return views.listed(t("Ruled on lately"), (_ruled_line(entry, names, t) for entry in latest), t)


def _ruled_line(entry: Entry, names: Mapping[str, str], t: Translator) -> str:
    last = entry.rulings[-1]
    return f"{views.entry_line(entry, t)} — {views.ruled_in_words(last, names, t)} — {escape(brief(last.reason))}"


def _how_to_see(key: str, t: Translator) -> Block:
    return context(t("Why it stands: `/score explain {key}`", key=escape(key)))


def _sum(entries: Iterable[Entry]) -> Decimal:
    return sum((entry.points for entry in entries), Decimal(0))
