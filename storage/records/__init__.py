"""What happened: the ledger, its tables and their queries."""
