"""`/inspect`: page and server inspections, and the problems they find (contract 7.2 (1), appendix *inspection*).

The team speaks; what is logged is also posted in the ops channel, where others see it.
"""
