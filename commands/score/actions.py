"""What follows from changes of what is judged: who is told."""

from commands.kit import noting
from commands.score import closing_posts, noted, ruling_posts
from storage.contract.terms import Terms
from storage.records.ledger import Change, UnitOfWork


def reflect(work: UnitOfWork, change: Change, terms: Terms) -> None:
    """Tell those whom a note, a ranking, a ruling or a closing concerns, and what moves in closed periods."""
    noting.reflect(work, change, terms)
    noted.reflect_rank(work, change)
    ruling_posts.reflect(work, change, terms)
    closing_posts.reflect(work, change, terms)
