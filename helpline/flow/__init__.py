"""Flows: what the helpline says and asks, as data, and the engine that walks them.

Rules of this package. It is pure: conversation, what was heard and the world go in; the next
conversation and events come out. Nothing in flow/ can send a message, open a case, read a
clock or touch a database: it can only say that this should happen.
"""
