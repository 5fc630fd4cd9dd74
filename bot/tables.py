"""The standing as a table on a terminal."""

from rich.console import Group
from rich.table import Table

from storage.contract.model import Standing
from storage.contract.rubric import shipped_rows


def standing_table(standing: Standing) -> Group:
    """Score and grade, then every row that moved or is pending."""
    names = {row.code: row.name.en for row in shipped_rows()}
    table = Table()
    for heading in ("row", "name"):
        table.add_column(heading)
    for heading in ("entries", "booked", "pending"):
        table.add_column(heading, justify="right")
    for row in standing.rows:
        if row.entries or row.booked or row.pending:
            table.add_row(row.code, names[row.code], str(len(row.entries)), str(row.booked), str(row.pending))
    return Group(*_lines(standing), table)


def _lines(standing: Standing) -> list[str]:
    period = standing.period
    refund = "-" if standing.refund is None else f"¥{standing.refund:,.2f}, only if acceptance is not wholly passed"
    lines = [
        f"{period.name} ({period.first} to {period.last})",
        f"booked {standing.booked}, {standing.grade or 'no grade claimed'}",
        f"projected {standing.projected}, {standing.projected_grade or 'no grade claimed'}",
        f"refund up to {refund}",
    ]
    if standing.unjudged:
        lines.append(f"not judged yet: {', '.join(standing.unjudged)}")
    return lines
