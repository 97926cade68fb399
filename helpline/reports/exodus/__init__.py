"""A simulation: many contacts over two years, by the very rules that the scheduler uses.

Nothing is stored or sent. `people` draws contacts by stated rates, `run` plays time with
`core.checkin`, `core.timing` and `core.silence`, `watch` asserts what must never happen, and
`outcome` counts. Chance comes in as a function, so the same seed is the same two years.
"""
