"""Help: what a command can do, for this person, with examples that work when pasted."""

from collections.abc import Iterable

from commands.kit.blocks import Reply, bullets, context, header, sections
from commands.kit.roles import WHO_MAY, may
from commands.kit.texts import Translator
from commands.kit.verbs import Command, Verb
from storage.contract.kinds import Person


def overview(commands: Iterable[Command], person: Person, t: Translator) -> Reply:
    """All commands, each with what the person may say."""
    title = t("What I can do for you")
    lines = []
    for command in commands:
        verbs = " · ".join(f"`{verb.name}`" for verb in command.verbs if _may_say(person, command, verb))
        if verbs:
            lines.append(f"*/{command.name}*  {t(command.does)}\n{verbs}")
    small = t(
        "`/inspect help` and so on show each with an example. Times are as you type them: 9:05, 昨晚8点, 10分钟前."
    )
    return Reply(title, [header(title), *(block for line in lines for block in sections(line)), context(small)])


def help_of(command: Command, person: Person, t: Translator) -> Reply:
    """One command's verbs: what each does, what follows it, an example; who may, where this person may not."""
    title = f"/{command.name}: {t(command.does)}"
    lines = [_verb_help(command, verb, person, t) for verb in command.verbs]
    return Reply(title, [header(title), *(block for line in lines for block in sections(line))])


def _verb_help(command: Command, verb: Verb, person: Person, t: Translator) -> str:
    usage = f"`{verb.name}{' ' + verb.usage if verb.usage else ''}`"
    examples = bullets(f"`{example}`" for example in verb.examples)
    line = f"*{verb.name}*{_other_words(verb, t)}  {t(verb.does)}\n{usage}\n{examples}"
    if _may_say(person, command, verb):
        return line
    return f"{line}\n_{t('This is for {who}.', who=WHO_MAY[f'{command.name}.{verb.name}'].words)}_"


def _other_words(verb: Verb, t: Translator) -> str:
    """The Chinese words for the verb, for somebody who reads Chinese."""
    chinese = "、".join(word for word in verb.also if not word.isascii())
    return t.pick(f"（{chinese}）" if chinese else "", "")


def _may_say(person: Person, command: Command, verb: Verb) -> bool:
    return may(person, f"{command.name}.{verb.name}")
