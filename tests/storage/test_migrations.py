"""From an empty database to today's tables, on both databases."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage.database import Database, DatabaseError
from storage.migrations import TARGET, migrate
from storage.records import nudged
from tests.storage.older import told, upgraded_to
from tests.storage.samples import LEAST
from tests.storage.telling import NOW, export, take_in

ROOT = Path(__file__).parents[2]
ONE_UPGRADE = "import sys; from storage import database, migrations; migrations.migrate(database.Database(sys.argv[1]))"


@pytest.fixture
def bare(bare_url: str) -> Iterator[Database]:
    database = Database(bare_url)
    yield database
    database.close()


def test_an_upgrade_from_nothing_gives_the_tables_the_code_wants(bare: Database) -> None:
    migrate(bare)
    with bare.write_alone(keep=False) as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), TARGET) == []


def test_a_second_upgrade_is_harmless(bare: Database) -> None:
    migrate(bare)
    take_in(bare, LEAST)
    before = export(bare)
    migrate(bare)
    assert export(bare) == before


def test_upgrades_at_once_are_harmless(bare: Database, bare_url: str) -> None:
    upgrades = [
        subprocess.Popen([sys.executable, "-c", ONE_UPGRADE, bare_url], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [upgrade.communicate(timeout=60)[1] for upgrade in upgrades]
    assert [(upgrade.returncode, words) for upgrade, words in zip(upgrades, said, strict=True)] == [(0, "")] * 2
    take_in(bare, LEAST)


def test_a_database_of_a_newer_bot_is_refused(bare: Database) -> None:
    migrate(bare)
    with bare.write_alone() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseError) as refusal:
        migrate(bare)
    assert str(refusal.value) == "the database was made by a newer bot (its revision is 9999); update the bot"


def test_a_failed_upgrade_leaves_nothing(bare: Database) -> None:
    with bare.write_alone() as connection:
        connection.exec_driver_sql("CREATE TABLE person (whose TEXT)")
    with pytest.raises(Exception, match="person"):
        migrate(bare)
    with bare.write_alone(keep=False) as connection:
        assert connection.dialect.get_table_names(connection) == ["person"]


def test_nudges_of_an_older_bot_are_known_after_the_upgrade(bare: Database) -> None:
    upgraded_to(bare, "0004")
    posts = [
        ("inspect.page:2026-07-15:10:00", "2026-07-15", True),
        ("inspect.page:2026-07-15:10:00:after-2026-07-15T11:16:00+08:00", "2026-07-15", True),
        ("inspect.server:2026-W29:mon-10:00", "2026-W29", False),
        ("fault.respond:f-1:50", "f-1", True),
        ("fault:f-1", None, False),
    ]

    for key, subject, asks in posts:
        bare.write(partial(told, key=key, subject=subject, asks=asks)).result(30)
    migrate(bare)
    with bare.read() as connection:
        asking = [(row.key, row.about, row.post, row.place, row.owed_by) for row in nudged.asking(connection)]
        said = [nudged.said(connection, key) is not None for key, _, _ in posts]
    assert asking == [
        (key, about, key, 0, NOW)
        for key, about in (
            ("fault.respond:f-1:50", "fault.respond:f-1"),
            ("inspect.page:2026-07-15:10:00", "inspect.page:2026-07-15"),
            ("inspect.page:2026-07-15:10:00:after-2026-07-15T11:16:00+08:00", "inspect.page:2026-07-15"),
        )
    ]
    assert said == [True, True, True, True, False]
