"""`/report`: reports and other documents, by when they are owed and when they came in (contract 7.2 (1), (8)).

What the contract owes is worked out from its terms, the calendar and the faults; other documents are agreed one by one.
"""
