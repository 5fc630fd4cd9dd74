"""What `/zhiban settings` shows and answers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from commands.kit.blocks import Reply, bullets, context, escape, header, sections
from commands.kit.buttons import Button, buttons
from commands.kit.moments import show_day
from commands.kit.texts import Text, Translator, text
from commands.zhiban.nudge_words import ladders
from commands.zhiban.setting_keys import GROUPS, RULINGS, Group, SettingKey
from storage.contract.kinds import Setting
from storage.contract.periods import day_of
from storage.contract.probes import Probe
from storage.contract.terms import Given, Terms

Change = tuple[SettingKey, Any, Any]
"""A setting, its value before and after."""

_SOURCES: Final[dict[str, Text]] = {
    "ships": text("as the bot ships"),
    "contract": text("contract.toml"),
    "fixed": text("fixed where this bot runs"),
}


def overview(
    terms: Terms, made: Mapping[str, Setting], names: Mapping[str, str], t: Translator, *, changes: bool
) -> Reply:
    """What is in force, group by group, each with where it comes from; with buttons for whoever may change it.

    `made` holds what was set in Slack, by key, `names` people by id. To whom reminders climb is shown as it is shipped.
    """
    title, given = t("Settings in force"), terms.given
    parts = [_group(group, given, made, names, t) for group in GROUPS]
    parts.append(f"*{t(RULINGS.name)}*\n{bullets(_lines((RULINGS,), given, made, names, t))}")
    parts.append(f"*{t('Pages that are watched')}*\n{bullets(_probes(terms, t))}")
    parts.append(f"*{t('Who is reminded, and who next where nothing moves')}*\n{bullets(ladders(terms.nudges, t))}")
    if not changes:
        small = t("The PM changes them.")
        return Reply(title, [header(title), *(block for part in parts for block in sections(part)), context(small)])
    small = t("Change them here, or by `/zhiban settings limits.respond_min=20`; `-` takes one back to contract.toml.")
    forms = [
        Button(text("{group}…", group=group.title), "zhiban", "settings", group.name, asks=True) for group in GROUPS
    ]
    shown = [block for part in parts for block in sections(part)]
    return Reply(title, [header(title), *shown, context(small), *buttons(forms, t)])


def _probes(terms: Terms, t: Translator) -> list[str]:
    """Each probe with what is expected of it; where there is none, where they are set."""
    if not terms.probes:
        return [t("None. They stand in contract.toml, each as [[probe]].")]
    return [_probe(probe, t) for probe in terms.probes]


def _probe(probe: Probe, t: Translator) -> str:
    expected = [
        t("status {status}", status=probe.status),
        t("shows “{text}”", text=escape(probe.text)) if probe.text else "",
        t("within {seconds} s", seconds=probe.seconds),
        t("every {minutes} min", minutes=probe.every_min),
        t("counts after {tries} failures", tries=probe.tries),
        t("logs the page inspection by itself") if probe.auto else "",
    ]
    named = t("{name} ({system})", name=escape(probe.name), system=escape(probe.system))
    return f"{named} `{escape(probe.shown_url)}` · {' · '.join(filter(None, expected))}"


def changed(changes: Sequence[Change], t: Translator) -> Reply:
    """The receipt for settings that were made."""
    if not changes:
        return Reply(t("That is so already; nothing was changed."))
    line = t("Settings changed: {count}", count=len(changes))
    return Reply(line, [*sections(f"{line}\n{bullets(_change(one, t) for one in changes)}"), *_reach(changes, t)])


def told_of_change(by: str, changes: Sequence[Change], t: Translator) -> Reply:
    """What managers are told."""
    line = t("{name} changed settings that you go by: {count}", name=escape(by), count=len(changes))
    return Reply(line, [*sections(f"{line}\n{bullets(_change(one, t) for one in changes)}"), *_reach(changes, t)])


def _group(
    group: Group, given: Mapping[str, Given], made: Mapping[str, Setting], names: Mapping[str, str], t: Translator
) -> str:
    lines = list(_lines(group.settings, given, made, names, t)) or [t("None has its own; the general limits hold.")]
    return f"*{t(group.title)}*\n{bullets(lines)}"


def _lines(
    settings: Sequence[SettingKey],
    given: Mapping[str, Given],
    made: Mapping[str, Setting],
    names: Mapping[str, str],
    t: Translator,
) -> Iterator[str]:
    for setting in settings:
        if setting.key in given:
            value = setting.value.show(given[setting.key].value, t)
            line = t("{name}: *{value}*", name=setting.name, value=value)
            yield f"{line} · `{setting.key}` · {_source(setting.key, given, made, names, t)}"


def _source(
    key: str, given: Mapping[str, Given], made: Mapping[str, Setting], names: Mapping[str, str], t: Translator
) -> str:
    held = made.get(key)
    if given[key].source != "made" or held is None:
        return t(_SOURCES[given[key].source])
    by = names.get(held.recorded_by or "", held.recorded_by or "")
    day = show_day(day_of(held.recorded_at), t) if held.recorded_at else ""
    return t("set by {name}, {day}", name=escape(by), day=day)


def _change(change: Change, t: Translator) -> str:
    setting, before, after = change
    values = {"before": _shown(setting, before, t), "after": _shown(setting, after, t)}
    return t("{name} (`{key}`): {before} → *{after}*", name=setting.name, key=setting.key, **values)


def _shown(setting: SettingKey, value: Any, t: Translator) -> str:
    return t("none of its own") if value is None else setting.value.show(value, t)


def _reach(changes: Sequence[Change], t: Translator) -> list[Any]:
    if not any(setting.judges for setting, _, _ in changes):
        return []
    return [context(t("It holds for the whole term, also for what has happened already, so the standing may move."))]
