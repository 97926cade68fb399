"""Referrals: a contact handed to a provider, with consent, and seen to until it works.

sharing    what may be told to whom: the only way into a referral (SAFETY T28)
receivers  whom a referral can go to
sending    making, changing and taking back a referral
talk       what flows F08, F09 and F29 make true
told       what the contact told, and what follows
desk       what our caseworkers do
receiving  what the receiving organisation sees and does
override   sharing without a yes: two persons and a reason
clock      due dates, consents that run out, what to ask in a talk
asking     writing first to ask how it went, where nobody wrote
form       what is printed or written to a file for a receiver outside
"""
