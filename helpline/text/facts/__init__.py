"""Facts in a message: chosen digits, the sender's age, a clock time, a sum of money.

Each is read from the key, in which numbers are figures whatever the script (`numbers`), and
from the first lines only. A wrong fact is worse than none, but for one: a child's age missed
is the worst error, so what may be a child's age counts as one.
"""

from helpline.text.facts.age import age_in
from helpline.text.facts.choice import digits_in
from helpline.text.facts.clock import time_in
from helpline.text.facts.money import Amount, Currency, amount_in

__all__ = ["Amount", "Currency", "age_in", "amount_in", "digits_in", "time_in"]
