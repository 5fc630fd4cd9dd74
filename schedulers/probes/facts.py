"""What the bot writes because of its probes: a draft of a fault, and the day's page inspection."""

from datetime import datetime

from sqlalchemy import Connection

from commands.fault.steps import USUAL_LEVEL
from commands.inspect.by_probes import checklist
from commands.kit.arguments import LONGEST_TITLE
from commands.kit.blocks import brief
from commands.kit.moments import show_plain
from commands.kit.probe_words import trouble_in_words
from commands.kit.texts import translator
from storage.contract.fact import BOT
from storage.contract.kinds import Fault, Inspection, LogLine
from storage.contract.obligations import inspected_so_far
from storage.contract.periods import day_of, moment_at
from storage.contract.probe_findings import State
from storage.contract.probes import Probe
from storage.contract.terms import Terms
from storage.records import faults, inspections, probes
from storage.records.finding import new_id
from storage.records.ledger import UnitOfWork, history
from storage.records.probes import Watched


def draft_of(work: UnitOfWork, probe: Probe, state: State, terms: Terms) -> Fault:
    """A draft that says the page is down, with what was seen; it counts for nothing until somebody confirms it."""
    t, seen = translator(terms.language), state.last
    if seen is None or state.failing_since is None:
        raise ValueError(f"{probe.name} was not seen failing")
    since, trouble = show_plain(state.failing_since), trouble_in_words(seen, t)
    evidence = t(
        "{name} has failed since {since}, {count} times in a row. The last time: {trouble}.",
        name=probe.name,
        since=since,
        count=state.failures,
        trouble=trouble,
    )
    fault = Fault(
        id=new_id(work, Fault),
        title=brief(t("{name} is down: {trouble}", name=probe.name, trouble=trouble), LONGEST_TITLE),
        system=probe.system,
        level=USUAL_LEVEL,
        type="function",
        draft=True,
        outage=True,
        started_at=min(state.failing_since, work.now),
        noticed_at=work.now,
        log=(LogLine(work.now, BOT, evidence),),
        recorded_at=work.now,
        recorded_by=BOT,
    )
    return work.record(fault)


def inspection_owed(connection: Connection, terms: Terms, now: datetime) -> bool:
    """Whether the bot is to log the day's page inspection now.

    Only where every probe lets it, every system of the contract has one, each was up when it was looked at since the
    hour, no fault or draft of their systems runs, and nobody has logged one today. What was taken back stays so.
    """
    today = day_of(now)
    hour = moment_at(today, terms.probing.inspects_at)
    if not is_auto(terms) or now < hour or not terms.opens <= today <= terms.until:
        return False
    if inspected_so_far(inspections.this_week(connection, now), today).page is not None:
        return False
    if history(connection, Inspection.KIND, _auto_id(now)):
        return False
    found = probes.watched(connection, terms)
    return all(_was_up(one, hour) for one in found) and not _troubled(connection, found)


def is_auto(terms: Terms) -> bool:
    """Whether the settings let the bot log page inspections: all probes say so, and they cover every system."""
    covered = {probe.system for probe in terms.probes}
    return bool(terms.probes) and all(probe.auto for probe in terms.probes) and covered.issuperset(terms.systems)


def log_inspection(work: UnitOfWork, terms: Terms) -> Inspection:
    """The day's page inspection, logged by the bot, with what each probe found."""
    t = translator(terms.language)
    found = probes.watched(work.connection, terms)
    inspection = Inspection(
        id=_auto_id(work.now),
        type="page",
        at=work.now,
        by=BOT,
        ok=True,
        note=t("Logged by the bot: every page it watches was up."),
        items=checklist(found, work.now, t),
        recorded_at=work.now,
        recorded_by=BOT,
    )
    return work.record(inspection)


def _auto_id(now: datetime) -> str:
    return f"{BOT}-{day_of(now)}"


def _was_up(one: Watched, since: datetime) -> bool:
    seen = one.state.last
    return seen is not None and seen.ok and seen.at >= since


def _troubled(connection: Connection, found: list[Watched]) -> bool:
    systems = {one.probe.system for one in found}
    return any(fault.system in systems and fault.handled_at is None for fault in faults.open_faults(connection))
