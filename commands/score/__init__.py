"""`/score`: the live standing against the contract's appendix, every point with what caused it.

Beside it stand what falls due in the next days, the contract's targets, and what the score would be if.

Everyone reads; a person's attendance and leave are shown to that person, the PM and managers, to others only their sum.
"""
