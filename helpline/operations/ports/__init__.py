"""What operations need from the outside, as Protocols and the plain rows that cross them.

The store's promise: nothing above it sees ciphertext, nothing below it sees plaintext. All
datetimes are UTC and aware. All methods run inside one transaction, which commits when the
`with` block ends and rolls back if it raises.
"""
