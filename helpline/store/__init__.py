"""The store: what the helpline remembers, in SQLite or PostgreSQL, by one code path.

Nothing above the store sees ciphertext and nothing below it sees plaintext: words, addresses,
answers and staff secrets are sealed here (`keys`), addresses are found by a keyed blind index.
Every method runs inside one transaction (`transaction`); a database that is down, locked or
full is `StoreUnavailable`. Statements are module constants, so that they are compiled once,
and every one of them is served by an index, so that work per message does not grow with the
number of contacts or messages. `helpline/data_inventory.toml` names every column.
"""
