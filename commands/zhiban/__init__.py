"""`/zhiban`: what concerns the bot itself: what is on today, who belongs to the team, taking back what was said.

The PM keeps the list of people; the writer of a fact may undo it for 10 minutes; a PM or manager may void any.
"""
