"""`/score`: the live standing against the contract's appendix, every point with what caused it.

Everyone reads; a person's attendance and leave are shown to that person, the PM and managers, to others only their sum.
"""
