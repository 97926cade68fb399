"""The second listener: what it hears beyond words, what it never does, and its weights file."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.core.case import Priority
from helpline.text.clues import clues
from helpline.text.lexicon import LexiconHit
from helpline.text.listener import (
    CALM,
    CERTAIN,
    DOUBTFUL,
    FEWEST,
    FEWEST_OF_CALM,
    LITTLE,
    NEWS,
    NOTHING,
    SAFE,
    SURE,
    ListenerError,
    Suspicion,
    read_listener,
)
from helpline.text.script import script_of
from helpline.text.second_opinion import second_opinion
from helpline.text.tone import Tone
from helpline.text.understanding import Understander
from tests.pace import seconds
from tests.text.words import FLOWS, lexicon, listener, understander
from tests.understanding.lesson_files import fingerprint, read_lessons

KINDS = frozenset({"held", "self_harm"})
HEAD = "clue\theld\tnews\tordinary\n"
BEYOND_WORDS = (
    "i stand at the rail of the bridge, the water looks soft, nobody waits for me",
    "two of them carry me to the room upstairs each night, the door has no handle inside",
)


def test_danger_that_no_pattern_names_calls_a_person() -> None:
    """CONVERSATIONS 6.3: calm and oblique danger."""
    words_alone = Understander(lexicon())
    for text in BEYOND_WORDS:
        assert words_alone.understand(text).priority is not Priority.P1
        assert understander().understand(text).priority is Priority.P1, text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "yes",
        "thank you very much for the rice",
        "I am 15",
        "they rejected me",
        "my son has a cold, which clinic is cheap?",
        "អរគុណច្រើន ខ្ញុំបានទទួលអង្ករហើយ",
        "knhom jong rean kat sok, mean sala te?",
    ],
)
def test_ordinary_talk_is_left_alone(text: str) -> None:
    assert understander().understand(text).priority not in {Priority.P1}


def test_nothing_that_words_found_is_taken_away() -> None:
    """T14: whoever adds harmless words does not hide the harmful ones."""
    for text in ("i want to die", "they are beating me now", "គេវាយខ្ញុំ ជួយផង"):
        more = f"{text}. the weather is nice, we cook rice and the children play football today"
        assert understander().understand(more).priority is Priority.P1


def test_what_words_found_to_be_past_is_asked_about() -> None:
    found = understander().understand("last year they beat me with a stick and locked me in")
    assert found.priority is Priority.P2


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("they threaten me on the phone", CERTAIN),
        ("my sister is missing", SURE),
        ("what do i do with this", DOUBTFUL),
    ],
)
def test_how_sure_the_listener_must_be_beside_what_words_know(text: str, least: float) -> None:
    """A threat and a debt are known and never P1; a lesser trouble is not made a question."""
    reading = lexicon().read(text)

    def opinion(share: float) -> list[LexiconHit]:
        heard = Suspicion("held", share)
        return second_opinion(lexicon(), reading, reading.hits, heard, len(text))

    assert opinion(least - 0.01) == []
    assert [(hit.concept.name, hit.start, hit.end) for hit in opinion(least)] == [
        ("held", 0, len(text))
    ]


def test_a_calm_letter_is_no_alarm_for_one_of_its_sentences() -> None:
    letters = [chr(97 + n) for n in range(FEWEST)]
    calm = "".join(f"w:c{one}\t0\t0\t600\n" for one in letters)
    dark = "".join(f"w:d{one}\t{{}}\t0\t0\n" for one in letters)
    sentences = " ".join(f"c{one}" for one in letters)
    darkness = " ".join(f"d{one}" for one in letters)
    letter = f"{sentences * 6}. {'xy' * 139} {darkness}"
    for weight, strength in ((30, None), (150, "hard")):
        small = read_listener(
            HEAD + "bias\t0\t0\t0\n" + calm + dark.format(*[weight] * FEWEST), KINDS
        )
        alone, whole = small.hear(darkness, "en"), small.hear(letter, "en")
        assert alone is not None
        assert whole is not None
        assert alone.strength == "hard"
        assert whole.strength == strength


def test_a_message_that_is_one_known_word_says_all_itself() -> None:
    assert understander().understand("STOP").opt_out


@given(st.text(max_size=400))
def test_any_text_is_heard_without_an_exception(text: str) -> None:
    heard = listener().hear(text, script_of(text))
    assert heard is None or 0 <= heard.share <= 1


def test_a_long_text_is_heard_in_bounded_time() -> None:
    text = "they lock the door and i hide in the boat with a knife " * 1_200
    assert seconds(lambda: listener().hear(text, "en")) < 0.05


def test_the_strength_of_a_suspicion() -> None:
    assert Suspicion("held", SURE).strength == "hard"
    assert Suspicion("held", DOUBTFUL).strength == "soft"
    assert Suspicion("held", DOUBTFUL - 0.01).strength is None


def test_what_is_calm_and_what_are_public_words() -> None:
    """ADR 42: where little is known of the words, neither."""
    enough, too_few = FEWEST_OF_CALM, FEWEST_OF_CALM - 1
    assert Suspicion("held", CALM - 0.001, known=enough).is_calm
    assert not Suspicion("held", CALM, known=enough).is_calm
    assert not Suspicion("held", 0.0, known=too_few).is_calm
    assert Suspicion("held", NOTHING - 0.001, known=enough).is_public
    assert not Suspicion("held", NOTHING, known=enough).is_public
    assert not Suspicion("held", 0.0, known=too_few).is_public
    assert Suspicion("held", LITTLE - 0.001, NEWS, enough).is_public
    assert not Suspicion("held", LITTLE, 0.9, enough).is_public
    assert not Suspicion("held", LITTLE - 0.001, NEWS - 0.01, enough).is_public


def test_danger_does_not_grow_with_the_length_of_a_letter() -> None:
    words = [f"{a}{b}" for a in "abcdefghijklmnopqrst" for b in "abcdefghijklmnopqrstuvwxy"]
    rows = "".join(f"w:{word}\t100\t0\t0\n" for word in words)
    small = read_listener(HEAD + "bias\t-900\t0\t0\n" + rows, KINDS)

    def share(count: int) -> float:
        heard = small.hear(" ".join(words[:count]), "en")
        assert heard is not None
        return heard.share

    assert share(50) < share(250)
    assert share(250) == pytest.approx(share(500))


def test_in_romanised_khmer_tone_makes_no_words_public() -> None:
    """There are as many spellings as writers: nobody's report may vanish for its spelling."""
    words = [f"{one}x{chr(97 + n)}" for one in "wv" for n in range(20)]
    rows = "".join(f"w:{word}\t-900\t0\t0\n" for word in words)
    small = read_listener(HEAD + "bias\t0\t0\t0\n" + rows, KINDS)
    assert Tone(small, "en").is_public(" ".join(words))
    assert not Tone(small, "latn").is_public(" ".join(words))


