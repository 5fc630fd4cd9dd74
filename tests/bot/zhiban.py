"""The command line as people run it: in a process of its own, or quicker in this one."""

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final, NamedTuple
from unittest.mock import patch

from bot.cli import run_command_line

ROOT: Final = Path(__file__).parents[2]
NOTHING: Final[Mapping[str, str]] = {}
OURS: Final = ("ZHIBAN_", "SLACK_", "DATABASE_URL")


class Ran(NamedTuple):
    """What came of a command."""

    code: int
    out: bytes
    err: str

    @property
    def error(self) -> str:
        """The one line on stderr."""
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        return self.err[:-1]


def zhiban(home: Path, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] = NOTHING) -> Ran:
    """Run a command in this process, with these variables of ours set and no other."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="ascii"), io.StringIO()
    given = patch("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    variables = patch.dict(os.environ, environment_of({"ZHIBAN_HOME": str(home), **env}), clear=True)
    with variables, given, redirect_stdout(out), redirect_stderr(err):
        code = run_command_line(list(arguments))
        out.flush()
    raw = out.buffer
    assert isinstance(raw, io.BytesIO)
    return Ran(code, raw.getvalue(), err.getvalue())


def zhiban_process(cwd: Path, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] = NOTHING) -> Ran:
    """Run a command in a process of its own, in some folder."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env=environment_of(env),
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr.decode())


def environment_of(variables: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with these of ours and no other."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**others, "PYTHONPATH": str(ROOT), **variables}
