"""Documents that come in and are agreed, through a unit of work."""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from commands.kit.fact_words import choice_name
from commands.kit.period_words import read_period_of_the_term
from commands.kit.posting import keep_cards
from commands.kit.saying import Refused
from commands.kit.texts import text
from commands.report import views
from commands.report.views import DocumentType
from storage.contract.kinds import PERIODIC_FORMS, Document, Fault, Person
from storage.contract.periods import parse_span
from storage.contract.terms import Terms
from storage.records import documents
from storage.records.finding import matching, new_id
from storage.records.ledger import Change, UnitOfWork
from storage.records.outbox import OPS_CHANNEL


class Submitted(NamedTuple):
    """A document that came in, and the one for the same thing that had come in before, if any."""

    document: Document
    earlier: Document | None


class Handed(NamedTuple):
    """What is handed in: of which type, for what, when, and the hash of its content where that is known."""

    type: DocumentType
    for_: str
    at: datetime
    sha256: str | None = None


def submit(work: UnitOfWork, by: Person, handed: Handed, terms: Terms) -> Submitted:
    """A document comes in; of several for the same thing the first counts. Raises Refused for what it cannot be for."""
    for_ = _meant(work, handed, terms)
    if handed.type == "other":
        held = _agreed(work, for_)
        if held is not None and held.submitted_at is None:
            return Submitted(work.record(replace(held, submitted_at=handed.at, sha256=handed.sha256)), None)
        for_ = held.for_ if held is not None else for_
    earlier = next(iter(documents.submitted_for(work.connection, handed.type, for_)), None)
    document = Document(
        id=new_id(work, Document),
        type=handed.type,
        for_=for_,
        submitted_at=handed.at,
        sha256=handed.sha256,
        recorded_at=work.now,
        recorded_by=by.id,
    )
    return Submitted(work.record(document), earlier)


def reflect(work: UnitOfWork, change: Change, _: Terms) -> None:
    """Keep the ops channel's posts on documents true."""
    fact = change.after or change.before
    if isinstance(fact, Document):
        keep_cards(work, change, [OPS_CHANNEL], views.what_next, asks=fact.submitted_at is None)


def _agreed(work: UnitOfWork, word: str) -> Document | None:
    """The document agreed by itself that the word names, by its id or its title."""
    named = matching(work.connection, Document, word)
    return named if named is not None and named.type == "other" else documents.agreed(work.connection, word)


def _meant(work: UnitOfWork, handed: Handed, terms: Terms) -> str:
    """What the document is for, as it is written. Raises Refused."""
    if handed.type in PERIODIC_FORMS:
        return _period(work, handed, terms)
    if handed.type == "fault":
        fault = matching(work.connection, Fault, handed.for_)
        if fault is None:
            unknown = text("I know no fault {id}. `/fault list` shows the open ones.", id=handed.for_[:40])
            raise Refused(unknown, field="for")
        return fault.id
    if handed.type == "invoice":
        which = views.INVOICES.get(handed.for_.casefold())
        if which is None:
            raise Refused(text("An invoice is the first or the second; please say which."), field="for")
        return which
    return handed.for_


def _period(work: UnitOfWork, handed: Handed, terms: Terms) -> str:
    name, form = read_period_of_the_term(handed.for_, terms, work.now), PERIODIC_FORMS[handed.type]
    if name == "contract" or parse_span(name).form != form:
        raise Refused(
            text(
                "A {document} is for a {form}, such as {example}; {period} is none.",
                document=choice_name(Document, "type", handed.type),
                form=views.FORMS[form],
                example=views.EXAMPLES[form],
                period=name,
            ),
            field="for",
        )
    return name
