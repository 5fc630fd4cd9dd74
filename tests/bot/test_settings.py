"""The environment as settings: both sides of what is taken."""

from pathlib import Path

import pytest

from bot.settings import SLACKS_OWN_API, Settings, SettingsError, load_settings
from storage.contract.terms import load_terms

NAMES = (
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_APP_TOKEN",
    "SLACK_API_URL",
    "ZHIBAN_HOME",
    "DATABASE_URL",
    "ZHIBAN_CONTRACT",
    "ZHIBAN_CLOCK",
)
SLACK = {"SLACK_BOT_TOKEN": "xoxb-invented", "SLACK_SIGNING_SECRET": "invented"}
AT = "2026-07-20T12:00:00+08:00"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def loaded(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def test_nothing_set_is_the_local_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = loaded(monkeypatch)
    assert settings.is_local
    assert settings.database.render_as_string() == "sqlite:///var/zhiban.db"
    assert settings.api_url == SLACKS_OWN_API
    assert settings.clock_start() is None
    assert settings.terms().latest == load_terms()


def test_empty_variables_count_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loaded(monkeypatch, **dict.fromkeys(NAMES, "")) == load_settings()
    assert loaded(monkeypatch).home == Path("var")


@pytest.mark.parametrize(
    ("url", "drivername", "database"),
    [
        ("sqlite:///rel.db", "sqlite", "rel.db"),
        ("sqlite:////srv/z.db", "sqlite", "/srv/z.db"),
        ("postgresql://u:p@h:5432/z", "postgresql", "z"),
        ("postgres://h/z", "postgres", "z"),
        ("postgresql+psycopg://h/z", "postgresql+psycopg", "z"),
    ],
)
def test_databases_it_speaks_to(monkeypatch: pytest.MonkeyPatch, url: str, drivername: str, database: str) -> None:
    read = loaded(monkeypatch, DATABASE_URL=url).database
    assert (read.drivername, read.database) == (drivername, database)


@pytest.mark.parametrize(
    "url",
    [
        "zhiban.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "mysql://h/z",
        "postgresql+psycopg2://h/z",
        "sqlite+aiosqlite:///z.db",
        "postgresql://h:port/z",
        "https://h/z",
    ],
)
def test_databases_it_does_not_speak_to(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    settings = loaded(monkeypatch, DATABASE_URL=url)
    with pytest.raises(SettingsError, match=r"^DATABASE_URL: .*; write sqlite:///"):
        _ = settings.database


@pytest.mark.parametrize(
    "environment",
    [
        {},
        SLACK | {"SLACK_API_URL": "http://127.0.0.1:8080/api/"},
        SLACK | {"SLACK_API_URL": "https://notslack.com/api"},
    ],
    ids=["local", "an emulator", "a name that only ends like Slack's"],
)
def test_a_set_clock_is_for_rehearsals(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    start = loaded(monkeypatch, ZHIBAN_CLOCK=AT, **environment).clock_start()
    assert start is not None
    assert start.isoformat() == "2026-07-20T04:00:00+00:00"


@pytest.mark.parametrize("api", ["", "https://slack.com/api", "https://SLACK.com/api/", "https://eu.slack.com/api/"])
def test_a_set_clock_is_not_for_slack_itself(monkeypatch: pytest.MonkeyPatch, api: str) -> None:
    settings = loaded(monkeypatch, ZHIBAN_CLOCK=AT, SLACK_API_URL=api, **SLACK)
    with pytest.raises(SettingsError, match=r"^ZHIBAN_CLOCK: a set clock is for rehearsals"):
        settings.clock_start()


@pytest.mark.parametrize("clock", ["noon", "2026-07-20", "2026-07-20T12:00:00", "2026-02-30T12:00:00+08:00"])
def test_a_clock_that_is_no_moment(monkeypatch: pytest.MonkeyPatch, clock: str) -> None:
    with pytest.raises(SettingsError, match=r"^ZHIBAN_CLOCK: .* is no moment"):
        loaded(monkeypatch, ZHIBAN_CLOCK=clock).clock_start()


@pytest.mark.parametrize("url", ["slack.com/api", "ftp://h/", "http://", "http://h:port/", "http://[::1/"])
def test_an_api_that_is_no_web_address(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with pytest.raises(SettingsError, match=r"^SLACK_API_URL: must begin with https:// or http://"):
        loaded(monkeypatch, SLACK_API_URL=url)


def test_a_token_needs_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"^SLACK_SIGNING_SECRET: "):
        loaded(monkeypatch, SLACK_BOT_TOKEN="xoxb-invented")
    assert not loaded(monkeypatch, **SLACK).is_local


def test_an_api_url_needs_no_closing_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loaded(monkeypatch, SLACK_API_URL="http://127.0.0.1:1/api").api_url == "http://127.0.0.1:1/api/"


CONTRACTS = [
    ("limits = 3", "limits: must be a table"),
    ("[limits]\nrespond_mins = 3", "limits.respond_mins: no such setting; did you mean limits.respond_min?"),
    ("[limits]\nrespond_min = -1", "limits.respond_min: "),
    ("[limits]\nrespond_min = true", "limits.respond_min: "),
    ("[term]\nuntil = 2020-01-01", "term.until: lies before term.from"),
    ("[term]\nfrom = 2026-06-15T00:00:00", "term.from: must be a day"),
    ("[money]\ntotal = nan", "money.total: "),
    ("[money]\ntotal = 1e400", "money.total: "),
    ("[money]\ntotal = 100000000000000000000000000000000", "money.total: "),
    ("[hours]\non = 09:00:00", "hours.on: must be a time of day"),
    ('[hours]\non = "24:00"', "hours.on: must be a time of day"),
    ('systems = ["a", "a"]', "systems: names something twice"),
    ("[rulings]\nby = []", "rulings.by: must hold"),
    ('[slack]\nlanguage = "fr"', "slack.language: must be one of"),
    ("[nonsense", "Expected"),
    ("a = 1\na = 2", "Cannot overwrite"),
    ("a = " + "[" * 5000, ""),
]


@pytest.mark.parametrize(("content", "why"), CONTRACTS, ids=[case[0][:30] for case in CONTRACTS])
def test_a_contract_that_cannot_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str, why: str) -> None:
    contract = tmp_path / "contract.toml"
    contract.write_text(content)
    with pytest.raises(SettingsError) as refusal:
        loaded(monkeypatch, ZHIBAN_CONTRACT=str(contract)).terms()
    assert str(refusal.value).startswith(f"{contract}: {why}")


def test_a_contract_of_other_bytes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    contract = tmp_path / "contract.toml"
    contract.write_bytes(b'systems = ["\xff"]')
    with pytest.raises(SettingsError, match="utf-8"):
        loaded(monkeypatch, ZHIBAN_CONTRACT=str(contract)).terms()


@pytest.mark.parametrize("name", ["none.toml", "."])
def test_a_contract_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match=r"^ZHIBAN_CONTRACT: "):
        loaded(monkeypatch, ZHIBAN_CONTRACT=str(tmp_path / name)).terms()


def test_a_contract_is_laid_over_the_shipped_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    contract = tmp_path / "contract.toml"
    contract.write_text('[slack]\nops_channel = "C1"\n')
    terms = loaded(monkeypatch, ZHIBAN_CONTRACT=str(contract)).terms().latest
    assert terms.ops_channel == "C1"
    assert terms.total == load_terms().total
