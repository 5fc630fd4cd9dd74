"""What closing a period tells, by direct message, and what of a closed period would be judged otherwise since.

Nothing settled moves silently: after a write that could matter to a closed period, just the rows that read such facts
are judged again within the same transaction. Measured with 300,000 facts and seven closed periods: 0.5 ms for a write
of today, which no row of a closed period reads; 20 to 150 ms for a late fact, a report or a ruling, and half a second
for a setting, all of which are rare; without closings 0.05 ms.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from commands.kit.blocks import bilingual
from commands.kit.posting import keep_post, tell
from commands.score import closing_views
from storage.contract.kinds import Closing
from storage.contract.model import Row
from storage.contract.periods import day_of, write_moment
from storage.contract.settlement import Adjustment, adjustments
from storage.contract.terms import Terms
from storage.records import closings, people
from storage.records.calendar import working_days
from storage.records.closings import Kept
from storage.records.ledger import Change, UnitOfWork
from storage.records.outbox import open_posts, settle

MOST_BY_THEMSELVES: Final = 5
"""More adjustments of one row than this are told in one message, not each in its own."""


class _Notice(NamedTuple):
    key: str
    found: Sequence[Adjustment]


def reflect(work: UnitOfWork, change: Change, terms: Terms) -> None:
    """Tell of closings, and of what the whole unit of work made otherwise in closed periods; once a unit of work."""
    if isinstance(change.after or change.before, Closing):
        _tell_of_closing(work, change, terms)
    if change is work.changes[0]:
        tell_adjustments(work, terms)


def tell_adjustments(work: UnitOfWork, terms: Terms) -> None:
    """Tell the PM and the rulers what the work's changes make otherwise in closed periods, each adjustment once."""
    just_closed = {fact.id for change in work.changes for fact in change if isinstance(fact, Closing)}
    names = closings.closed_names(work.connection) - just_closed
    if not names:
        return
    calendar = working_days(work.connection)
    for name in sorted(names):
        rows = closings.rows_touched(work.connection, name, work.changes, terms, calendar)
        kept = closings.kept_of(work.connection, name) if rows else None
        if kept is not None:
            _look(work, kept, rows, terms)


def _look(work: UnitOfWork, kept: Kept, rows: Collection[Row], terms: Terms) -> None:
    """Judge those rows of the closed period again, and bring the messages about them to what is found."""
    today = closings.today_of(work.connection, kept, terms, work.now, rows)
    notices = list(_notices(kept, adjustments(kept.standing, today)))
    recipients = _recipients(work, terms)
    current = {f"{notice.key}:{person}": (notice, person) for notice in notices for person in recipients}
    overtaken = bilingual(partial(closing_views.no_longer_adjusted, kept.closing.id))
    for row in rows:
        for post in open_posts(work.connection, _about(kept, row.code)):
            if post.key not in current:
                settle(work.connection, post.key, overtaken, work.now)
    for key, (notice, person) in current.items():
        keep_post(work, key, person, partial(closing_views.adjusted, kept, notice.found), asks=True)


def _notices(kept: Kept, found: Sequence[Adjustment]) -> Iterator[_Notice]:
    by_row: defaultdict[str, list[Adjustment]] = defaultdict(list)
    for one in found:
        by_row[one.entry.row].append(one)
    for row, of_row in by_row.items():
        together = [of_row] if len(of_row) > MOST_BY_THEMSELVES else [[one] for one in of_row]
        for some in together:
            yield _Notice(f"{_about(kept, row)}{_mark(some)}", some)


def _mark(found: Sequence[Adjustment]) -> str:
    """What the adjustments come to, so that each is told once and again only when it changes."""
    states = [
        [one.entry.key, None if one.after is None else [str(one.after.points), one.after.status, one.after.pending]]
        for one in found
    ]
    return hashlib.sha256(json.dumps(states, ensure_ascii=False).encode()).hexdigest()[:24]


def _about(kept: Kept, row: str) -> str:
    """How the keys of the messages about a row of a closed period begin; another closing of it begins anew."""
    return f"{_period(kept.closing)}{row}:"


def _period(closing: Closing) -> str:
    return f"score.adjusted:{closing.id}@{closing.sha256[:12]}:"


def _tell_of_closing(work: UnitOfWork, change: Change, terms: Terms) -> None:
    before, after = change
    by = people.name_of(work.connection, work.author.person)
    if isinstance(before, Closing):
        overtaken = bilingual(partial(closing_views.no_longer_adjusted, before.id))
        for post in open_posts(work.connection, _period(before)):
            settle(work.connection, post.key, overtaken, work.now)
    for person in _recipients(work, terms):
        if person == work.author.person:
            continue
        if isinstance(after, Closing):
            reason = closings.reason_of(work.connection, Kept(after))
            key = f"score.closed:{after.id}:{write_moment(work.now)}:{person}"
            tell(work, key, person, partial(closing_views.told, Kept(after), by, reason))
        elif isinstance(before, Closing):
            key = f"score.reopened:{before.id}:{write_moment(work.now)}:{person}"
            tell(work, key, person, partial(closing_views.taken_back, before.id, by))


def _recipients(work: UnitOfWork, terms: Terms) -> list[str]:
    day = day_of(work.now)
    found = [*people.pms(work.connection, day), *people.rulers(work.connection, terms.rulings_by, day)]
    return list(dict.fromkeys(person.id for person in found))
