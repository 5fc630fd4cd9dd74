"""The local workspace: a Slack stand-in on loopback with a page of its own.

It is Slack, as far as the bot can tell, and knows nothing of what the bot does: it is given invented people, channels,
the list of slash commands and the address of the bot's events endpoint. `bot.local.compose.build_workspace` puts it
together.
"""
