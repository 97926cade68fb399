"""What the helpline says and understands, read once for all tests of a process.

Nothing can change it, and reading it anew for each test would cost a second each time.
"""

from functools import cache

from helpline import wiring


@cache
def content() -> wiring.Content:
    """Flows, words and catalogues of this working tree."""
    return wiring.read_content()
