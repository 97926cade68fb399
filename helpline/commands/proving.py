"""The walk over all talks (flow/check/proof), each setting in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from helpline import wiring
from helpline.flow.check.checked import Checked
from helpline.flow.check.proof import Proof, prove, settings_for, together

_CHECKED: list[Checked] = []
"""What the processes inherit when they are forked: reading it anew would cost each a second."""


def proven(content: wiring.Content) -> Proof:
    """Walk every setting on as many processors as there are."""
    checked = Checked(content.flows, content.catalogs, content.lexicon)
    _CHECKED[:] = [checked]
    numbers = range(len(settings_for(content.flows)))
    with ProcessPoolExecutor(mp_context=get_context("fork")) as processes:
        proofs: Sequence[Proof] = list(processes.map(_prove, numbers))
    return together(checked, proofs)


def _prove(number: int) -> Proof:
    checked = _CHECKED[0]
    return prove(checked, settings_for(checked.flows)[number])
