"""`/guard`: periods of special protection, what happens in them, and supported sessions (appendix, *protection*).

The PM opens a period and files its plan before it begins; managers and the PM note hazards and accidents.
"""
