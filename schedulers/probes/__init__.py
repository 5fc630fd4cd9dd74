"""The pages that the bot looks at by itself: how it looks, when, and what it writes because of what it sees."""
