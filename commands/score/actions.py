"""What follows from changes of what is judged: who is told."""

from commands.kit import noting
from commands.score import noted
from storage.contract.terms import Terms
from storage.records.ledger import Change, UnitOfWork


def reflect(work: UnitOfWork, change: Change, terms: Terms) -> None:
    """Tell those whom a note or a ranking concerns."""
    noting.reflect(work, change, terms)
    noted.reflect_rank(work, change)
