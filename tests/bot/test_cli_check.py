"""`zhiban check`, and databases, folders and settings that are not as they should be."""

import sqlite3
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from starlette.responses import JSONResponse

from bot.manifest import BOT_SCOPES
from tests.bot.zhiban import Ran, zhiban
from tests.slack import SlackStandIn
from tests.storage.samples import LEAST, line_of

AT = "2026-07-20T12:00:00+08:00"
TOKEN = {"SLACK_BOT_TOKEN": "xoxb-invented", "SLACK_SIGNING_SECRET": "invented"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a fact of every kind."""
    path = tmp_path / "home"
    assert zhiban(path, "import", "-", stdin=LEAST).code == 0
    return path


def finding(ran: Ran, about: str) -> str:
    """The lines about one thing."""
    return "\n".join(line for line in ran.out.decode().splitlines() if line.split()[1] == about)


def tamper(home: Path, statement: str) -> None:
    connection = sqlite3.connect(home / "zhiban.db")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_sound_home_has_warnings_only(home: Path) -> None:
    ran = zhiban(home, "check", env={"ZHIBAN_CLOCK": AT})
    assert (ran.code, ran.err) == (0, "")
    assert finding(ran, "ledger").startswith("ok ")
    assert "2026-06-15 to 2027-06-14" in finding(ran, "settings")
    assert finding(ran, "people") == "\n".join(f"warning  people    {id_} has no Slack id" for id_ in ("chen", "lin"))


def test_what_has_long_waited_for_slack_is_told_with_its_trouble(home: Path) -> None:
    for key, trouble in (("a", "not_in_channel"), ("b", "not_in_channel"), ("c", "user_not_found")):
        tamper(
            home,
            "INSERT INTO outbox (key, recipient, content, wanted, shown, open, waits_since, not_before, attempts, "
            f"trouble, aside, moot) VALUES ('{key}', '#ops', '{{}}', 1, 0, 0, '2026-07-20 03:49:00', "
            f"'2026-07-20 03:49:00', 1, '{trouble}', 0, 0)",
        )
    ran = zhiban(home, "check", env={"ZHIBAN_CLOCK": AT})
    told = "warning  outbox    posts that have waited for more than ten minutes: 2 (not_in_channel)"
    assert (ran.code, finding(ran, "outbox")) == (0, told)


def test_an_empty_home_is_told_how_to_begin(tmp_path: Path) -> None:
    ran = zhiban(tmp_path / "new", "check")
    assert ran.code == 0
    assert "zhiban import" in finding(ran, "people")


def test_two_people_with_one_slack_account_are_an_error(home: Path) -> None:
    twins = LEAST.replace(b'"onsite"', b'"slack": "U1", "onsite"')
    assert zhiban(home, "import", "-", "--replace", stdin=twins).code == 0
    ran = zhiban(home, "check", env={"ZHIBAN_CLOCK": AT})
    assert ran.code == 1
    assert "error    people    chen, lin share the Slack id U1" in finding(ran, "people")


@pytest.mark.parametrize(
    ("statement", "trouble"),
    [
        ("UPDATE punch SET way = 'in'", "punch pun-1 differs from its last revision"),
        ("DELETE FROM revision WHERE sequence = 3", "revision 3 is missing"),
        ("UPDATE revision SET reason = 'rain' WHERE sequence = 3", "revision 3 (document doc-1) was changed after"),
        ("UPDATE punch SET at = 'noon'", "the table of punch holds what is no punch"),
        ("UPDATE person SET \"from\" = 'noon'", "the table of person holds what is no person"),
        ("DROP TABLE revision", "cannot be read"),
    ],
)
def test_a_tampered_ledger_is_an_error_and_is_named(home: Path, statement: str, trouble: str) -> None:
    tamper(home, statement)
    ran = zhiban(home, "check")
    assert (ran.code, ran.err) == (1, "")
    assert "error    ledger" in finding(ran, "ledger")
    assert trouble in finding(ran, "ledger")


@pytest.mark.parametrize("command", [["export"], ["score", "contract", "--json"], ["import", "-"]])
def test_a_garbled_table_is_refused_in_one_line(home: Path, command: list[str]) -> None:
    tamper(home, "UPDATE person SET \"from\" = 'noon'")
    tamper(home, "UPDATE punch SET at = 'noon'")
    refused = zhiban(home, *command, stdin=line_of("punch").encode())
    assert (refused.code, refused.out) == (1, b"")
    assert "`zhiban check`" in refused.error


EVERY_COMMAND = [["check"], ["export"], ["score"], ["import", "-"], ["run"]]


@pytest.mark.parametrize("command", EVERY_COMMAND, ids=lambda command: str(command[0]))
@pytest.mark.parametrize("what", ["no database", "cut short", "of a newer bot", "a folder", "home below a file"])
def test_a_database_that_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, template: bytes, what: str, command: list[str]
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    path = home / "zhiban.db"
    if what == "a folder":
        path.mkdir()
    elif what == "home below a file":
        path.write_text("")
        home = path / "below"
    else:
        path.write_bytes(b"no database, but long enough for a header " * 40 if what == "no database" else template)
    if what == "cut short":
        path.write_bytes(template[: len(template) // 3])
    if what == "of a newer bot":
        tamper(home, "UPDATE alembic_version SET version_num = '9999'")
    refused = zhiban(home, *command)
    assert (refused.code, refused.out) == (1, b""), refused
    assert refused.error.startswith("zhiban: ")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound database as bytes."""
    home = tmp_path_factory.mktemp("template")
    assert zhiban(home, "import", "-", stdin=LEAST).code == 0
    return (home / "zhiban.db").read_bytes()


@pytest.mark.parametrize("name", ["a b", "值班", "a?b=c", "a#b", "a%41", "a'b;c"])
def test_a_home_may_have_any_name(tmp_path: Path, name: str) -> None:
    assert zhiban(tmp_path / name, "check").code == 0
    assert (tmp_path / name / "zhiban.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_postgresql_that_is_not_there_is_refused_without_the_password(tmp_path: Path) -> None:
    refused = zhiban(tmp_path, "check", env={"DATABASE_URL": "postgresql://zhiban:s3cret@127.0.0.1:1/zhiban"})
    assert (refused.code, refused.out) == (1, b"")
    assert "database cannot be used" in refused.error
    assert "s3cret" not in refused.error


def test_slack_is_reached_with_the_token(home: Path) -> None:
    with SlackStandIn() as slack:
        settings = {**TOKEN, "SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": slack.token}
        ran = zhiban(home, "check", env={"ZHIBAN_CLOCK": AT, **settings})
    assert "ok       slack     reached as " in finding(ran, "slack")
    assert "warning  slack     slack.ops_channel is not set" in finding(ran, "slack")
    assert ran.code == 0


@pytest.mark.parametrize(
    ("lacking", "header"),
    [(set(), "x-oauth-scopes"), ({"channels:history"}, "X-OAuth-Scopes"), (set(BOT_SCOPES), "x-oauth-scopes")],
)
def test_scopes_that_the_token_lacks_are_named(home: Path, lacking: set[str], header: str) -> None:
    held = ", ".join(sorted(set(BOT_SCOPES) - lacking)) or "identify"
    with SlackStandIn() as slack:
        slack.answer_next(JSONResponse({"ok": True, "user": "zhiban"}, headers={header: held}), "auth.test")
        settings = {**TOKEN, "SLACK_API_URL": slack.api_url, "SLACK_BOT_TOKEN": slack.token}
        ran = zhiban(home, "check", env={"ZHIBAN_CLOCK": AT, **settings})
    told = finding(ran, "slack")
    assert ran.code == 0
    for scope in BOT_SCOPES:
        assert (f"lacks the scope {scope}, needed to {BOT_SCOPES[scope]}" in told) is (scope in lacking)


class _Nonsense(BaseHTTPRequestHandler):
    """Answers what no Slack answers."""

    answer = b""

    def do_POST(self) -> None:
        self.wfile.write(self.answer)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(params=[b"HTTP/1.1 200 OK\r\n\r\n<html>", b"HTTP/1.1 500 Oh\r\n\r\n{}", b"gibberish\r\n", b""])
def nonsense_url(request: pytest.FixtureRequest) -> Iterator[str]:
    handler = type("Handler", (_Nonsense,), {"answer": request.param})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_is_no_slack_is_an_error(home: Path, nonsense_url: str) -> None:
    ran = zhiban(home, "check", env={"ZHIBAN_CLOCK": AT, "SLACK_API_URL": nonsense_url, **TOKEN})
    assert (ran.code, ran.err) == (1, "")
    assert "error    slack     not reachable with this token (" in finding(ran, "slack")


def test_a_slack_that_is_not_there_is_an_error(home: Path) -> None:
    ran = zhiban(home, "check", env={"ZHIBAN_CLOCK": AT, "SLACK_API_URL": "http://127.0.0.1:1/api/", **TOKEN})
    assert (ran.code, ran.err) == (1, "")
    assert "not reachable" in finding(ran, "slack")


BAD_SETTINGS = [
    ({"ZHIBAN_CLOCK": "noon"}, "ZHIBAN_CLOCK: 'noon' is no moment"),
    ({"ZHIBAN_CLOCK": AT, **TOKEN}, "ZHIBAN_CLOCK: a set clock is for rehearsals"),
    ({"ZHIBAN_CONTRACT": "none.toml"}, "ZHIBAN_CONTRACT: none.toml: No such file"),
    ({"DATABASE_URL": "zhiban.db"}, "DATABASE_URL: is no database URL; write sqlite:///"),
    ({"SLACK_API_URL": "slack"}, "SLACK_API_URL: must begin with https://"),
]


@pytest.mark.parametrize(("environment", "why"), BAD_SETTINGS, ids=[next(iter(case[0])) for case in BAD_SETTINGS])
@pytest.mark.parametrize("command", [["check"], ["score"], ["run"]], ids=lambda command: str(command[0]))
def test_a_bad_setting_is_bad_input(tmp_path: Path, command: list[str], environment: dict[str, str], why: str) -> None:
    refused = zhiban(tmp_path, *command, env=environment)
    assert (refused.code, refused.out) == (2, b"")
    assert refused.error.startswith(f"zhiban: {why}")


def test_a_bad_contract_is_named_with_its_key(tmp_path: Path) -> None:
    contract = tmp_path / "contract.toml"
    contract.write_text('[limits]\nrespond_min = "soon"\n')
    refused = zhiban(tmp_path, "check", env={"ZHIBAN_CONTRACT": str(contract)})
    assert refused.code == 2
    assert refused.error.startswith(f"zhiban: {contract}: limits.respond_min: must be a whole number of minutes")
