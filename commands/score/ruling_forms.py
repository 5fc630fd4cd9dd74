"""The forms by which entries are ruled on: one about an entry that a button names, one for several."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from commands.kit.answers import Answers
from commands.kit.arguments import LONGEST_TEXT
from commands.kit.fields import Choice, Field, OneOf, SomeOf, Words
from commands.kit.forms import Form, Opening
from commands.kit.saying import Refused, Saying, Step
from commands.kit.texts import Text, text
from commands.score import ruling_steps, ruling_views
from commands.score.entries import entry_for, hidden_from, offers
from commands.score.periods import span_meant
from storage.contract.model import Entry
from storage.contract.rulings import WAITING, RulingWord
from storage.records.standing import standing_of

_SEVERAL: Final[tuple[RulingWord, ...]] = ("confirm", "waive")


def _ask(word: RulingWord, opening: Opening) -> Sequence[Field]:
    if word != "appeal":
        ruling_steps.check_rules(opening.said)
    listed = _about(opening) if opening.subject else _choices(word, opening)
    initial = listed[0][0] if len(listed) == 1 else None
    return [OneOf(name="entry", label=text("Entry"), choices=listed, initial=initial), _reason()]


def _take(word: RulingWord, said: Saying, answers: Answers) -> Step:
    key = answers.words("entry")
    if not key:
        raise Refused(text("Please choose one."), field="entry")
    return ruling_steps.rule(said, word, key, answers.words("reason"))


def _ask_several(opening: Opening) -> Sequence[Field]:
    said, t = opening.said, opening.said.t
    ruling_steps.check_rules(said)
    words = [(word, t(ruling_views.LABELS[word])) for word in _SEVERAL]
    return [
        SomeOf(name="entries", label=text("Entries"), choices=_choices("waive", opening, waiting_only=True)),
        OneOf(name="ruling", label=text("Ruling"), choices=words),
        _reason(),
    ]


def _take_several(said: Saying, answers: Answers) -> Step:
    word: RulingWord = answers.chosen("ruling", _SEVERAL)
    return ruling_steps.rule_several(said, word, answers.chosen_many("entries"), answers.words("reason"))


def _about(opening: Opening) -> list[Choice]:
    """The one entry that a button named. Raises Refused where there is no such entry any more."""
    said = opening.said
    ruling_steps.whole_key(opening.subject)
    return ruling_views.choices([entry_for(said, opening.connection, opening.subject, said.now)])


def _choices(word: RulingWord, opening: Opening, *, waiting_only: bool = False) -> list[Choice]:
    """The entries of a period that the speaker may so rule on, newest first. Raises Refused where there are none."""
    said = opening.said
    span = span_meant(said, opening.subject if waiting_only else "")
    standing = standing_of(opening.connection, said.terms, span, said.now)
    hidden, offered = hidden_from(said), offers(said)

    def fits(entry: Entry) -> bool:
        if hidden(entry.row, entry.person) or word not in offered(entry):
            return False
        return not waiting_only or entry.status in WAITING

    found = sorted((entry for entry in standing.entries if fits(entry)), key=lambda entry: entry.at, reverse=True)
    if not found:
        raise Refused(
            text("Nothing in {period} waits for that; name an entry by its key instead.", period=span.name),
            shows_example=False,
        )
    return ruling_views.choices(found)


def _reason() -> Field:
    return Words(name="reason", label=text("Reason"), longest=LONGEST_TEXT, multiline=True)


_TITLES: Final[dict[RulingWord, Text]] = {
    "confirm": text("Confirm an entry"),
    "waive": text("Waive an entry"),
    "uphold": text("Uphold an entry"),
    "appeal": text("Appeal an entry"),
}
FORMS: Final[dict[RulingWord, Form]] = {
    word: Form(title, partial(_ask, word), partial(_take, word), submit=ruling_views.LABELS[word])
    for word, title in _TITLES.items()
}
SEVERAL: Final = Form(text("Rule on several"), _ask_several, _take_several)
