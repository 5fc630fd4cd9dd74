"""Many nudges, many `kill -9`: what was lost, doubled or late."""
