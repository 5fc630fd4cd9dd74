"""What the commands share: texts, times people type, roles, blocks."""
