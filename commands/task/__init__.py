"""`/task`: work assigned to somebody by a moment (appendix *procedure*: done or reported on in time).

The PM or a manager assigns; whoever has it is told directly, with the buttons that settle it; who assigned it learns
how it went.
"""
