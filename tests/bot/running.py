"""The real bot in a process of its own, with the Slack stand-in before it: what black-box tests hold in their hands."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import httpx
from sqlalchemy import Connection

from bot.local.model import LocalChannel, LocalPerson
from storage.database import Database
from storage.records.facts import export_lines
from storage.records.ledger import faults_in_chain
from tests.messages import ROOT
from tests.slack import SlackStandIn, free_socket

OPS: Final = "C0OPS"
FORM: Final = "application/x-www-form-urlencoded"
STARTS_WITHIN_SECONDS: Final = 60

TEAM: Final[tuple[dict[str, Any], ...]] = (
    {"kind": "person", "id": "chen", "name": "Chen", "side": "client", "role": "manager", "onsite": False},
    {"kind": "person", "id": "feng", "name": "Feng", "side": "client", "role": "viewer", "onsite": False},
    {"kind": "person", "id": "lin", "name": "Lin", "side": "team", "role": "engineer", "onsite": True},
    {"kind": "person", "id": "qian", "name": "Qian", "side": "team", "role": "engineer", "onsite": True},
    {"kind": "person", "id": "sun", "name": "Sun", "side": "team", "role": "engineer", "onsite": False},
    {"kind": "person", "id": "wu", "name": "Wu", "side": "team", "role": "engineer", "onsite": True},
    {"kind": "person", "id": "zhao", "name": "Zhao", "side": "team", "role": "pm", "onsite": True},
)
LEFT_ON: Final = {"qian": "2026-06-30"}
ENGLISH: Final = ("sun", "chen")
STRANGER: Final = "U0NOBODY"

Fact = dict[str, Any]


def slack_id(person: str) -> str:
    """The Slack account of somebody of the team."""
    return f"U0{person.upper()}"


def people_facts() -> list[Fact]:
    """The team as facts; Qian left in June."""
    return [
        {**person, "slack": slack_id(person["id"])}
        | ({"until": LEFT_ON[person["id"]]} if person["id"] in LEFT_ON else {})
        for person in TEAM
    ]


def stand_in(*more_channels: LocalChannel, **more: Any) -> SlackStandIn:
    """Slack with the team, a stranger and the ops channel; answers may take long, as on a busy machine."""
    seats = [
        LocalPerson(slack_id(person["id"]), person["name"], locale="en-US" if person["id"] in ENGLISH else "zh-CN")
        for person in TEAM
    ]
    everybody = (*seats, LocalPerson(STRANGER, "Nobody"))
    return SlackStandIn(
        people=everybody, channels=(LocalChannel(OPS, "ops"), *more_channels), **{"answer_seconds": 30.0, **more}
    )


class Home:
    """Where one bot's database and contract lie, and the command line over it."""

    def __init__(self, path: Path, contract: str = "") -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.contract = path / "contract.toml"
        self.contract.write_text(f'{contract}\n[slack]\nops_channel = "{OPS}"\n', "utf-8")

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.path / "zhiban.db"

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment of a process that works on this home: nothing of the tester's own settings."""
        ours = ("SLACK_", "ZHIBAN_", "DATABASE_URL")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return inherited | {"ZHIBAN_HOME": str(self.path), "ZHIBAN_CONTRACT": str(self.contract)} | dict(more or {})

    def command(self, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run `python -m bot …` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=ROOT,
            env=self.environment(),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )

    def take_in(self, facts: list[Fact]) -> None:
        """Import these facts through the command line."""
        lines = "".join(json.dumps(fact, ensure_ascii=False) + "\n" for fact in facts)
        done = self.command("import", "-", stdin=lines)
        assert done.returncode == 0, done.stderr

    def facts(self) -> list[Fact]:
        """Everything held, as the command line exports it."""
        done = self.command("export")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def held(self) -> list[str]:
        """The same lines, read in this process because that is quicker."""
        with self._reading() as connection:
            return list(export_lines(connection))

    def unsound(self) -> list[str]:
        """What is wrong with the ledger."""
        with self._reading() as connection:
            return list(faults_in_chain(connection))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        database = Database(f"sqlite:///{self.database}")
        with database.read() as connection:
            yield connection
        database.close()


