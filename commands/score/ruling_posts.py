"""What a ruling tells, by direct message: those concerned what was ruled, rulers what is appealed, until it is decided.

It follows the facts, so that a ruling by any route (said, undone, voided, taken back) keeps the messages true.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from commands.kit.blocks import bilingual
from commands.kit.posting import keep_post, tell
from commands.score import ruling_views
from storage.contract.facts import Facts
from storage.contract.kinds import Ruling
from storage.contract.model import Entry
from storage.contract.periods import day_of, write_moment
from storage.contract.terms import Terms
from storage.records import people
from storage.records.ledger import Change, UnitOfWork
from storage.records.outbox import open_posts, settle
from storage.records.standing import entries_with, rulings_held


def reflect(work: UnitOfWork, change: Change, terms: Terms) -> None:
    """Tell of all rulings of the unit of work, at the first of them, so that each row is judged once."""
    mine = [one for one in work.changes if _ruled(one) is not None]
    if not mine or change is not mine[0]:
        return
    keys = list(dict.fromkeys(ruling.entry for one in mine for ruling in one if isinstance(ruling, Ruling)))
    entries = entries_with(work.connection, terms, keys, work.now)
    for one in mine:
        _tell(work, one, entries.get(_entry_of(one)))
    for key in keys:
        gone = [one.before for one in mine if isinstance(one.before, Ruling) and one.before.entry == key]
        _keep_appeals(work, key, entries.get(key), gone, terms)


def _ruled(change: Change) -> Ruling | None:
    """The ruling that the change is about."""
    fact = change.after or change.before
    return fact if isinstance(fact, Ruling) else None


def _entry_of(change: Change) -> str:
    ruling = _ruled(change)
    return ruling.entry if ruling else ""


def _counted(fact: object) -> Ruling | None:
    """The ruling, where it is one that counts."""
    return fact if isinstance(fact, Ruling) and fact.state == "approved" else None


def _tell(work: UnitOfWork, change: Change, entry: Entry | None) -> None:
    """Tell those concerned what was ruled, or that a ruling no longer counts; nobody what he said himself."""
    before, after = _counted(change.before), _counted(change.after)
    ruling = after or before
    if ruling is None or (ruling.ruling == "confirm" and entry is not None and not entry.worth):
        return
    name = people.name_of(work.connection, work.author.person)
    if after is None:
        view = partial(ruling_views.taken_back, ruling.entry, entry, ruling, name)
    elif entry is not None:
        view = partial(ruling_views.told, entry, ruling, people.name_of(work.connection, ruling.by))
    else:
        return
    happened = "ruled" if after else "taken_back"
    for person in _concerned(work, entry, ruling):
        key = f"score.{happened}:{ruling.id}:{ruling.ruling}:{write_moment(work.now)}:{person}"
        tell(work, key, person, view)


def _concerned(work: UnitOfWork, entry: Entry | None, ruling: Ruling) -> list[str]:
    """The person whose matter it is, the PM, and whoever appealed or ruled; all but the author, of those still here."""
    day = day_of(work.now)
    rulings = [*(entry.rulings if entry else ()), ruling]
    appellants = [one.by for one in rulings if one.ruling == "appeal"]
    pms = [pm.id for pm in people.pms(work.connection, day)]
    here = {one.id for one in people.everyone(work.connection) if one.active(day)}
    asked = (*([entry.person] if entry and entry.person else []), *pms, *appellants)
    return [person for person in dict.fromkeys(asked) if person in here and person != work.author.person]


def _keep_appeals(work: UnitOfWork, key: str, entry: Entry | None, gone: Iterable[Ruling], terms: Terms) -> None:
    """Let the questions to the rulers ask while the entry's last ruling is an appeal, and say what came of it after."""
    standing = _standing_rulings(work, key)
    last = standing[-1] if standing else None
    under_appeal = last if last is not None and last.ruling == "appeal" and entry is not None else None
    appeals = {one.id: one for one in (*gone, *standing) if one.ruling == "appeal"}
    for appeal in appeals.values():
        if entry is not None and under_appeal is not None and appeal.id == under_appeal.id:
            _ask(work, entry, appeal, terms)
        else:
            _answer(work, key, entry, appeal, last)


def _standing_rulings(work: UnitOfWork, key: str) -> Sequence[Ruling]:
    """The rulings on the entry that count, oldest first."""
    counted = Facts.build(rulings_held(work.connection)([key])).seen_at(work.now).of(Ruling)
    return sorted(counted, key=lambda ruling: (ruling.at, ruling.id))


def _ask(work: UnitOfWork, entry: Entry, appeal: Ruling, terms: Terms) -> None:
    view = partial(ruling_views.asked, entry, appeal, people.name_of(work.connection, appeal.by))
    for ruler in people.rulers(work.connection, terms.rulings_by, day_of(work.now)):
        keep_post(work, f"{_question(appeal)}{ruler.id}", ruler.id, view, asks=True)


def _answer(work: UnitOfWork, key: str, entry: Entry | None, appeal: Ruling, last: Ruling | None) -> None:
    name = people.name_of(work.connection, last.by) if last else ""
    content = bilingual(partial(ruling_views.answered, key, entry, last, name))
    for post in open_posts(work.connection, _question(appeal)):
        if post.key == f"{_question(appeal)}{post.recipient}":
            settle(work.connection, post.key, content, work.now)


def _question(appeal: Ruling) -> str:
    """How the keys of the questions about an appeal begin; the ruler follows."""
    return f"score.appeal:{appeal.id}:"
