"""What is read of a text that is longer than any message (T38)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from helpline.text.long_text import MOST_READ, in_part

WORDS = " ".join(f"word{number}" for number in range(2_000))


def test_a_message_is_read_as_it_is() -> None:
    assert in_part("i  am  here " * 300) == "i  am  here " * 300


def test_of_a_long_text_the_beginning_and_the_end_are_read() -> None:
    read = in_part(WORDS)
    assert len(read) == len(WORDS)
    assert len(read.replace(" ", "")) <= MOST_READ
    assert read.startswith("word0 word1 word2 ")
    assert read.endswith(" word1998 word1999")
    assert "word1000 " not in read


def test_what_repeats_is_left_out_first() -> None:
    around = "good morning to all of you my dear friends " * 400
    read = in_part(f"{around}they lock the door tonight {around}")
    assert "they lock the door tonight" in " ".join(read.split())
    assert len(" ".join(read.split())) < MOST_READ


@given(st.text(alphabet="ab \nក្ាិ.", min_size=0, max_size=40), st.integers(1, 2_000))
def test_every_sign_that_is_read_keeps_its_place(text: str, times: int) -> None:
    whole = text * times
    read = in_part(whole)
    assert len(read) == len(whole)
    assert all(kept in (" ", sign) for kept, sign in zip(read, whole, strict=True))
    assert in_part(read).split() == read.split()
