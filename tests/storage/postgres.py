"""A real PostgreSQL for the tests: made in a temporary folder, on a socket of its own, gone at the end."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

QUICK = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"
FAR_FROM_UTC = "America/New_York"
"""A server's own time zone must not matter."""
END_WITH_INPUT = 'read -r _; "$0" -D "$1/data" -m immediate -w stop; rm -rf "$1"'
"""Waits until its input ends, as it does however the tests end, and takes the server away."""

_numbers = itertools.count(1)
UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL refuses to run as root; the tests of a container do."""


class NoPostgresError(Exception):
    """There is no PostgreSQL that could be started; the message says why."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server, reached over its socket by the superuser `zhiban`."""

    socket: Path

    def url(self, database: str) -> str:
        """The URL by which the bot reaches a database of this server."""
        return f"postgresql://zhiban@/{database}?host={quote(str(self.socket))}"

    def execute(self, *statements: str) -> None:
        """Run statements that no transaction may hold."""
        with psycopg.connect(f"host={self.socket} user=zhiban dbname=postgres", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A server while the block lasts, and no longer than this process. Raises NoPostgresError where none can start."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    user = _unprivileged_user()
    home = Path(tempfile.mkdtemp(prefix="zhiban-pg-"))
    if user is not None:
        shutil.chown(home, user)
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", END_WITH_INPUT, pg_ctl, home],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
        **_account(user),
    )
    try:
        _run(user, initdb, "-D", home / "data", "-U", "zhiban", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        settings = f"-k {home} {QUICK} -c timezone={FAR_FROM_UTC}"
        _run(user, pg_ctl, "-D", home / "data", "-l", home / "log", "-o", settings, "-w", "start")
        yield Cluster(home)
    finally:
        keeper.communicate()


@contextmanager
def fresh_database(cluster: Cluster, template: str) -> Iterator[str]:
    """The URL of a database made after a template, gone at the end."""
    name = f"fresh_{next(_numbers)}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield cluster.url(name)
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _program(name: str) -> str:
    newest_first = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = shutil.which(name) or next(map(str, newest_first), None)
    if found is None:
        raise NoPostgresError(f"PostgreSQL's {name} is not installed")
    return found


def _unprivileged_user() -> str | None:
    """The account under which the server runs; None where we are no root ourselves."""
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name for account in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in accounts:
            return name
    raise NoPostgresError("PostgreSQL does not run as root, and there is no account postgres or nobody")


def _account(user: str | None) -> dict[str, Any]:
    """What makes a process run under that account."""
    return {} if user is None else {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _run(user: str | None, *command: str | Path) -> None:
    done = subprocess.run(
        command,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if "start" not in command else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **_account(user),
    )
    if done.returncode != 0:
        raise NoPostgresError(f"{Path(command[0]).name} failed: {(done.stdout or '').strip()[-300:]}")
