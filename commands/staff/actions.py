"""Telling of changes of people and of empty posts."""

from commands.kit.posting import keep_cards, supervisors
from storage.contract.kinds import StaffChange, Vacancy
from storage.contract.terms import Terms
from storage.records.ledger import Change, UnitOfWork


def reflect(work: UnitOfWork, change: Change, _: Terms) -> None:
    """Tell the managers and the PM, whom a change of people concerns, and keep that true."""
    if isinstance(change.after or change.before, StaffChange | Vacancy):
        keep_cards(work, change, supervisors(work))
