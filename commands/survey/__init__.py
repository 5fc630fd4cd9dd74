"""`/survey`: how satisfied the client is (contract 7.2 (7), appendix *satisfaction*).

The PM asks, the client's people answer with one press, complain or praise; the most frequent answer decides.
"""
