"""What people can say: one folder a slash command."""
