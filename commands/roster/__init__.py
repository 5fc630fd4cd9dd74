"""`/roster`: who is on duty on which day (contract section 1 S7)."""
