"""Open Referral HSDS 3.0, in and out.

`shape` knows the standard's objects, `check` says what is wrong with one (the same verdict as a
JSON Schema validator), `read` makes services of them, `write` makes them of services, `table`
turns them into the tabular package and back. Nothing here reads or writes a file.
"""
