"""The steps of `/roster`, whether typed or filled in."""

from datetime import date

from commands.kit.blocks import Reply
from commands.kit.saying import Saying, Step, Write
from commands.roster import actions, views
from storage.records import people
from storage.records.ledger import UnitOfWork


def set_duty(said: Saying, day: date, name: str, part: views.Part) -> Step:
    """Put somebody on duty."""

    def write(work: UnitOfWork) -> Reply:
        turn, instead_of = actions.set_duty(work, day, name, part)
        return views.was_set(turn, instead_of, people.names(work.connection), said.t)

    return Write(write)
