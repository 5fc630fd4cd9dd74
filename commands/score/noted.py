"""What is judged by people: `/score note` and `/score rank`."""

from typing import Any, Final

from commands.kit.adding import Adding
from commands.kit.arguments import LONGEST_TEXT, split_first, take_options, within
from commands.kit.fact_fields import read_choice, read_decimal, read_number
from commands.kit.noting import NOTING
from commands.kit.posting import keep_cards, supervisors
from commands.kit.saying import Refused, Saying, Step, needed
from commands.kit.texts import text
from commands.kit.times import trailing_past
from commands.kit.verbs import Verb
from storage.contract.kinds import Note, Rank
from storage.records.ledger import Change, UnitOfWork

_MOST: Final = 9999
_NUMBERS: Final = 4


def note(said: Saying) -> Step:
    """`note ROW [--about ID] [--person P] [--count N] [--points P] TEXT [when]`."""
    options, words = take_options(said.words, valued=("about", "person", "count", "points"))
    word, rest = split_first(needed(words, text("which row, and what happened")))
    row = read_choice(Note, "row", word)
    at, what = trailing_past(rest, said.now)
    within(needed(what, text("what happened")), LONGEST_TEXT)
    typed: dict[str, str] = {name: options[name] for name in ("about", "person") if name in options}
    values: dict[str, Any] = {"count": read_number(options["count"], 1, _MOST)} if "count" in options else {}
    if "points" in options:
        values["points"] = read_decimal(options["points"])
    return NOTING.step(said, typed, row=row, text=what, at=at, **values)


def rank(said: Saying) -> Step:
    """`rank ROW RANK OF VALUE MEAN [PERIOD]`; for the appraisal period unless one is named."""
    word, rest = split_first(said.needs_words(text("which row, and the figures")))
    row = _ROWS.get(word.casefold()) or read_choice(Rank, "row", word)
    figures = rest.split()
    if not _NUMBERS <= len(figures) <= _NUMBERS + 1:
        raise Refused(text("Please say the rank, of how many, the figure and the mean: 3 20 2 4.5."))
    place, of, value, mean = figures[:_NUMBERS]
    return RANKING.step(
        said,
        {"for_": figures[_NUMBERS] if figures[_NUMBERS:] else said.terms.appraisal},
        row=row,
        rank=read_number(place, 1, _MOST),
        of=read_number(of, 1, _MOST),
        value=read_decimal(value),
        mean=read_decimal(mean),
    )


def reflect_rank(work: UnitOfWork, change: Change) -> None:
    """Tell the PM and the managers of a ranking, and keep that true."""
    if isinstance(change.after or change.before, Rank):
        keep_cards(work, change, supervisors(work))


def _in_the_field(_: UnitOfWork, fact: Rank) -> Rank:
    if fact.rank > fact.of:
        raise Refused(text("A rank of {rank} among {of} cannot be.", rank=fact.rank, of=fact.of), field="rank")
    return fact


_ROWS: Final = {"fault_rank": "system.fault_rank", "efficiency_rank": "cloud.efficiency_rank"}
RANKING: Final = Adding(Rank, text("A ranking"), ("row", "rank", "of", "value", "mean", "for_"), settle=_in_the_field)
VERBS: Final = (
    Verb(
        "note",
        text("write down what the appendix leaves to judgement"),
        "ROW [--about ID] [--person P] [--count N] [--points P] TEXT [when]",
        ("/score note docs.typos --count 7 月报错别字", "/score note conduct.dress --person @Lin 未着工装 9:10"),
        note,
        ("记录", "登记"),
        NOTING.form,
    ),
    Verb(
        "rank",
        text("write down a ranking of the client's cloud monitor"),
        "ROW RANK OF VALUE MEAN [PERIOD]",
        ("/score rank system.fault_rank 3 20 2 4.5", "/score rank cloud.efficiency_rank 5 20 88.5 80 2026-Q3"),
        rank,
        ("排名",),
        RANKING.form,
    ),
)
