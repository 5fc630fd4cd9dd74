"""`zhiban import` and `zhiban export`."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.bot.zhiban import NOTHING, zhiban
from tests.storage.samples import EVERY_FIELD, LEAST, line_of


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A facts file of every kind."""
    path = tmp_path / "facts.jsonl"
    path.write_bytes(LEAST)
    return path


def exported(home: Path, env: Mapping[str, str] = NOTHING) -> bytes:
    given = zhiban(home, "export", env=env)
    assert (given.code, given.err) == (0, "")
    return given.out


def test_import_says_what_it_did_and_nothing_on_stdout(home: Path, file: Path) -> None:
    assert zhiban(home, "import", str(file)) == (0, b"", "25 new, 0 replaced, 0 unchanged facts taken in\n")
    assert zhiban(home, "import", str(file)) == (0, b"", "0 new, 0 replaced, 25 unchanged facts taken in\n")
    assert sorted(exported(home).splitlines()) == sorted(LEAST.splitlines())


def test_a_dry_run_stores_nothing(home: Path, file: Path) -> None:
    said = "25 new, 0 replaced, 0 unchanged facts would be taken in\n"
    assert zhiban(home, "import", "--dry-run", str(file)) == (0, b"", said)
    assert exported(home) == b""
    file.write_bytes(b"{}")
    refused = zhiban(home, "import", "--dry-run", str(file))
    assert (refused.code, refused.error) == (2, f"zhiban: {file}:1: kind: is missing")


def test_other_content_needs_replace(home: Path, file: Path) -> None:
    zhiban(home, "import", str(file))
    before = exported(home)
    file.write_bytes(LEAST.replace(b"Slow", b"Fast"))
    line = LEAST.splitlines().index(line_of("fault").encode()) + 1
    refused = zhiban(home, "import", str(file))
    assert refused.code == 2
    assert refused.error.startswith(f"zhiban: {file}:{line}: id: 'fau-1' is already a fault with other content")
    assert exported(home) == before
    taken = zhiban(home, "import", str(file), "--replace")
    assert taken == (0, b"", "0 new, 1 replaced, 24 unchanged facts taken in\n")
    assert exported(home) == before.replace(b"Slow", b"Fast")


def test_a_refused_file_stores_nothing(home: Path, file: Path) -> None:
    file.write_bytes(LEAST + b'\n{"kind": "fault", "id": "f", "id": "g"}')
    refused = zhiban(home, "import", str(file))
    assert (refused.code, refused.error) == (2, f"zhiban: {file}:27: id: stands twice")
    assert exported(home) == b""


@pytest.mark.parametrize("what", ["missing", "a folder", "below a file"])
def test_a_file_that_cannot_be_read_is_named(home: Path, file: Path, what: str) -> None:
    path = {"missing": file.with_name("none"), "a folder": file.parent, "below a file": file / "x"}[what]
    refused = zhiban(home, "import", str(path))
    assert refused.code == 2
    assert refused.error.startswith(f"zhiban: {path}: ")


def test_import_and_export_speak_to_postgresql(home: Path, postgres_url: str) -> None:
    taken = zhiban(home, "import", "-", stdin=EVERY_FIELD, env={"DATABASE_URL": postgres_url})
    assert taken == (0, b"", "26 new, 0 replaced, 0 unchanged facts taken in\n")
    given = exported(home, env={"DATABASE_URL": postgres_url})
    assert sorted(given.splitlines()) == sorted(EVERY_FIELD.splitlines())
    assert zhiban(home, "check", env={"DATABASE_URL": postgres_url}).code == 0
    assert not home.exists()


def test_both_databases_export_the_same_bytes(home: Path, postgres_url: str) -> None:
    for environment in ({}, {"DATABASE_URL": postgres_url}):
        assert zhiban(home, "import", "-", stdin=EVERY_FIELD, env=environment).code == 0
    assert exported(home) == exported(home, env={"DATABASE_URL": postgres_url})


def test_export_writes_a_file_whole(home: Path, file: Path, tmp_path: Path) -> None:
    zhiban(home, "import", str(file))
    target = tmp_path / "out.jsonl"
    target.write_text("old")
    assert zhiban(home, "export", str(target)) == (0, b"", "")
    assert target.read_bytes() == exported(home)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts.jsonl", "home", "out.jsonl"]


def test_export_follows_a_link(home: Path, file: Path, tmp_path: Path) -> None:
    zhiban(home, "import", str(file))
    target, link = tmp_path / "target", tmp_path / "link"
    link.symlink_to(target)
    assert zhiban(home, "export", str(link)).code == 0
    assert link.is_symlink()
    assert target.read_bytes() == exported(home)


def test_export_to_a_device_leaves_it_a_device(home: Path, file: Path, tmp_path: Path) -> None:
    zhiban(home, "import", str(file))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert zhiban(home, "export", str(pipe)) == (0, b"", "")
        assert os.read(reader, 1 << 20) == exported(home)
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("what", ["no folder", "a folder", "below a file"])
def test_an_export_that_cannot_be_written_is_named(home: Path, file: Path, what: str) -> None:
    path = {"no folder": file.with_name("none") / "x", "a folder": file.parent, "below a file": file / "x"}[what]
    names = sorted(file.parent.iterdir())
    refused = zhiban(home, "export", str(path))
    assert refused.code == 2
    assert refused.error.startswith(f"zhiban: {path}: ")
    assert sorted(set(file.parent.iterdir()) - {home}) == names
