"""The steps of `/clock`, whether typed or filled in."""

from datetime import datetime

from sqlalchemy import Connection

from commands.clock import actions, views
from commands.clock.actions import LeaveAsked, Way
from commands.kit.answers import at_field
from commands.kit.arguments import LONGEST_TEXT, within
from commands.kit.blocks import Reply
from commands.kit.saying import Saying, Step, Write, needed
from commands.kit.texts import text
from storage.contract.periods import day_of
from storage.records import people
from storage.records.ledger import UnitOfWork


def punch(said: Saying, way: Way, at: datetime) -> Step:
    """Clock in or out at that moment."""

    def write(work: UnitOfWork) -> Reply:
        punched = actions.punch(work, said.speaker, way, at)
        if not punched.new:
            return views.punched_already(punched.punch, said.t)
        return views.punched(punched.punch, deciders(work.connection, said), said.t, lacks_in=punched.lacks_in)

    return Write(write)


def ask_leave(said: Saying, asked: LeaveAsked) -> Step:
    """Ask for leave."""

    def write(work: UnitOfWork) -> Reply:
        claimed = actions.ask_leave(work, said.speaker, asked)
        return views.leave_asked(claimed, deciders(work.connection, said), said.t)

    return Write(write)


def fix(said: Saying, way: Way, at: datetime, reason: str) -> Step:
    """Claim another moment for a punch. Raises Refused without a reason, or for one too long."""
    with at_field("reason"):
        within(needed(reason, text("the reason too")), LONGEST_TEXT)

    def write(work: UnitOfWork) -> Reply:
        fixed = actions.fix(work, said.speaker, way, at, reason)
        return views.fixed(fixed.punch, deciders(work.connection, said), said.t, new=fixed.new)

    return Write(write)


def deciders(connection: Connection, said: Saying) -> list[str]:
    """The names of those who decide on what the speaker claims."""
    return [decider.name for decider in people.approvers(connection, said.speaker.id, day_of(said.now))]
