"""New facts, and what happens to facts: the steps that most commands are made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, Final

from sqlalchemy import Connection

from commands.kit.answers import Answers, at_field
from commands.kit.blocks import Reply
from commands.kit.cards import changed, recorded
from commands.kit.editing import Kinds, check_possible, find
from commands.kit.fact_fields import Reading, asked_field, choosable_people, read_field
from commands.kit.fact_words import field_name
from commands.kit.fields import Day, Field, Words
from commands.kit.forms import Form, Opening
from commands.kit.moments import to_the_second
from commands.kit.saying import Saying, Step, Write, needed
from commands.kit.texts import Text, text
from commands.kit.times import LONGEST_PHRASE
from storage.contract.fact import Fact, field_types, written
from storage.contract.periods import day_of
from storage.records import people
from storage.records.finding import new_id
from storage.records.ledger import UnitOfWork

_NOW_HINT: Final = text("Empty means now. As you would type it: 9:05, 昨晚8点, 10分钟前, yesterday 18:00.")


def receipt_of_new(fact: Fact, said: Saying, connection: Connection) -> Reply:
    """The usual answer to something new."""
    return recorded(fact, people.names(connection), said.t)


@dataclass(frozen=True)
class Adding:
    """How a new fact of a kind is said: which of its fields are asked for, in order, and how the fact is answered."""

    kind: type[Fact]
    title: Text
    fields: tuple[str, ...]
    needs: tuple[str, ...] = ()
    """Fields that must be given here, though such a fact could do without."""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    """Values of fields that the verb itself gives."""
    initial: Mapping[str, str] = field(default_factory=dict)
    """What a form begins with, by field, as it could be typed."""
    answer: Callable[[Any, Saying, Connection], Reply] = receipt_of_new
    settle: Callable[[UnitOfWork, Any], Any] = lambda _, fact: fact
    """The fact as it is recorded beside what is held. Raises Refused where it cannot be."""

    @property
    def form(self) -> Form:
        """The form that asks for the fields."""
        return Form(self.title, self._ask, self._take)

    def step(self, said: Saying, typed: Mapping[str, str], *, reason: str | None = None, **values: Any) -> Write:
        """Record the fact: `typed` holds words by field, `values` what is understood already.

        `reason` stays with it in its history.
        """

        def write(work: UnitOfWork) -> Reply:
            reading = Reading(said.now, said.terms, work.connection)
            fact = self._made(work, said, {**self.fixed, **self._read(typed, reading), **values})
            fact = self.settle(work, fact)
            check_possible(fact)
            return self.answer(work.record(fact, reason), said, work.connection)

        return Write(write)

    def _made(self, work: UnitOfWork, said: Saying, values: dict[str, Any]) -> Fact:
        happening = self.kind.HAPPENING
        if happening and happening not in values:
            now = to_the_second(said.now)
            values[happening] = day_of(now) if happening.endswith("_on") else now
        own: dict[str, Any] = {"recorded_at": work.now, "recorded_by": said.speaker.id}
        if "by" in field_types(self.kind) and "by" not in self.fields:
            own["by"] = said.speaker.id
        return self.kind(id=new_id(work, self.kind), **{**own, **values})

    def _read(self, typed: Mapping[str, str], reading: Reading) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for attribute, words in typed.items():
            with at_field(written(attribute)):
                if attribute in self.needs:
                    needed(words, field_name(self.kind, attribute))
                if words or attribute not in (*_may_be_left(self.kind), self.kind.HAPPENING):
                    values[attribute] = read_field(self.kind, attribute, words, reading)
        return values

    def _ask(self, opening: Opening) -> Sequence[Field]:
        return [self._asked(attribute, opening) for attribute in self.fields]

    def _asked(self, attribute: str, opening: Opening) -> Field:
        name, label = written(attribute), field_name(self.kind, attribute)
        if attribute == self.kind.HAPPENING:
            if attribute.endswith("_on"):
                return Day(name=name, label=label, initial=day_of(opening.said.now), optional=True)
            return Words(name=name, label=label, hint=_NOW_HINT, longest=LONGEST_PHRASE, optional=True)
        today = day_of(opening.said.now)
        persons = choosable_people(self.kind, attribute, opening.connection, today)
        asked = asked_field(self.kind, attribute, self.initial.get(attribute, ""), persons, opening.said.t)
        return replace(asked, optional=attribute not in self.needs and attribute in _may_be_left(self.kind))

    def _take(self, said: Saying, answers: Answers) -> Step:
        return self.step(said, {attribute: answers.words(written(attribute)) for attribute in self.fields})


def _may_be_left(kind: type[Fact]) -> list[str]:
    """The fields that have a default."""
    return [one.name for one in fields(kind) if one.default is not MISSING]


def noted(
    said: Saying,
    command: str,
    kinds: Kinds,
    id_: str,
    act: Callable[[UnitOfWork, Any], Fact],
    reason: str | None = None,
) -> Write:
    """Something that happened to a fact: found by the word, changed, answered with what is now otherwise.

    `reason` stays with the change in the fact's history.
    """

    def write(work: UnitOfWork) -> Reply:
        before = find(work.connection, kinds, id_, command)
        after = work.record(act(work, before), reason)
        return changed(before, after, people.names(work.connection), said.t)

    return Write(write)
