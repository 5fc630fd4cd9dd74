"""What was promised: the contract as data and pure rules. Standard library only."""
