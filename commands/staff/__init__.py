"""`/staff`: announced changes of people, and posts that stand empty (contract 6.2, appendix *staffing*).

The PM announces; it is told to the managers directly, since it concerns people.
"""