@pytest.mark.parametrize("word", ["again", "now", "still", "we", "please", "here"])
def test_what_goes_on_or_has_a_speaker_is_not_public(word: str) -> None:
    """ADR 42: a neighbour's terse report must not vanish."""
    words = [f"{one}x{chr(97 + n)}" for one in "wv" for n in range(20)]
    rows = "".join(f"w:{one}\t-900\t0\t0\n" for one in words)
    small = read_listener(HEAD + "bias\t0\t0\t0\n" + rows, KINDS)
    assert Tone(small, "en").is_public(" ".join(words))
    assert not Tone(small, "en").is_public(" ".join((*words, word)))


def test_clues_name_syllables_words_letters_and_sounds() -> None:
    assert {"k:ខ្ញុំ", "k:ចង់", "k:ខ្ញុំចង់"} <= clues("ខ្ញុំចង់", romanised=False)
    assert {"w:they", "p:they lock", "g:they me", "l:<th"} <= clues("they lock me", romanised=False)
    assert "p:pay #" in clues("pay 3000", romanised=False)
    assert "s:knm" in clues("knhom", romanised=True) & clues("khnhom", romanised=True)
    assert not any(clue.startswith("s:") for clue in clues("they lock me", romanised=False))
    assert "h:ออก" in clues("ออก", romanised=False)


