"""Documents that people handed in: each a file named by the SHA-256 of its content, kept once, for the bot's eyes."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Draft:
    """A document that is on disk, beside the place where it will be kept."""

    sha256: str
    """Of its content, in small hex digits."""
    beside: Path
    place: Path

    def keep(self) -> None:
        """Put it in its place; what lies there already is left alone, unless it is not what its name says."""
        if self.beside.exists() and _sha256_in(self.place) != self.sha256:
            self.beside.replace(self.place)
            _sync(self.place.parent)

    def drop(self) -> None:
        """Let go of what was not put in its place."""
        self.beside.unlink(missing_ok=True)


@dataclass(frozen=True)
class Documents:
    """The folder in which they lie; it is made for the first one."""

    folder: Path

    def draft(self, content: bytes) -> Draft:
        """Write the content out, to be kept or dropped. Raises OSError where it cannot be written."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self.folder, prefix=".")  # readable by nobody else
        beside, sha256 = Path(name), hashlib.sha256(content).hexdigest()
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            beside.unlink()
            raise
        return Draft(sha256, beside, self.folder / sha256)


def _sha256_in(place: Path) -> str | None:
    try:
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _sync(folder: Path) -> None:
    """Let the folder itself remember its files, whatever happens to the machine."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
