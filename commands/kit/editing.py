"""Putting facts right: `edit ID FIELD=VALUE …`, or the same in a form that shows what is held."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from commands.kit.answers import Answers, at_field
from commands.kit.arguments import split_id, take_pairs
from commands.kit.cards import called, changed, corrected, subject_of
from commands.kit.fact_fields import (
    EMPTIES,
    Reading,
    asked_field,
    attribute_named,
    choosable_people,
    read_field,
    typed_value,
)
from commands.kit.fact_words import field_name
from commands.kit.fields import MOST_OPTIONS, Choice, Field, OneOf
from commands.kit.forms import Form, Opening, chosen
from commands.kit.moments import show_plain
from commands.kit.posting import supervisors, tell
from commands.kit.saying import Refused, Saying, Step, Write
from commands.kit.texts import Translator, text
from commands.kit.verbs import Verb
from storage.contract.fact import Fact, SomeFact, as_moment, written
from storage.contract.facts import LATER_HAPPENINGS
from storage.contract.kinds import Person
from storage.contract.periods import day_of
from storage.records import people
from storage.records.finding import matching, newest
from storage.records.ledger import UNDO_WITHIN, UnitOfWork, history

SUBJECT: Final = "id"
"""The field of an editing form that says which fact is put right."""

Kinds = Sequence[type[Fact]]
Check = Callable[[Person, Fact, Fact], None]
"""Raises Refused where somebody may not change the one fact into the other, or nobody may."""


def find(connection: Connection, kinds: Kinds, word: str, command: str) -> Fact:
    """The fact of one of the kinds that the word names; a bare number means one of the first kind.

    Raises Refused where there is none, or more than one.
    """
    meant = kinds[:1] if word.isdecimal() else kinds
    found = [fact for kind in meant if (fact := matching(connection, kind, word)) is not None]
    exact = [fact for fact in found if fact.id.casefold() == word.casefold()] or found
    if not exact:
        raise Refused(
            text("I know no record {id}. `/{command}` shows what there is.", id=word[:40], command=command),
            field=SUBJECT,
        )
    if len(exact) > 1:
        choices = ", ".join(fact.id for fact in exact)
        raise Refused(text("{id} may be any of {choices}; please say which.", id=word[:40], choices=choices))
    return exact[0]


def happened(fact: SomeFact, attribute: str, when: date | datetime) -> SomeFact:
    """The fact, with what happened to it. Raises Refused where that was noted before, or lies before its beginning."""
    held = getattr(fact, attribute)
    if held is not None:
        shown = show_plain(held) if isinstance(held, datetime) else held
        noted = text(
            "{field} of {id} is noted already: {when}.", field=field_name(type(fact), attribute), id=fact.id, when=shown
        )
        raise Refused(noted, shows_example=False, field=SUBJECT)
    happening: dict[str, Any] = {attribute: when}
    after = replace(fact, **happening)
    check_order(fact, after)
    return after


def check_order(before: Fact, after: Fact) -> None:
    """Raises Refused where a change puts something before the beginning it belongs to, or makes the fact impossible."""
    kind = type(after)
    for attribute in LATER_HAPPENINGS.get(kind, ()) if kind.HAPPENING else ():
        began, at = getattr(after, kind.HAPPENING or ""), getattr(after, attribute)
        changed_now = (began, at) != (getattr(before, kind.HAPPENING or ""), getattr(before, attribute))
        if at is not None and changed_now and as_moment(at) < as_moment(began):
            raise Refused(_before_its_beginning(kind, attribute, began), shows_example=False, field=written(attribute))
    check_possible(after)


def check_possible(fact: Fact) -> None:
    """Raises Refused where the fact has a value that cannot be."""
    for field, _ in fact.impossible():
        raise Refused(
            text("{field} cannot be so beside the other particulars.", field=field_name(type(fact), field)),
            shows_example=False,
            field=field,
        )


@dataclass(frozen=True)
class Editing:
    """What a command lets people put right: the fields of each kind, and what must hold of a change."""

    command: str
    fields: Mapping[type[Fact], tuple[str, ...]]
    check: Check = lambda _, before, after: check_order(before, after)
    amend: Callable[[UnitOfWork, Any, Any], Fact] = lambda _, before, after: after
    """What is recorded for a change from the one to the other."""
    answer: Callable[[Fact, Fact, Saying, Connection], Any] = lambda before, after, said, connection: changed(
        before, after, people.names(connection), said.t
    )

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        """The kinds of fact that can be put right."""
        return tuple(self.fields)

    def verb(self, *examples: str) -> Verb:
        """The verb `edit`."""
        return Verb(
            "edit",
            text("correct a record"),
            "ID FIELD=VALUE …",
            examples,
            self.run,
            ("修改", "更正"),
            Form(text("Correct a record"), self._ask, self._take),
        )

    def run(self, said: Saying) -> Step:
        """`edit ID FIELD=VALUE …`."""
        id_, rest = split_id(said.needs_words(text("which record to correct, by its id")))
        typed = take_pairs(rest)
        return Write(lambda work: self._edit(work, said, id_, typed))

    def _edit(self, work: UnitOfWork, said: Saying, id_: str, typed: Mapping[str, str]) -> Any:
        before = find(work.connection, self.kinds, id_, self.command)
        after = self._with(before, typed, Reading(said.now, said.terms, work.connection))
        self.check(said.speaker, before, after)
        after = work.record(self.amend(work, before, after))
        if before != after:
            self._tell_of_a_correction(work, said.speaker, before, after)
        return self.answer(before, after, said, work.connection)

    def _tell_of_a_correction(self, work: UnitOfWork, by: Person, before: Fact, after: Fact) -> None:
        """Let the PM and the managers know of what is put right later than its writer could have taken it back."""
        revisions = history(work.connection, before.KIND, before.id)
        if work.now - revisions[0].recorded_at <= UNDO_WITHIN:
            return
        names = people.names(work.connection)
        for person in supervisors(work):
            key = f"correction:{before.KIND}:{before.id}:{revisions[-1].sequence}:{person}"
            tell(work, key, person, lambda t: corrected(before, after, by.name, names, t))

    def _with(self, fact: Fact, typed: Mapping[str, str], reading: Reading) -> Fact:
        kind = type(fact)
        known = ", ".join(map(written, self.fields[kind]))
        if not typed:
            raise Refused(text("Please say what to change as FIELD=VALUE; the fields are {fields}.", fields=known))
        values: dict[str, Any] = {}
        for name, words in typed.items():
            attribute = attribute_named(kind, name, self.fields[kind])
            if attribute is None:
                there = text("There is no field {name} to edit; there are {fields}.", name=name[:40], fields=known)
                raise Refused(there)
            with at_field(written(attribute)):
                values[attribute] = read_field(kind, attribute, words, reading)
        return replace(fact, **values)

    def _ask(self, opening: Opening) -> Sequence[Field]:
        connection, t = opening.connection, opening.said.t
        facts = [fact for kind in self.kinds for fact in newest(connection, kind, MOST_OPTIONS // len(self.kinds))]
        if opening.subject and opening.subject not in [fact.id for fact in facts]:
            facts.insert(0, find(connection, self.kinds, opening.subject, self.command))
        if not facts:
            raise Refused(text("There is no record yet that could be corrected."), shows_example=False)
        choices: list[Choice] = [(fact.id, _label(fact, t)) for fact in facts]
        id_ = chosen(opening, choices, text("There is no {id}.", id=opening.subject))
        fact = next(fact for fact in facts if fact.id == id_)
        return [
            OneOf(name=SUBJECT, label=text("Record"), choices=choices, initial=id_, reloads=True),
            *(_asked(fact, attribute, opening) for attribute in self.fields[type(fact)]),
        ]

    def _take(self, said: Saying, answers: Answers) -> Step:
        id_ = answers.words(SUBJECT)

        def write(work: UnitOfWork) -> Any:
            fact = find(work.connection, self.kinds, id_, self.command)
            typed = dict(_otherwise(fact, self.fields[type(fact)], answers))
            if not typed:
                return self.answer(fact, fact, said, work.connection)
            return self._edit(work, said, fact.id, typed)

        return Write(write)


def _asked(fact: Fact, attribute: str, opening: Opening) -> Field:
    typed = typed_value(fact, attribute)
    persons = choosable_people(type(fact), attribute, opening.connection, day_of(opening.said.now), typed)
    return asked_field(type(fact), attribute, typed, persons, opening.said.t)


def _otherwise(fact: Fact, fields: Sequence[str], answers: Answers) -> Iterator[tuple[str, str]]:
    """The fields filled in otherwise than the form showed them: nothing is cut, rounded or taken back unasked.

    What somebody else changed while the form was open stands, unless it was changed here too.
    """
    for attribute in fields:
        filled, held = answers.words(written(attribute)), typed_value(fact, attribute)
        if not answers.untouched(written(attribute)) and filled != held and not (filled == EMPTIES and not held):
            yield written(attribute), filled


def _label(fact: Fact, t: Translator) -> str:
    subject = subject_of(fact) or next((name for name in _OTHER_TITLES if getattr(fact, name, None)), None)
    told = getattr(fact, subject) if subject else ""
    when = f" · {show_plain(fact.first_happening)}" if fact.first_happening else ""
    return f"{called(fact, t).replace('`', '')}{when} {told}".strip()


_OTHER_TITLES: Final = ("for_", "system", "planned_on", "due_on", "person")


def _before_its_beginning(kind: type[Fact], attribute: str, began: date | datetime) -> Any:
    shown = show_plain(began) if isinstance(began, datetime) else began
    return text(
        "{field} would lie before {beginning}: {when}.",
        field=field_name(kind, attribute),
        beginning=field_name(kind, kind.HAPPENING or ""),
        when=shown,
    )