def test_too_few_known_clues_say_nothing() -> None:
    small = read_listener(HEAD + "bias\t900\t0\t0\nw:rope\t900\t0\t0\n", KINDS)
    assert small.hear("rope rope rope", "en") is None
    rows = "".join(f"w:w{chr(97 + n)}\t900\t0\t0\n" for n in range(FEWEST))
    large = read_listener(HEAD + "bias\t0\t0\t0\n" + rows, KINDS)
    heard = large.hear(" ".join(f"w{chr(97 + n)}" for n in range(FEWEST)), "en")
    assert heard is not None
    assert (heard.concept, heard.strength) == ("held", "hard")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty: make listener"),
        ("clue\theld\tnews\n", "line 1: news and ordinary and a concept"),
        ("clue\tjoy\tnews\tordinary\n", "line 1: no such concept: joy"),
        (HEAD + "w:rope\t1\tx\t1\n", "line 2: a weight is a whole number"),
        (HEAD + "w:rope\t1\t40000\t1\n", "line 2: a weight is a whole number, at most 32767"),
        (HEAD + "w:rope\t1\t1\n", "line 2: 2 weights for 3 kinds"),
        (HEAD + "w:rope\t1\t1\t1\n", "no line for the bias"),
    ],
)
def test_a_bad_weights_file_is_refused_with_line_and_reason(text: str, says: str) -> None:
    with pytest.raises(ListenerError, match=re.escape(says)):
        read_listener(text, KINDS)


def test_the_weights_are_those_of_the_lessons() -> None:
    """Whoever changes a lesson runs `make listener`."""
    head = (FLOWS / "listener.tsv").read_text("utf-8").partition("\n")[0]
    assert fingerprint() in head, "the lessons have changed: make listener"


def test_every_lesson_is_of_a_known_kind_and_script() -> None:
    lessons = read_lessons()
    assert {lesson.kind for lesson in lessons} - SAFE <= {c.name for c in lexicon().concepts}
    assert {lesson.script for lesson in lessons} == {"km", "romanised", "en", "mixed"}
    texts = [lesson.text.casefold() for lesson in lessons]
    assert len(set(texts)) / len(texts) > 0.99


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("the stairs are so long that i was dying when i came up to the office", Priority.P2),
        ("my grandmother is dying, she does not wake up and breathes hard", Priority.P1),
        ("dying", Priority.P1),
        ("haha i was dying, this film is too funny, we laugh the whole way home", Priority.P2),
    ],
)
def test_a_near_word_in_a_calm_sentence_is_asked_about(text: str, priority: Priority) -> None:
    """ADR 42: the tone decides over words that are only near to danger, and never over few."""
    assert understander().understand(text).priority is priority


def test_a_calm_sentence_beside_it_takes_nothing_from_a_near_word() -> None:
    calm = "we had rice and fish with my aunt and talked about the wedding until late"
    for text in (f"{calm}. i am dying", f"i am dying. {calm}."):
        assert understander().understand(text).priority is Priority.P1


@pytest.mark.parametrize(
    "text", ["haha kill myself lol", "i will kill myself with this homework haha"]
)
def test_words_of_self_harm_count_in_any_tone(text: str) -> None:
    assert understander().understand(text).priority is Priority.P1


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("Two million silver coins will be sold to collectors by the mint in spring.", False),
        ("Sleepers had been sold in that hall, and homeless cats lived in the choir.", False),
        ("a man has sold two girls to the bar at the port, they are crying", True),
    ],
)
def test_words_that_nobody_says_of_himself_raise_nothing(text: str, finds: bool) -> None:
    """ADR 42: public words; a neighbour's report of a danger is none."""
    kinds = {lexicon().concept(name).kind for name in understander().understand(text).names}
    assert ("crisis" in kinds) is finds
