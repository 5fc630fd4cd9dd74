"""The environment as typed settings (interface, Environment)."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.contract.periods import parse_moment
from storage.contract.terms import TermsError
from storage.records.settings import TermsInForce

SLACKS_OWN_API: Final = "https://slack.com/api/"
DATABASES: Final = ("sqlite", "postgresql", "postgresql+psycopg", "postgres")
DATABASE_EXAMPLES: Final = "write sqlite:////srv/zhiban/zhiban.db or postgresql://zhiban@localhost/zhiban"


class SettingsError(ValueError):
    """A setting that cannot be; the message names it and says why, in one English sentence."""


class Settings(BaseSettings):
    """Where the bot lives and how it reaches Slack. Empty variables count as unset."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", hide_input_in_errors=True)

    slack_bot_token: str | None = None
    slack_signing_secret: str | None = None
    slack_app_token: str | None = None
    slack_api_url: str = SLACKS_OWN_API
    home: Path = Field(Path("var"), validation_alias=AliasChoices("ZHIBAN_HOME"))
    database_url: str | None = None
    contract: Path | None = Field(None, validation_alias=AliasChoices("ZHIBAN_CONTRACT"))
    clock: str | None = Field(None, validation_alias=AliasChoices("ZHIBAN_CLOCK"))

    @property
    def database(self) -> URL:
        """The database's URL. Raises SettingsError where it is none, or of a database the bot does not speak to."""
        if self.database_url is None:
            return URL.create("sqlite", database=str(self.home / "zhiban.db"))
        try:
            url = make_url(self.database_url)
        except (ArgumentError, ValueError) as error:
            raise SettingsError(f"DATABASE_URL: is no database URL; {DATABASE_EXAMPLES}") from error
        if url.drivername not in DATABASES or (url.drivername == "sqlite" and url.database in (None, "", ":memory:")):
            raise SettingsError(f"DATABASE_URL: must name a SQLite file or a PostgreSQL database; {DATABASE_EXAMPLES}")
        return url

    @property
    def documents(self) -> Path:
        """The folder of the documents that people handed in."""
        return self.home / "documents"

    @property
    def is_local(self) -> bool:
        """Whether the bot runs in its local workspace, with no Slack at all."""
        return self.slack_bot_token is None

    @property
    def api_url(self) -> str:
        """The Web API's base, with its closing slash."""
        return self.slack_api_url.rstrip("/") + "/"

    def clock_start(self) -> datetime | None:
        """The moment at which the process's clock starts, if one is set.

        Raises SettingsError where it is no moment, or the bot would speak to Slack's own API on a set clock.
        """
        if self.clock is None:
            return None
        if not self.is_local and _is_slacks_own(urlsplit(self.api_url).hostname or ""):
            raise SettingsError(
                "ZHIBAN_CLOCK: a set clock is for rehearsals, not for Slack itself; unset one of the two"
            )
        try:
            return parse_moment(self.clock)
        except ValueError as error:
            raise SettingsError(f"ZHIBAN_CLOCK: {error}") from error

    def terms(self) -> TermsInForce:
        """The contract's terms, with `ZHIBAN_CONTRACT` laid over those that ship. Raises SettingsError."""
        if self.contract is None:
            return TermsInForce()
        try:
            return TermsInForce(tomllib.loads(self.contract.read_text("utf-8")))
        except OSError as error:
            raise SettingsError(f"ZHIBAN_CONTRACT: {self.contract}: {error.strerror}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, TermsError) as error:
            raise SettingsError(f"{self.contract}: {error}") from error


def _is_slacks_own(host: str) -> bool:
    return host == "slack.com" or host.endswith(".slack.com")


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def load_settings(**given: Any) -> Settings:
    """The settings of this environment. Raises SettingsError."""
    try:
        settings = Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(map(str, first["loc"])).upper()
        raise SettingsError(f"{name}: {first['msg']}") from error
    if not _is_web_address(settings.slack_api_url):
        raise SettingsError(f"SLACK_API_URL: must begin with https:// or http://, such as {SLACKS_OWN_API}")
    if settings.is_local and settings.slack_app_token is not None:
        raise SettingsError("SLACK_BOT_TOKEN: needed beside SLACK_APP_TOKEN, which only opens the socket")
    if not settings.is_local and settings.slack_signing_secret is None and settings.slack_app_token is None:
        raise SettingsError("SLACK_SIGNING_SECRET: needed beside SLACK_BOT_TOKEN to know Slack's requests from others")
    return settings
