"""Why a command line stops, each with its exit code in `bot.cli`."""


class RefusedError(Exception):
    """The state of things does not allow what was asked; the message says why in one sentence."""


class BadInputError(Exception):
    """What was given cannot be taken; the message says where."""
