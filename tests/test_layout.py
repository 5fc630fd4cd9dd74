"""The house itself: what stands at the top, how long files are, which way the arrows run, what a wheel carries."""

import os
import re
import subprocess
import sys
import tokenize
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "commands", "schedulers", "storage")
TOP = {*PACKAGES, "tests", "pyproject.toml", "README.md"}
MOST_LINES_OF_CODE = 400
NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
INDEX_ADDRESS = r"https?://[^\s\"')]*(?:pypi|pythonhosted|/simple\b|npmjs|jsdelivr|unpkg|mirror)|--(?:extra-)?index-url"
STARTED = """
import sys
from importlib import import_module
from pathlib import Path

for name in ("bot", "commands", "schedulers", "storage"):
    assert Path(import_module(name).__file__).is_relative_to(sys.argv[1]), name

from commands.kit.texts import text, translator
from storage.contract.rubric import shipped_rows
from storage.contract.terms import load_terms

assert translator("zh")(text("the PM")) == "项目经理"
assert len(shipped_rows()) == 48
load_terms()
"""


def tracked() -> list[str]:
    """The files that git keeps, or would keep."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git working tree")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return sorted(name for name in listed.stdout.split("\0") if name and (ROOT / name).exists())


def sources() -> Iterator[Path]:
    """The code of the packages; a migration is written once, by a machine, and never read in pieces."""
    for package in PACKAGES:
        yield from (path for path in (ROOT / package).rglob("*.py") if path.parent.name != "versions")


def lines_of_code(path: Path) -> int:
    """Lines that hold code; a docstring, a comment or nothing is no code."""
    lines: set[int] = set()
    with path.open("rb") as file:
        alone = True
        for token in tokenize.tokenize(file.readline):
            if token.type in NO_CODE or token.type == tokenize.ENCODING:
                alone = alone or token.type == tokenize.NEWLINE
            elif not (alone and token.type == tokenize.STRING):
                lines.update(range(token.start[0], token.end[0] + 1))
                alone = False
    return len(lines)


def test_the_top_level_is_the_users() -> None:
    top = {name.partition("/")[0] for name in tracked()}
    assert {name for name in top if not name.startswith(".")} == TOP


def test_no_file_is_long() -> None:
    lengths = {str(path.relative_to(ROOT)): lines_of_code(path) for path in sources()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES_OF_CODE} == {}


def test_the_arrows_run_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0


def test_no_file_names_a_package_index_or_a_place_on_somebodys_machine() -> None:
    found = []
    for name in tracked():
        content = (ROOT / name).read_bytes().decode("utf-8", "replace")
        if re.search(INDEX_ADDRESS, content) or re.search(r"/(?:home|Users)/[a-z]+/", content):
            found.append(name)
    assert [name for name in found if name != "tests/test_layout.py"] == []


def test_a_wheel_carries_everything_and_starts(tmp_path: Path) -> None:
    [built] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path / "dist"), versions=["standard"])
    unpacked, elsewhere = tmp_path / "unpacked", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(built) as wheel:
        carried = {name for name in wheel.namelist() if ".dist-info/" not in name}
        wheel.extractall(unpacked)
    assert carried == {name for name in tracked() if name.startswith(tuple(f"{package}/" for package in PACKAGES))}
    assert {Path(name).suffix for name in carried} >= {".py", ".po", ".toml", ".html", ".css", ".js", ".svg", ".mako"}

    environment = {**os.environ, "PYTHONPATH": str(unpacked), "ZHIBAN_HOME": str(tmp_path / "var")}
    for arguments in (["-c", STARTED, str(unpacked)], ["-m", "bot", "--help"]):
        started = subprocess.run(
            [sys.executable, *arguments], cwd=elsewhere, env=environment, capture_output=True, text=True, check=False
        )
        assert (started.returncode, started.stderr) == (0, "")
    assert list(elsewhere.iterdir()) == []
