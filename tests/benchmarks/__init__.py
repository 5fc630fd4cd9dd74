"""Scripts that measure; pytest does not collect them."""
