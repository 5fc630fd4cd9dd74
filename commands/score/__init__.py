"""`/score`: the live standing against the contract's appendix, every point with what caused it.

Beside it stand what falls due in the next days, the contract's targets, and what the score would be if.

The client's managers rule on entries and close periods, the team appeals (readings 17 and 18, An entry's life).

Everyone reads; a person's attendance and leave are shown to that person, the PM and managers, to others only their sum.
"""
