"""One nudge a file: when it looks, what is due, what it says."""
