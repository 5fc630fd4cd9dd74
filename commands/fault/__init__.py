"""`/fault`: faults from notice to close, with their clocks (contract 7.2 (6), appendix *fault handling*, *emergency*).

Anyone may open one; the team works it; levels 1 and 2 are for the PM or a manager to give. Each fault has one post in
the ops channel, kept true in place, and a thread under it that tells its story.
"""
