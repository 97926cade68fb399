"""Teach the second listener (helpline/text/listener.py): `make listener` runs this.

It fits a multinomial logistic regression (scikit-learn, L2) to the lessons, on the clues that
several messages have, and writes flows/listener.tsv; the same lessons give the same weights.
Before that it says how the messages of each hand are heard by a listener that only the other
hands taught: the figures to believe.
"""

from __future__ import annotations

import math
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when numpy is loaded; two threads wait more

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from helpline.text.clues import clues
from helpline.text.khmer import match_key
from helpline.text.listener import DOUBTFUL, SAFE, SURE
from helpline.text.script import script_of
from tests.understanding.lesson_files import Lesson, fingerprint, read_lessons

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "flows" / "listener.tsv"
STRENGTH = 10.0
"""Inverse of the regularisation; 3 and 30 gave no better figures."""
FEWEST_MESSAGES = 3
LEAST_WEIGHT = 300
"""Thousandths; a clue without any weight of this size is left out of the file."""

Heard = tuple[Lesson, frozenset[str]]


class Learnt:
    """A fitted model with its clues in order."""

    def __init__(self, lessons: Sequence[Heard]) -> None:
        seen = Counter(clue for _, found in lessons for clue in found)
        known = sorted(clue for clue, messages in seen.items() if messages >= FEWEST_MESSAGES)
        self.order = {clue: place for place, clue in enumerate(known)}
        self.model = LogisticRegression(C=STRENGTH, max_iter=1_000)
        self.model.fit(self._table(lessons), np.array([lesson.kind for lesson, _ in lessons]))
        self.kinds = [str(kind) for kind in self.model.classes_]

    def danger(self, lessons: Sequence[Heard]) -> list[float]:
        """The share of danger in each."""
        harmless = [place for place, kind in enumerate(self.kinds) if kind in SAFE]
        shares = self.model.predict_proba(self._table(lessons))
        return [float(1 - row[harmless].sum()) for row in shares]

    def rows(self) -> Iterable[tuple[str, list[int]]]:
        """Bias, then the clues with a weight that counts, in thousandths."""
        yield "bias", [round(1_000 * float(one)) for one in self.model.intercept_]
        table = np.rint(1_000 * self.model.coef_.T).astype(int)
        for clue, place in self.order.items():
            weights = [int(one) for one in table[place]]
            if max(map(abs, weights)) >= LEAST_WEIGHT:
                yield clue, weights

    def _table(self, lessons: Sequence[Heard]) -> csr_matrix:
        values: list[float] = []
        columns: list[int] = []
        starts = [0]
        for _, found in lessons:
            known = sorted(self.order[clue] for clue in found if clue in self.order)
            columns += known
            values += [1 / math.sqrt(len(known))] * len(known)
            starts.append(len(columns))
        return csr_matrix((values, columns, starts), shape=(len(lessons), len(self.order)))


def say_figures(lessons: Sequence[Heard]) -> None:
    """Each hand heard by a listener that the others taught."""
    shares: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for hand in sorted({lesson.hand for lesson, _ in lessons}):
        own = [one for one in lessons if one[0].hand == hand]
        learnt = Learnt([one for one in lessons if one[0].hand != hand])
        for (lesson, _), share in zip(own, learnt.danger(own), strict=True):
            for name in (hand, lesson.script, "all"):
                shares[name, lesson.kind not in SAFE].append(share)
    titles = ("danger: sure", "or doubtful", "harmless: not sure", "nor doubtful")
    print(f"{'':12}" + "".join(f"{title:>20}" for title in titles))
    for name in sorted({name for name, _ in shares}):
        danger, harmless = shares[name, True], shares[name, False]
        cells = (
            _share([one >= SURE for one in danger]),
            _share([one >= DOUBTFUL for one in danger]),
            _share([one < SURE for one in harmless]),
            _share([one < DOUBTFUL for one in harmless]),
        )
        print(f"{name:12}" + "".join(f"{cell:>20}" for cell in cells))


def _share(true: Sequence[bool]) -> str:
    return f"{sum(true) / len(true):.1%} of {len(true)}" if true else "-"


def write(learnt: Learnt) -> int:
    """Write the weights; how many clues there are."""
    lines = ["\t".join((clue, *map(str, weights))) for clue, weights in learnt.rows()]
    head = (
        f"# By `make listener` from tests/understanding/lessons ({fingerprint()}); never by hand.",
        "\t".join(("clue", *learnt.kinds)),
    )
    WEIGHTS.write_text("\n".join((*head, *lines)) + "\n", "utf-8")
    return len(lines) - 1


def main(arguments: Sequence[str]) -> int:
    """Print the figures unless `--quick` is given, and write the weights."""
    lessons = [
        (lesson, clues(match_key(lesson.text), romanised=script_of(lesson.text) != "en"))
        for lesson in read_lessons()
    ]
    if "--quick" not in arguments:
        say_figures(lessons)
    print(f"{len(lessons)} lessons, {write(Learnt(lessons))} clues")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
