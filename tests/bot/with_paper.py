"""`python -m tests.bot.with_paper`: the bot with one more command, `/paper`, whose forms take a file and send one."""

from __future__ import annotations

import runpy
from collections.abc import Sequence

import commands.catalog
from commands.kit.answers import Answers
from commands.kit.blocks import Attachment, Reply
from commands.kit.fields import Field, File, Words
from commands.kit.forms import Form, Opening
from commands.kit.roles import TEAM, WHO_MAY
from commands.kit.saying import Read, Refused, Saying, Step, Write
from commands.kit.texts import text
from commands.kit.verbs import Command, Verb
from storage.contract.kinds import Document
from storage.records.ledger import UnitOfWork

UNREADABLE, TAKEN = "unreadable", "taken"
"""Titles that the form refuses before, and the action while, something is written."""


def _ask(_: Opening) -> Sequence[Field]:
    return [
        Words(name="title", label=text("Title"), longest=100),
        File(name="file", label=text("File"), optional=True),
    ]


def _submit(said: Saying, answers: Answers) -> Step:
    title, file = answers.words("title"), answers.file("file")
    if title == UNREADABLE:
        raise Refused(text("unreadable"), field="title")

    def write(work: UnitOfWork) -> Reply:
        if title == TAKEN:
            raise Refused(text("taken"), field="title")
        document = Document(
            id=work.new_id(Document, "d"),
            type="other",
            for_=title,
            submitted_at=said.now,
            sha256=file.sha256 if file else None,
            recorded_by=said.speaker.id,
        )
        work.record(document)
        return Reply(f"submitted {document.id} {file}")

    return Write(write)


def _copy(_: Saying, answers: Answers) -> Step:
    return Read(
        lambda _: Reply("on its way", file=Attachment("a.png", answers.words("title"), b"\x89PNG", "a picture"))
    )


def _none(_: Saying) -> Step:
    raise Refused(text("fill in the form"))


PAPER = Command(
    name="paper",
    does=text("Papers"),
    wordless="submit",
    verbs=(
        Verb(
            "submit", text("hand in"), "", ("/paper submit",), _none, form=Form(text("Hand in a paper"), _ask, _submit)
        ),
        Verb("copy", text("get a copy"), "", ("/paper copy",), _none, form=Form(text("Copy"), _ask, _copy)),
    ),
)


class CatalogWithPaper(commands.catalog.Catalog):
    """The commands, and `/paper`."""

    def __init__(self) -> None:
        super().__init__()
        self.commands = (*self.commands, PAPER)


if __name__ == "__main__":
    WHO_MAY.update({"paper.submit": TEAM, "paper.copy": TEAM})
    commands.catalog.Catalog = CatalogWithPaper  # type: ignore[misc]
    runpy.run_module("bot", run_name="__main__")
