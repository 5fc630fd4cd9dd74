"""The command line in processes of its own: streams, folders, exit codes, help."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.zhiban import ROOT, environment_of, zhiban, zhiban_process
from tests.storage.samples import EVERY_FIELD, LEAST

COMMANDS = ["run", "import", "export", "score", "preview", "manifest", "check", "roster"]
NOT_YET = ["backup", "restore"]


def test_facts_go_through_the_streams_from_any_folder(tmp_path: Path) -> None:
    taken = zhiban_process(tmp_path, "import", "-", stdin=EVERY_FIELD, env={"ZHIBAN_HOME": ""})
    assert taken == (0, b"", "26 new, 0 replaced, 0 unchanged facts taken in\n")
    assert (tmp_path / "var" / "zhiban.db").is_file()
    given = zhiban_process(tmp_path, "export", "-", env={"ZHIBAN_HOME": ""})
    assert (given.code, given.err) == (0, "")
    assert sorted(given.out.splitlines()) == sorted(EVERY_FIELD.splitlines())
    again = zhiban_process(tmp_path, "import", "-", stdin=given.out, env={"ZHIBAN_HOME": ""})
    assert again == (0, b"", "0 new, 0 replaced, 26 unchanged facts taken in\n")


def test_an_error_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    refused = zhiban_process(tmp_path, "import", "-", stdin=b'{"kind": "pun\xc3\xa7h"}')
    assert (refused.code, refused.out) == (2, b"")
    assert refused.error == 'zhiban: -:1: kind: "punçh" is no kind of fact'


def test_data_is_utf_8_whatever_the_terminal(tmp_path: Path) -> None:
    told = zhiban_process(tmp_path, "manifest", env={"PYTHONIOENCODING": "ascii"})
    assert (told.code, told.err) == (0, "")
    manifest = json.loads(told.out)
    assert manifest["display_information"]["name"] == "Zhiban 值班"
    assert {command["command"] for command in manifest["features"]["slash_commands"]} >= {"/fault", "/clock"}


def test_a_reader_who_stops_early_costs_no_traceback(tmp_path: Path) -> None:
    more_than_a_pipe_holds = LEAST.replace(b"sandals", b"s" * 4_000_000)
    assert zhiban(tmp_path, "import", "-", stdin=more_than_a_pipe_holds).code == 0
    export = subprocess.Popen(
        [sys.executable, "-m", "bot", "export"],
        cwd=ROOT,
        env=environment_of({"ZHIBAN_HOME": str(tmp_path)}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert export.stdout is not None
    assert export.stderr is not None
    assert export.stdout.readline().startswith(b'{"kind": "person"')
    export.stdout.close()
    said = export.stderr.read()
    export.stderr.close()
    assert said == b""
    assert export.wait(60) in (0, 1)  # 0 where the system had taken all of it before the reader left


def test_help_lists_only_what_there_is(tmp_path: Path) -> None:
    told = zhiban(tmp_path, "--help")
    assert (told.code, told.err) == (0, "")
    listed = re.findall(r"^  (\w+)  ", told.out.decode().partition("Commands:\n")[2], re.MULTILINE)
    assert listed == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    told = zhiban(tmp_path / "untouched", command, "--help")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith(f"Usage: zhiban {command}".encode())
    assert not (tmp_path / "untouched").exists()


BAD_USE = [
    *([command] for command in NOT_YET),
    ["nonsense"],
    ["--nonsense"],
    ["import"],
    ["import", "a", "b"],
    ["import", "--nonsense", "a"],
    ["export", "a", "b"],
    ["score", "--at"],
    ["run", "--port", "0"],
    ["run", "--port", "65536"],
    ["run", "--port", "many"],
]


@pytest.mark.parametrize("arguments", BAD_USE, ids=" ".join)
def test_bad_use_is_bad_input(tmp_path: Path, arguments: list[str]) -> None:
    refused = zhiban(tmp_path, *arguments)
    assert (refused.code, refused.out) == (2, b"")
    assert refused.error.startswith("zhiban: ")


def test_manifest_and_help_need_no_database(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert zhiban(file / "below", "manifest").code == 0
    assert zhiban(file / "below", "--help").code == 0
