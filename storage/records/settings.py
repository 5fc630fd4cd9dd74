"""The contract's terms as they stand: those that ship, the contract.toml over them, over both what was set in Slack."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from storage.contract.kinds import Setting
from storage.contract.terms import Terms, load_terms
from storage.records.tables import FACT_TABLES

_settings = FACT_TABLES[Setting]


class TermsInForce:
    """The terms for a given contract.toml; each look at the records brings them up to date."""

    def __init__(self, overlay: Mapping[str, Any] | None = None, fixed: Mapping[str, Any] | None = None) -> None:
        self._overlay = overlay
        self._fixed = dict(fixed or {})
        self._made: list[tuple[str, str]] = []
        self.latest: Terms = self.with_settings({})
        """The terms as they stood when the records were last looked at."""

    def fixing(self, fixed: Mapping[str, Any]) -> "TermsInForce":
        """These terms, but with values by dotted key that no setting changes."""
        return TermsInForce(self._overlay, {**self._fixed, **fixed})

    def __call__(self, connection: Connection) -> Terms:
        """The terms as the records have them. Raises TermsError where what was set cannot stand beside the file."""
        query = select(_settings.c.id, _settings.c.value).order_by(_settings.c.id)
        made = [(row.id, row.value) for row in connection.execute(query)]
        if made != self._made:
            self.latest, self._made = self.with_settings({key: json.loads(value) for key, value in made}), made
        return self.latest

    def with_settings(self, made: Mapping[str, Any]) -> Terms:
        """The terms with these settings, by dotted key, and no others. Raises TermsError."""
        return load_terms(self._overlay, made, self._fixed)


def settings_made(connection: Connection) -> dict[str, Any]:
    """What was set in Slack: dotted key to value."""
    return {row.id: json.loads(row.value) for row in connection.execute(select(_settings.c.id, _settings.c.value))}
