"""Drafts of answers: what is being written, and by whom, until it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from helpline.core.casework import Written
from helpline.store.case_notes import key_of_case
from helpline.store.keys import pack, unpack
from helpline.store.tables import drafts
from helpline.store.work import Work

TEXT = "drafts|text"
OF_CASE = drafts.c.case_id == bindparam("wanted")
OWN = OF_CASE & (drafts.c.author_id == bindparam("author"))
GET = select(drafts).where(OWN)
ADD = insert(drafts).inline()
DROP = delete(drafts).where(OWN)
DROP_ALL = delete(drafts).where(OF_CASE)
WRITING = select(drafts.c.author_id).where(OF_CASE, drafts.c.at > bindparam("since"))


class SqlDrafts:
    """Implements ports.Drafts."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def keep(self, draft: Written) -> None:
        """In the place of an earlier one of the same author."""
        self.drop(draft.case_id, draft.author_id)
        key = key_of_case(self._work, draft.case_id)
        row_id = f"{draft.case_id}|{draft.author_id}"
        self._work.run(
            ADD,
            case_id=draft.case_id,
            author_id=draft.author_id,
            at=draft.at,
            text=key.seal(TEXT, row_id, pack(draft.text)),
        )

    def get(self, case_id: str, author_id: str) -> str:
        """The text, or nothing."""
        row = self._work.first(GET, wanted=case_id, author=author_id)
        if row is None:
            return ""
        key = key_of_case(self._work, case_id)
        text: str = unpack(key.open(TEXT, f"{case_id}|{author_id}", row.text))
        return text

    def drop(self, case_id: str, author_id: str | None = None) -> None:
        """It was sent; without an author all of the case, which is over."""
        if author_id is None:
            self._work.run(DROP_ALL, wanted=case_id)
        else:
            self._work.run(DROP, wanted=case_id, author=author_id)

    def writing(self, case_id: str, since: datetime) -> Sequence[str]:
        """Ids of those who have written on a draft since then."""
        return [row.author_id for row in self._work.all(WRITING, wanted=case_id, since=since)]
