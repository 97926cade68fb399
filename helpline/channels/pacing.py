"""How fast a channel may send: it says how long to wait and never waits itself.

Telegram's limits are 30 messages a second over all and one a second per chat, with short bursts
allowed. A process paces itself by these; between processes the provider's own answer decides.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock


class Bucket:
    """A token bucket; holds `burst` tokens and gains `rate` of them each second."""

    __slots__ = ("_burst", "_rate", "_seen", "_tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._seen = burst, now

    def wait(self, now: float) -> float:
        """Seconds until a token is there; 0.0 if one is."""
        self._fill(now)
        return 0.0 if self._tokens >= 1 else (1 - self._tokens) / self._rate

    def take(self) -> None:
        """Use a token that `wait` found."""
        self._tokens -= 1

    def block(self, now: float, seconds: float) -> None:
        """No token before `seconds` have gone by."""
        self._fill(now)
        self._tokens = min(self._tokens, 1 - seconds * self._rate)

    def is_full(self, now: float) -> bool:
        """True if the bucket remembers nothing any more."""
        self._fill(now)
        return self._tokens >= self._burst

    def _fill(self, now: float) -> None:
        gained = max(0.0, now - self._seen) * self._rate
        self._tokens, self._seen = min(self._burst, self._tokens + gained), now


class Pace:
    """One bucket for all texts and one per chat. Safe to share between threads."""

    REMEMBERED = 4096

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        overall: tuple[float, float] = (30.0, 30.0),
        per_chat: tuple[float, float] = (1.0, 3.0),
    ) -> None:
        """`overall` and `per_chat` are (per second, burst); `clock` is monotonic seconds."""
        self._clock = clock
        self._per_chat = per_chat
        self._overall = Bucket(*overall, clock())
        self._chats: dict[str, Bucket] = {}
        self._lock = Lock()

    def take(self, chat: str) -> float:
        """0.0 and the text may go, or the seconds to wait; one chat never holds up another."""
        with self._lock:
            now = self._clock()
            bucket = self._chat(chat, now)
            wait = max(bucket.wait(now), self._overall.wait(now))
            if wait <= 0:
                bucket.take()
                self._overall.take()
            return wait

    def pause(self, chat: str, seconds: float) -> None:
        """The provider asked for silence towards a chat (SAFETY R10)."""
        with self._lock:
            now = self._clock()
            self._chat(chat, now).block(now, seconds)

    def _chat(self, chat: str, now: float) -> Bucket:
        if chat not in self._chats and len(self._chats) >= self.REMEMBERED:
            self._chats = {c: b for c, b in self._chats.items() if not b.is_full(now)}
        return self._chats.setdefault(chat, Bucket(*self._per_chat, now))
