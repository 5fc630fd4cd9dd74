"""The steps of `/roster`, whether typed or filled in."""

from datetime import date

from commands.kit.blocks import Reply
from commands.kit.editing import names_in
from commands.kit.saying import Saying, Step, Write
from commands.roster import actions, views
from storage.records.ledger import UnitOfWork


def set_duty(said: Saying, day: date, name: str, part: views.Part) -> Step:
    """Put somebody on duty."""

    def write(work: UnitOfWork) -> Reply:
        before, after = actions.set_duty(work, day, name, part)
        return views.was_set(before, after, names_in(work.connection), said.t)

    return Write(write)
