"""Probes: the pages that the bot looks at by itself, as a contract.toml names them, and what one look found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from urllib.parse import urlsplit

LONGEST_NAME: Final = 60
LONGEST_URL: Final = 500
LONGEST_TEXT: Final = 200
MOST_PROBES: Final = 100
LARGEST_BODY: Final = 1024 * 1024
"""So much of a page is read, in bytes, and no more."""

_USUAL_PORTS: Final = {"http": 80, "https": 443}

Trouble = Literal["timeout", "unreachable", "status", "text", "redirect", "loop", "certificate", "broken"]
"""What a look can find wrong: no answer in time, no connection, another status, a text that is not there, a way to
another host, a way without end, a certificate that does not hold, an answer that breaks off or is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A page to look at: where it is, of which system, what is expected of it, and how often it is looked at."""

    name: str
    system: str
    url: str
    status: int = 200
    text: str = ""
    """What the page must show; empty where its status is enough."""
    seconds: int = 10
    """Within how many seconds all of it must have come."""
    every_min: int = 5
    tries: int = 3
    """How many looks in a row must fail before it counts."""
    auto: bool = False
    """Whether the bot may log the day's page inspection by it."""

    @property
    def every(self) -> timedelta:
        """From one look to the next."""
        return timedelta(minutes=self.every_min)

    @property
    def host(self) -> tuple[str, int]:
        """The host's name, and its port."""
        parts = urlsplit(self.url)
        return (parts.hostname or "").rstrip("."), parts.port or _USUAL_PORTS[parts.scheme]

    @property
    def shown_url(self) -> str:
        """The address as it may be shown: what follows a `?` may be a key."""
        return self.url.partition("#")[0].partition("?")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one look found: when it began, how long the answer took, what was wrong."""

    at: datetime
    took: timedelta
    trouble: Trouble | None = None
    detail: str = ""
    """What came instead, such as a status; of a certificate or a broken answer what is wrong. Never an address."""
    certificate_until: datetime | None = None
    """When the certificate that was shown expires; None where none was shown, or not a valid one."""

    @property
    def ok(self) -> bool:
        """Whether the page was as expected."""
        return self.trouble is None


def read_probes(value: Any) -> tuple[Probe, ...]:
    """The probes of a contract.toml, in its order. Raises ValueError, saying in one sentence what cannot be."""
    if not isinstance(value, list) or not all(isinstance(table, Mapping) for table in value):
        raise ValueError("must be tables, each written [[probe]]")
    if len(value) > MOST_PROBES:
        raise ValueError(f"there are {len(value)}; at most {MOST_PROBES} are looked at")
    probes: dict[str, Probe] = {}
    for number, table in enumerate(value, 1):
        try:
            probe = _probe(table)
            if probe.name in probes:
                raise ValueError("name is taken by an earlier probe")
        except ValueError as error:
            raise ValueError(f"{_called(table, number)}: {error}") from error
        probes[probe.name] = probe
    return tuple(probes.values())


def _called(table: Mapping[str, Any], number: int) -> str:
    name = table.get("name")
    return f'"{name[:LONGEST_NAME]}"' if isinstance(name, str) and name.strip() else f"the probe in place {number}"


def _probe(table: Mapping[str, Any]) -> Probe:
    for name in table:
        if name not in _READERS:
            raise ValueError(f"{name} is no setting of a probe; there are {', '.join(_READERS)}")
    for name in ("name", "system", "url"):
        if name not in table:
            raise ValueError(f"{name} is missing")
    values = {}
    for name, value in table.items():
        try:
            values[name] = _READERS[name](value)
        except ValueError as error:
            raise ValueError(f"{name} {error}") from error
    return Probe(**values)


def _words(longest: int, *, needed: bool = True) -> Any:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not value.isprintable():
            raise ValueError("must be a line of text in quotes")
        if needed and not value.strip():
            raise ValueError("must not be empty")
        if len(value) > longest:
            raise ValueError(f"is longer than {longest} characters")
        return value.strip() if needed else value

    return read


def _url(value: Any) -> str:
    url = str(_words(LONGEST_URL)(value))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"is no web address ({error})") from error
    if parts.scheme not in ("http", "https") or not host or port == 0 or any(mark.isspace() for mark in url):
        raise ValueError("must be a web address that begins with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not hold a user name or password, which everybody could read here")
    return url


def _from_to(least: int, most: int) -> Any:
    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return value

    return read


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false, without quotes")
    return value


_READERS: Final[dict[str, Any]] = {
    "name": _words(LONGEST_NAME),
    "system": _words(LONGEST_NAME),
    "url": _url,
    "status": _from_to(100, 599),
    "text": _words(LONGEST_TEXT, needed=False),
    "seconds": _from_to(1, 60),
    "every_min": _from_to(1, 1440),
    "tries": _from_to(1, 20),
    "auto": _yes_or_no,
}
