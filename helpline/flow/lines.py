"""Where in a flow file something stands: tomllib tells no lines, so the text is searched."""

from __future__ import annotations

import re

NODE_HEADER = re.compile(r"^\s*\[\[\s*node\s*\]\]")
TOML_PLACE = re.compile(r"\(at line (\d+)")


class SourceLines:
    """Lines of a flow file by node and key. A guess where the file is written unusually."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._headers = [i for i, line in enumerate(self._lines) if NODE_HEADER.match(line)]

    def of_key(self, key: str) -> int:
        """The line of a key of the flow itself, else of the file's start."""
        end = self._headers[0] if self._headers else len(self._lines)
        return self._first(key, 0, end) or 1

    def of_node(self, index: int, key: str = "id", nth: int = 0) -> int:
        """The line of a key of the index-th node (of its nth option), else of its header."""
        if index >= len(self._headers):
            return 0
        start = self._headers[index]
        end = self._headers[index + 1] if index + 1 < len(self._headers) else len(self._lines)
        return self._first(key, start, end, nth) or self._first("id", start, end) or start + 1

    def _first(self, key: str, start: int, end: int, nth: int = 0) -> int:
        wanted = re.compile(rf'(?:^|[\s{{,])"?{re.escape(key)}"?\s*=')
        hits = [i + 1 for i in range(start, end) if wanted.search(self._lines[i])]
        return hits[min(nth, len(hits) - 1)] if hits else 0


def line_of_toml_error(message: str) -> int:
    """The line that tomllib names in its message, else 0."""
    found = TOML_PLACE.search(message)
    return int(found.group(1)) if found else 0
