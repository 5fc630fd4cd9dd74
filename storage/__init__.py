"""What is known: the contract as data and rules, and the records of what happened."""
