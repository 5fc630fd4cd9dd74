"""`/asset`: changes of the asset register and stock-takes (appendix *assets*).

A confirmed change is in the register within seven days, a planned stock-take done by its day.
"""
