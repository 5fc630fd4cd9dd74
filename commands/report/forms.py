"""The form of `/report submit`: what it asks, and the step that comes of it."""

from collections.abc import Sequence
from typing import Final, get_args

from commands.kit.answers import Answers
from commands.kit.fact_fields import read_choice
from commands.kit.fields import Choice, Field, File, OneOf
from commands.kit.forms import Form, Opening, chosen
from commands.kit.saying import Refused, Saying, Step
from commands.kit.texts import text
from commands.kit.times import moment_in, when_field
from commands.report import actions, steps, views
from commands.report.views import DocumentType
from storage.contract.kinds import Document


def _ask_submit(opening: Opening) -> Sequence[Field]:
    owed = steps.owed(opening.said, opening.connection)
    if not owed:
        none = text("No document is owed; others are handed in as `/report submit TYPE FOR`.")
        raise Refused(none, shows_example=False)
    choices: list[Choice] = [(document.subject, views.label(document, opening.said.t)) for document in owed]
    initial = chosen(opening, choices, text("{id} has come in already.", id=opening.subject))
    return [
        OneOf(name="for", label=text("Document"), choices=choices, initial=initial),
        File(name="file", label=text("File"), hint=text("Kept with its fingerprint."), optional=True),
        when_field(),
    ]


def _take_submit(said: Saying, answers: Answers) -> Step:
    word, _, for_ = answers.words("for").partition(":")
    type_ = read_choice(Document, "type", word)
    given = answers.file("file")
    kinds: tuple[DocumentType, ...] = get_args(DocumentType)
    kind = next(one for one in kinds if one == type_)
    handed = actions.Handed(kind, for_, moment_in(answers, said.now), given.sha256 if given else None)
    return steps.submit(said, handed)


SUBMIT: Final = Form(text("Hand in a document"), _ask_submit, _take_submit)
