"""Flows: what the helpline says and asks, as data, and the engine that walks them.

Rules of this package. It is pure: conversation, what was heard and the world go in; the next
conversation and events come out. Nothing in flow/ can send a message, open a case, read a
clock or touch a database: it can only say that this should happen.

Where to look:
- the shape of a flow file: `definition`; reading one: `reader`, `structure`, `lines`, `flows`
- deciding what a message is: `arbiter` (the order), with one module per group of rules:
  `stopping`, `crisis`, `relay`, `question`, `understood`; what they read: `interrupts`,
  `keywords`, `answers`, `heard`; what arrival itself changes: `arrival`
- walking nodes: `engine`, on a `ledger` that can be left (`parking`); gates: `gates`
- what is said: `speech`, `placeholders`; ids that the program knows: `places`
- proofs: `check`; pictures: `graph`; catalogues: `extract`
"""
