"""What happens by the clock: nudges, and the sender of the outbox."""
