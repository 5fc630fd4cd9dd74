"""Documents on disk: named by what they hold, kept once, for the bot's eyes only."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents import Documents


@pytest.fixture
def documents(tmp_path: Path) -> Documents:
    return Documents(tmp_path / "home" / "documents")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(documents: Documents) -> list[str]:
    return sorted(path.name for path in documents.folder.iterdir())


@given(content=st.binary(max_size=100))
def test_a_document_is_named_by_its_hash(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    documents = Documents(tmp_path_factory.mktemp("documents"))
    draft = documents.draft(content)
    draft.keep()
    assert draft.sha256 == hashlib.sha256(content).hexdigest()
    assert names(documents) == [draft.sha256]
    assert (documents.folder / draft.sha256).read_bytes() == content


def test_nobody_else_reads_it(documents: Documents) -> None:
    draft = documents.draft(b"a")
    assert mode(draft.beside) == 0o600
    draft.keep()
    assert (mode(draft.place), mode(documents.folder)) == (0o600, 0o700)


def test_what_is_not_kept_is_gone(documents: Documents) -> None:
    draft = documents.draft(b"a")
    draft.drop()
    draft.drop()
    assert names(documents) == []


def test_the_same_content_is_kept_once_and_stays_what_it_was(documents: Documents) -> None:
    first, second = documents.draft(b"a"), documents.draft(b"a")
    for draft in (first, first, second):
        draft.keep()
    inode = first.place.stat().st_ino
    for draft in (second, first):
        draft.drop()
    assert (names(documents), first.place.stat().st_ino) == ([first.sha256], inode)


def test_a_kept_document_outlives_its_draft(documents: Documents) -> None:
    draft = documents.draft(b"a")
    draft.keep()
    draft.drop()
    assert draft.place.read_bytes() == b"a"


def test_a_damaged_document_is_made_good(documents: Documents) -> None:
    damaged = documents.draft(b"a")
    damaged.keep()
    damaged.place.write_bytes(b"b")
    again = documents.draft(b"a")
    again.keep()
    assert again.place.read_bytes() == b"a"
    assert names(documents) == [again.sha256]


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file")
    with pytest.raises(OSError, match="documents"):
        Documents(tmp_path / "documents").draft(b"a")
