"""What Slack said against a call, and what that means for the message."""

from datetime import timedelta
from typing import Any, Final, NamedTuple

from aiohttp import ClientConnectorError, ClientError, ConnectionTimeoutError
from slack_sdk.errors import SlackApiError

from schedulers.sender import NotTakenError

TOO_MANY: Final = 429
SERVER_TROUBLE: Final = 500
UNTOLD_WAIT: Final = timedelta(seconds=30)
"""How long to wait after a 429 that does not say."""
PERHAPS_DONE: Final = frozenset(("fatal_error", "internal_error", "request_timeout", "service_unavailable"))
"""Slack's words for trouble of its own, after which some of what was asked may have happened."""
NOT_THE_MESSAGE: Final = PERHAPS_DONE | frozenset(
    (
        "access_denied",
        "account_inactive",
        "channel_not_found",
        "invalid_auth",
        "is_archived",
        "not_authed",
        "not_in_channel",
        "ratelimited",
        "restricted_action",
        "token_expired",
        "token_revoked",
    )
)
"""Slack's words for trouble that any message to the same recipient would have."""


class SlackAnswer(NamedTuple):
    """What Slack said against a call: its word, empty where it had none, the HTTP status, the seconds to wait."""

    word: str
    status: int
    retry_after: str


def answer_of(error: SlackApiError) -> SlackAnswer:
    """Read from the SDK's response, or from the bare HTTP answer that stands there where the body was no JSON."""
    response: Any = error.response
    data = getattr(response, "data", None)
    status: int = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    word = data.get("error") if isinstance(data, dict) else None
    return SlackAnswer(str(word or ""), status, str(response.headers.get("Retry-After", "")))


def trouble_of(error: Exception) -> str:
    """Slack's own word for what went wrong, else the error's name."""
    return (answer_of(error).word if isinstance(error, SlackApiError) else "") or type(error).__name__


def not_taken(error: Exception) -> NotTakenError:
    """What the outcome of a call means for a message that it should have posted."""
    if isinstance(error, SlackApiError):
        return _refused(answer_of(error))
    trouble = type(error).__name__
    if isinstance(error, ClientConnectorError | ConnectionTimeoutError):
        return NotTakenError(trouble, takes_nothing=True, unreached=True)
    if isinstance(error, TimeoutError):
        return NotTakenError(trouble, takes_nothing=True, may_have_arrived=True)
    if isinstance(error, ClientError | OSError):
        return NotTakenError(trouble, takes_nothing=True, may_have_arrived=True, unreached=True)
    return NotTakenError(trouble, may_have_arrived=True)


def _refused(answer: SlackAnswer) -> NotTakenError:
    if answer.status == TOO_MANY:
        wait = timedelta(seconds=int(answer.retry_after)) if answer.retry_after.isdecimal() else UNTOLD_WAIT
        return NotTakenError("ratelimited", wait, takes_nothing=True)
    slacks_own = answer.status >= SERVER_TROUBLE
    return NotTakenError(
        answer.word or str(answer.status),
        takes_nothing=slacks_own or answer.word in NOT_THE_MESSAGE,
        may_have_arrived=slacks_own or answer.word in PERHAPS_DONE or not answer.word,
    )
