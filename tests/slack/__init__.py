"""The Slack stand-in as a fixture for black-box tests of the bot: `from tests.slack import SlackStandIn`."""

from tests.slack.people import CHANNELS, COMMANDS, PEOPLE
from tests.slack.standin import ApiCall, SlackStandIn
from tests.slack.threaded import ThreadedServer, free_socket

__all__ = ["CHANNELS", "COMMANDS", "PEOPLE", "ApiCall", "SlackStandIn", "ThreadedServer", "free_socket"]
