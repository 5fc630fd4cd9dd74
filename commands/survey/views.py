"""What `/survey` asks and answers."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, Literal

from commands.kit.blocks import Reply, bullets, context, escape, header, sections
from commands.kit.buttons import Button, buttons
from commands.kit.cards import Names
from commands.kit.fact_words import choice_name, choices_of
from commands.kit.texts import Translator
from storage.contract.kinds import Person, Survey
from storage.contract.measures.base import percent

Opinion = Literal["very", "satisfied", "basic", "unsatisfied"]
SATISFIED: Final = ("very", "satisfied")


def question(period: str, t: Translator) -> Reply:
    """What somebody of the client is asked, with a button for each answer."""
    line = t("How satisfied are you with operations and maintenance in {period}?", period=period_name(period, t))
    choices = [
        Button(name, "survey", "answer", f"{value} {period}") for value, name in choices_of(Survey, "answer").items()
    ]
    return Reply(line, [*sections(line), *buttons(choices, t)])


def thanks(survey: Survey, t: Translator) -> Reply:
    """What the question says once it is answered."""
    return Reply(
        t(
            "Thank you. Your answer for {period}: {answer}.",
            period=period_name(survey.for_, t),
            answer=choice_name(Survey, "answer", survey.answer),
        )
    )


def answered(before: Survey | None, survey: Survey, t: Translator) -> Reply:
    """The receipt for an answer."""
    if before is None or before.answer == survey.answer:
        return thanks(survey, t)
    return Reply(
        t.run_on(
            t(thanks(survey, t).text),
            t("Before, it was {answer}.", answer=choice_name(Survey, "answer", before.answer)),
        )
    )


def asked(period: str, reached: Sequence[Person], unreached: Sequence[Person], t: Translator) -> Reply:
    """The receipt for asking."""
    if not reached and not unreached:
        return Reply(t("Everyone on the client's side has answered for {period}.", period=period_name(period, t)))
    names = t.listed(person.name for person in reached) or t("nobody")
    line = t("Asked for {period}: {names}.", period=period_name(period, t), names=escape(names))
    if not unreached:
        return Reply(line)
    without = t.listed(person.name for person in unreached)
    more = t("Without a Slack account, so not reached: {names}.", names=escape(without))
    return Reply(line, [*sections(line), context(more)])


def result(period: str, surveys: Sequence[Survey], waiting: Sequence[Person], names: Names, t: Translator) -> Reply:
    """What was answered for a period: how often each, the share of the satisfied, who has not answered."""
    title = t("Survey {period}, answers: {count}", period=period_name(period, t), count=len(surveys))
    counts = Counter[str](survey.answer for survey in surveys)
    lines = [
        t("{answer}: {count}", answer=name, count=counts[value]) for value, name in choices_of(Survey, "answer").items()
    ]
    if surveys:
        share = Fraction(sum(counts[value] for value in SATISFIED), len(surveys))
        lines.append(t("Satisfied or better: {share} (target above 95 %)", share=percent(share)))
    if waiting:
        who = t.listed(names.get(person.id, person.id) for person in waiting)
        lines.append(t("Not answered yet: {names}", names=escape(who)))
    return Reply(title, [header(title), *sections(bullets(lines))])


def period_name(period: str, t: Translator) -> str:
    """The period as people read it."""
    return t("the whole contract") if period == "contract" else period
