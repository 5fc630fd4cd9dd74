"""`/score` in words: what was typed becomes a view of the standing."""

import re
from typing import Final

from sqlalchemy import Connection

from commands.kit.blocks import Reply
from commands.kit.roles import may
from commands.kit.saying import Command, Read, Refused, Saying, Step, Verb, split_first, split_id
from commands.kit.texts import text
from commands.score import views
from storage.contract.model import Row, Standing
from storage.contract.periods import Span, parse_span
from storage.contract.rubric import shipped_rows
from storage.contract.scoring import PeriodError, resolve_period
from storage.records.standing import standing_of

_WORDS: Final = {
    "month": "month",
    "本月": "month",
    "月": "month",
    "quarter": "quarter",
    "本季度": "quarter",
    "季度": "quarter",
    "half": "half",
    "半年": "half",
    "year": "year",
    "本年": "year",
    "年": "year",
    "contract": "contract",
    "合同": "contract",
    "全部": "contract",
}


def period(said: Saying) -> Step:
    """`[month|quarter|half|year|contract|2026-07 …]`."""
    named = said.verb.casefold() != _PERIOD.name
    word, rest = (said.verb, said.words) if named else split_first(said.words)
    if rest:
        raise Refused(text("One period at a time, please."))
    span = _span(said, word)
    return Read(lambda connection: views.standing(_standing(said, connection, span), _hidden(said), said.t))


def explain(said: Saying) -> Step:
    """`explain ROW|KEY [PERIOD]`; without a period the contract's whole term, so that any key is found."""
    subject, rest = split_id(said.needs_words(text("which row or entry, such as inspect.missed")))
    code, _, occurrence = subject.partition(":")
    row = next((row for row in shipped_rows() if row.code == code.casefold()), None)
    if row is None:
        raise Refused(views.unknown_row(subject, shipped_rows()))
    span = _span(said, rest or ("contract" if occurrence else said.terms.appraisal))
    key = f"{row.code}:{occurrence}" if occurrence else None
    return Read(lambda connection: _explained(said, row, key, _standing(said, connection, span)))


def _explained(said: Saying, row: Row, key: str | None, standing: Standing) -> Reply:
    judged = next(judged for judged in standing.rows if judged.code == row.code)
    if key is None:
        return views.explained_row(row, judged, standing, _hidden(said), said.t)
    hidden = _hidden(said)
    seen = (entry for entry in judged.entries if not hidden(entry.row, entry.person))
    entry = next((entry for entry in seen if entry.key.casefold() == key.casefold()), None)
    if entry is None:
        raise Refused(views.no_entry(key, standing, may_be_hidden=hidden(row.code, "")))
    return views.explained_entry(row, entry, said.t)


def _standing(said: Saying, connection: Connection, span: Span) -> Standing:
    return standing_of(connection, said.terms, span, said.now)


def _hidden(said: Saying) -> views.Hidden:
    """Which entries the speaker may not see: other people's attendance and leave."""
    sees_all = may(said.speaker, "score.attendance")

    def hidden(row: str, person: str | None) -> bool:
        personal = row.startswith("attendance.") and person is not None
        return personal and not sees_all and person != said.speaker.id

    return hidden


def _span(said: Saying, word: str) -> Span:
    wanted = word.casefold() if word.casefold() in _WORDS else word.upper()
    name = _WORDS.get(wanted, wanted) if word else said.terms.appraisal
    try:
        return resolve_period(name, said.terms, said.now)
    except PeriodError as error:
        raise Refused(views.no_period(word or name, said.terms, is_week=_is_week(name))) from error


def _is_week(name: str) -> bool:
    try:
        return parse_span(name).form == "week"
    except ValueError:
        return False


def _written_period(word: str) -> Verb | None:
    """The verb that takes a written period, such as 2026-07, in the verb's place."""
    return _PERIOD if re.match(r"\d", word) else None


_PERIOD: Final = Verb(
    "period",
    text("the standing of a period; without a word, of the appraisal period"),
    "[month|quarter|half|year|contract|2026-07|2026-Q3|2026-H2|2026]",
    ("/score month", "/score 2026-07"),
    period,
    tuple(_WORDS),
)
COMMAND: Final = Command(
    name="score",
    does=text("The live score against the contract, and why"),
    wordless="period",
    catches=_written_period,
    verbs=(
        _PERIOD,
        Verb(
            "explain",
            text("why a row or an entry stands as it does"),
            "ROW|KEY [PERIOD]",
            ("/score explain inspect.missed", "/score explain fault.response_late 2026-Q3"),
            explain,
            ("解释", "说明"),
        ),
    ),
)
