"""Flows and nodes that the program knows by name (CONVERSATIONS 5). Their ids are stable."""

from __future__ import annotations

from typing import Final

FALLBACK: Final = "F00"
WELCOME: Final = "F01"
LANGUAGE: Final = "F02"
SAFETY: Final = "F03"
CONSENT: Final = "F04"
AGE: Final = "F05"
CHILD: Final = "F19"
PERSON: Final = "F25"
RELAY: Final = "F26"
STOP: Final = "F30"
HIDE: Final = "F32"
WRONG_NUMBER: Final = "F33"
RECAP: Final = "F35"
BACK_IN: Final = "F37"
ABOUT: Final = "F40"

GREETING_TEXT: Final = "F01.1"
MENU_QUESTION: Final = "F01.2"
FAMILY_MENU: Final = "F01.4"
DANGER_QUESTION: Final = "F03.2"
PASSED_ON_TEXT: Final = "F00.2"
DIGIT_TEXT: Final = "F00.digit"
CHANGED_TEXT: Final = "F00.changed"
MEDIA_TEXT: Final = "F00.media"
LOCATION_TEXT: Final = "F00.location"
SCRIPTS_TEXT: Final = "F00.scripts"
HOLDING_TEXT: Final = "F26.hold"
RECAP_TEXT: Final = "F35.1"
RETURN_QUESTION: Final = "F35.2"
OTHER_LANGUAGE_DIGIT: Final = "5"
"""What the greeting offers for the other language."""
GO_ON_DIGIT: Final = "1"
"""Answers of F35.2: go back to what was parked, or let it go."""
START_NEW_DIGIT: Final = "2"

BY_NAME: Final = frozenset(
    {
        GREETING_TEXT,
        DANGER_QUESTION,
        PASSED_ON_TEXT,
        CHANGED_TEXT,
        MEDIA_TEXT,
        LOCATION_TEXT,
        DIGIT_TEXT,
    }
    | {SCRIPTS_TEXT, HOLDING_TEXT, RECAP_TEXT, RETURN_QUESTION, FAMILY_MENU}
    | {"F26.1", "F26.2", "F26.3", "F26.close"}
)
"""Nodes that the program enters or says by name, so that nothing needs to lead there."""

OPENERS: Final = frozenset({"F27.0", "F27.0b", "F27.away"})
"""Questions that are sent unasked: they interrupt nobody, and a later one takes their place."""

PASSING: Final = frozenset(
    {FALLBACK, WELCOME, LANGUAGE, SAFETY, CONSENT, AGE, PERSON, RELAY}
    | {STOP, HIDE, WRONG_NUMBER, "F34", RECAP, "F36", BACK_IN, "F38", "F39", ABOUT}
)
"""Flows that nobody wants to be led back to: they are not parked and are no topic."""

DETOURS: Final = frozenset({LANGUAGE, RECAP, ABOUT})
"""Short ways aside: they end at the question that they left."""

COME_BACK: Final = "welcome"
"""What `topic` says to F02 when it is to end at its caller instead of the menu."""
