"""How the bot talks: Slack, the command line and the local workspace. Imports every room, imported by none."""
