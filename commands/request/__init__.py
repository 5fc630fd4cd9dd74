"""`/request`: calls and requests that reach the on-site team (contract section 1 S5, appendix *service response*).

Each is answered, or given to the second line, within half an hour; its one post in the ops channel shows until when.
"""
