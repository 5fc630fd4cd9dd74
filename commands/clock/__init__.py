"""`/clock`: clocking in and out, leave and corrections (appendix *attendance*; readings 1 to 3).

The on-site team speaks. What was not said at the time waits for approval: the PM approves, a manager what the PM
claims. Attendance is personal: everything goes by direct message, nothing to a channel.
"""
