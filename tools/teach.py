"""Teach the second listener (helpline/text/listener.py): `make listener` runs this.

It fits a multinomial logistic regression (scikit-learn, L2) to the lessons, on the clues that
several messages have, and writes flows/listener.tsv; the same lessons give the same weights.
Before that it says how the messages of each hand are heard by a listener that only other hands
taught: the figures to believe.
"""

from __future__ import annotations

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
from helpline.text.listener import DOUBTFUL, SAFE, SCALE, SURE, weight_of_each
from helpline.text.script import script_of
from tests.understanding.lesson_files import Lesson, fingerprint, read_lessons

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "flows" / "listener.tsv"
STRENGTH = 20.0
"""Inverse of the regularisation; 3 and 10 gave worse figures, 30 none better."""
FEWEST_MESSAGES = 3
PARTS = 5
"""A listener for each hand that it has never heard would take half an hour."""
HARMLESS_FOR_DANGER = 2.2
"""How much all harmless lessons of a script weigh together, the dangers of that script being 1:
there are far more harmless ones in English than in Khmer, and a share must mean the same."""

Heard = tuple[Lesson, frozenset[str]]


class Learnt:
    """A fitted model with its clues in order."""

    def __init__(self, lessons: Sequence[Heard]) -> None:
        seen = Counter(clue for _, found in lessons for clue in found)
        known = sorted(clue for clue, messages in seen.items() if messages >= FEWEST_MESSAGES)
        self.order = {clue: place for place, clue in enumerate(known)}
        self.model = LogisticRegression(C=STRENGTH, max_iter=1_000)
        kinds = np.array([lesson.kind for lesson, _ in lessons])
        self.model.fit(self._table(lessons), kinds, sample_weight=_weights(lessons))
        self.kinds = [str(kind) for kind in self.model.classes_]

    def danger(self, lessons: Sequence[Heard]) -> list[float]:
        """The share of danger in each."""
        harmless = [place for place, kind in enumerate(self.kinds) if kind in SAFE]
        shares = self.model.predict_proba(self._table(lessons))
        return [float(1 - row[harmless].sum()) for row in shares]

    def rows(self) -> Iterable[tuple[str, list[int]]]:
        """Bias, then the clues in order, with their weights in units of the file."""
        bias, *table = np.rint(SCALE * np.vstack([self.model.intercept_, self.model.coef_.T]))
        yield "bias", [int(one) for one in bias]
        for clue, weights in zip(self.order, table, strict=True):
            yield clue, [int(one) for one in weights]

    def _table(self, lessons: Sequence[Heard]) -> csr_matrix:
        values: list[float] = []
        columns: list[int] = []
        starts = [0]
        for _, found in lessons:
            known = sorted(self.order[clue] for clue in found if clue in self.order)
            columns += known
            values += [weight_of_each(len(known))] * len(known) if known else []
            starts.append(len(columns))
        return csr_matrix((values, columns, starts), shape=(len(lessons), len(self.order)))


def _weights(lessons: Sequence[Heard]) -> list[float]:
    """What each lesson weighs: a danger 1, a harmless one by how many its script has."""
    count = Counter((lesson.script, lesson.kind in SAFE) for lesson, _ in lessons)
    return [
        HARMLESS_FOR_DANGER * count[lesson.script, False] / count[lesson.script, True]
        if lesson.kind in SAFE
        else 1.0
        for lesson, _ in lessons
    ]


def say_figures(lessons: Sequence[Heard]) -> None:
    """Each hand heard by a listener that knows nothing of it, a part of all hands at a time."""
    shares: dict[tuple[str, bool], list[float]] = defaultdict(list)
    hands = sorted({lesson.hand for lesson, _ in lessons})
    for part in range(PARTS):
        unheard = set(hands[part::PARTS])
        own = [one for one in lessons if one[0].hand in unheard]
        learnt = Learnt([one for one in lessons if one[0].hand not in unheard])
        for (lesson, _), share in zip(own, learnt.danger(own), strict=True):
            for name in (lesson.hand, lesson.script, "all"):
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
