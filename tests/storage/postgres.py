"""A real PostgreSQL for the tests: made in a temporary folder, on a socket of its own, gone at the end."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

QUICK = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"
FAR_FROM_UTC = "America/New_York"
"""A server's own time zone must not matter."""

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
    """A server while the block lasts. Raises NoPostgresError where none can be started."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    user = _unprivileged_user()
    with tempfile.TemporaryDirectory(prefix="zhiban-pg-") as home:
        data = Path(home) / "data"
        if user is not None:
            shutil.chown(home, user)
        _run(user, initdb, "-D", data, "-U", "zhiban", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        settings = f"-k {home} {QUICK} -c timezone={FAR_FROM_UTC}"
        _run(user, pg_ctl, "-D", data, "-l", f"{home}/log", "-o", settings, "-w", "start")
        try:
            yield Cluster(Path(home))
        finally:
            _run(user, pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")


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


def _run(user: str | None, *command: str | Path) -> None:
    done = subprocess.run(
        command,
        user=user,
        group=None if user is None else pwd.getpwnam(user).pw_gid,
        extra_groups=None if user is None else [],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if "start" not in command else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NoPostgresError(f"{Path(command[0]).name} failed: {(done.stdout or '').strip()[-300:]}")
