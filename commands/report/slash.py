"""`/report` in words: what was typed becomes an action or a view."""

import re
from typing import Final, cast

from commands.kit.arguments import LONGEST_TITLE, one_line, split_first, take_options, within
from commands.kit.fact_fields import read_choice, read_day
from commands.kit.saying import Refused, Saying, Step, needed
from commands.kit.texts import text
from commands.kit.times import trailing_past
from commands.kit.verbs import Command, Verb
from commands.report import actions, forms, steps
from commands.report.views import DocumentType
from storage.contract.kinds import Document

_TYPES: Final[dict[str, str]] = {
    "周报": "weekly",
    "月报": "monthly",
    "季报": "quarterly",
    "半年报": "half_year",
    "half-year": "half_year",
    "halfyear": "half_year",
    "年终总结": "year_end",
    "年报": "year_end",
    "year-end": "year_end",
    "故障报告": "fault",
    "巡检记录": "inspection",
    "发票": "invoice",
    "其他": "other",
    "其它": "other",
}
"""What people call a type of document, beside its own name."""


def due(said: Saying) -> Step:
    """`due`."""
    return steps.due(said)


def submit(said: Saying) -> Step:
    """`submit TYPE FOR [--sha256 HEX] [when]`."""
    options, words = take_options(said.words, valued=("sha256",))
    word, rest = split_first(needed(words, text("which document, and for what")))
    type_ = read_choice(Document, "type", _TYPES.get(word.casefold(), word))
    for_, at = one_line(rest), said.now.replace(microsecond=0)
    if len(rest.split()) > 1:
        at, for_ = trailing_past(rest, said.now)
    sha256 = options.get("sha256")
    if sha256 is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", sha256):
        raise Refused(text("A SHA-256 has 64 hexadecimal digits."))
    kind = cast("DocumentType", type_)
    return steps.submit(said, actions.Handed(kind, one_line(for_), at, sha256.lower() if sha256 else None))


def agree(said: Saying) -> Step:
    """`agree TITLE DUE`."""
    title, _, day = said.needs_words(text("which document, and by which day")).rpartition(" ")
    due_on = read_day(day, said.now)
    title = within(needed(one_line(title), text("which document")), LONGEST_TITLE)
    return steps.AGREEING.step(said, {}, for_=title, due=due_on)


def list_(said: Saying) -> Step:
    """`list`."""
    return steps.came_in(said)


COMMAND: Final = Command(
    name="report",
    does=text("Reports and documents: owed, agreed, handed in"),
    wordless="due",
    reflect=actions.reflect,
    verbs=(
        Verb("due", text("what is owed and has not come in"), "", ("/report due",), due, ("待交", "应交")),
        Verb(
            "submit",
            text("say that a document was handed in; its form takes the file"),
            "TYPE PERIOD|FAULT|TITLE [--sha256 HEX] [when]",
            ("/report submit monthly 2026-06", "/report submit 故障报告 f-3 昨天17:00"),
            submit,
            ("提交",),
            forms.SUBMIT,
        ),
        Verb(
            "agree",
            text("agree on another document and its day"),
            "TITLE DUE",
            ("/report agree 机房搬迁方案 2026-08-15",),
            agree,
            ("约定",),
            steps.AGREEING.form,
        ),
        Verb("list", text("the documents that came in last"), "", ("/report list",), list_, ("列表",)),
        steps.EDITING.verb("/report edit d-1 submitted_at=昨天17:00"),
    ),
)