def happenings(facts: list[Fact]) -> list[Fact]:
    """The facts that are no persons."""
    return [fact for fact in facts if fact["kind"] != "person"]


class RunningBot:
    """`python -m bot run` against a stand-in; `module` is run in its place where a test brings its own commands."""

    def __init__(
        self, home: Home, slack: SlackStandIn, clock: str = "", *, module: str = "bot", **environment: str
    ) -> None:
        self.home = home
        self.slack = slack
        with free_socket() as bound:
            port = bound.getsockname()[1]
        self.port: int = port
        self.url = f"http://127.0.0.1:{port}"
        self.log = home.path / f"stderr-{port}-{secrets.token_hex(2)}.log"
        clock_set = {"ZHIBAN_CLOCK": clock} if clock else {}
        with self.log.open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, "run", "--port", str(port)],
                cwd=ROOT,
                env=home.environment(slack.environment | clock_set | environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=60)
        try:
            self._wait_until_up()
            slack.events_url = f"{self.url}/slack/events"
        except BaseException:
            self.kill()
            raise

    def stop(self) -> int:
        """Ask it to stop and return its exit code."""
        self.http.close()
        self.process.terminate()
        return self.process.wait(timeout=60)

    def kill(self) -> None:
        """End it at once, as `kill -9` does."""
        self.http.close()
        self.process.kill()
        self.process.wait(timeout=60)

    def log_lines(self) -> list[str]:
        """What it wrote to stderr so far."""
        return self.log.read_text("utf-8").splitlines()

    def say(self, person: str, typed: str, channel: str = OPS) -> dict[str, Any]:
        """Give a slash command as typed, `/inspect done`, and return the answer; it must have come in time."""
        command, _, text = typed.partition(" ")
        who = slack_id(person) if not person.startswith("U0") else person
        outcome = self.slack.command(who, command, text, channel)
        assert (outcome.status, outcome.error) == (200, None), (typed, outcome)
        return outcome.answer

    def post(self, body: bytes, headers: Mapping[str, str] | None = None, **replaced: str | None) -> httpx.Response:
        """Send a body, signed as Slack does; `headers` come on top, a header replaced by None is left out."""
        sent = {**signed(body), "Content-Type": FORM, **(headers or {})}
        for name, value in replaced.items():
            sent.pop(name.replace("_", "-"), None)
            if value is not None:
                sent[name.replace("_", "-")] = value
        return self.http.post("/slack/events", content=body, headers=sent)

    def _wait_until_up(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < deadline:
            try:
                if self.http.get("/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                assert self.process.poll() is None, self.log.read_text("utf-8")
            time.sleep(0.05)
        raise AssertionError(self.log.read_text("utf-8"))


@contextmanager
def running_bot(
    home: Home, slack: SlackStandIn, clock: str = "", *, module: str = "bot", **environment: str
) -> Iterator[RunningBot]:
    """A bot that runs until the block ends."""
    bot = RunningBot(home, slack, clock, module=module, **environment)
    try:
        yield bot
    finally:
        if bot.process.poll() is None:
            bot.stop()


def command_body(person: str, typed: str, *, trigger: str | None = None, **more: str) -> bytes:
    """A slash command's body as Slack sends it; a trigger of its own unless one is given."""
    command, _, text = typed.partition(" ")
    form = {
        "token": "deprecated",
        "team_id": "T0ZHIBAN",
        "channel_id": OPS,
        "channel_name": "ops",
        "user_id": slack_id(person) if not person.startswith("U0") else person,
        "user_name": person,
        "command": command,
        "text": text,
        "api_app_id": "A0ZHIBAN",
        "trigger_id": trigger or secrets.token_hex(16),
        **more,
    }
    return urlencode(form).encode()


def signed(body: bytes, age: int = 0, secret: str = "local-signing-secret") -> dict[str, str]:
    """Slack's two headers for a body sent `age` seconds ago."""
    stamp = str(int(time.time()) - age)
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def words_of(answer: Any) -> str:
    """All the words that a message shows: its text, and every text in its blocks."""
    if isinstance(answer, dict):
        return " ".join(words_of(value) for key, value in answer.items() if key not in ("type", "response_type"))
    return " ".join(map(words_of, answer)) if isinstance(answer, list) else str(answer)
