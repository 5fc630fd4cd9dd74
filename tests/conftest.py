"""Fixtures shared by all rooms: a real PostgreSQL, and empty databases of both kinds."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrations import migrate
from tests.storage.postgres import Cluster, NoPostgresError, fresh_database, running_cluster


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server of this test session; CI must have one, elsewhere its tests are skipped."""
    try:
        with running_cluster() as cluster:
            cluster.execute("CREATE DATABASE migrated")
            database = Database(cluster.url("migrated"))
            migrate(database)
            database.close()
            yield cluster
    except NoPostgresError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest tables and nothing in them, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "zhiban.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A SQLite database with the newest tables and nothing in them."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'zhiban.db')}"


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    """A PostgreSQL database with the newest tables and nothing in them."""
    with fresh_database(postgres, "migrated") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/zhiban.db"
    else:
        with fresh_database(request.getfixturevalue("postgres"), "template0") as url:
            yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with the newest tables and nothing in them, of each kind in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The same, opened."""
    database = Database(database_url)
    yield database
    database.close()
