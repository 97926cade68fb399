"""What people do with the directory: verify, report, suspend, propose, import, look for calls.

Every act is authorised, noted in the history of the entry and audited, in one transaction with
the change itself, and makes a new version of the directory. From that commit on every process
reads the new version (`current`).
"""
