"""Staying in touch: plans, what they send, silence, and people who were lost and come back.

The rules are pure and stand in `core/checkin`, `core/timing`, `core/silence` and
`core/wellbeing`; here they meet the store. Everything that is sent is decided in the
transaction that puts it into the outbox, under the contact's lock, and asked again before it
leaves (`operations/send`).
"""
