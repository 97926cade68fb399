"""T14: a line of news raises no alarm; the same words of a sender, or without a source, do."""

from __future__ import annotations

import pytest

from helpline.core.case import Priority
from helpline.text.facts import age_in
from helpline.text.news import is_news, is_quotation
from tests.text.words import understander

NEWS = [
    "Gunmen kidnapped 20 workers and are demanding a ransom of $2 million, police said",
    "Reuters - Rebels held four hostages in a locked room and killed two of them on Sunday.",
    '"They beat us every day," said one of the freed hostages',
    "Police in Hanoi said a woman was raped and beaten by two men on Friday.",
    "នគរបាលឃាត់ខ្លួនជនសង្ស័យម្នាក់ដែលវាយស្ត្រីម្នាក់នៅខេត្តកណ្តាល",
    "តុលាការកាត់ទោសបុរសម្នាក់ពីបទរំលោភក្មេងស្រី",
    "Indonesian police arrest two men, 31 and 44, over 12 workers held in a warehouse",
    "The boss threatened to kill me, witness tells court",
    "The defendant was jailed for ten years after he admitted beating two women in Texas.",
    "«គេវាយខ្ញុំ» នេះជាសម្តីរបស់ជនរងគ្រោះម្នាក់",
]
"""Written for this test in the way of newspapers."""

MESSAGES = [
    "They beat us every day and locked the door",
    "Police said they will send me back, they beat me in the room",
    "a girl is locked in a house, they will sell her on friday",
    "he said he will kill me on Friday",
    "police said no, the guards beat her again on friday",
    "my sister is locked in a compound, police say they cannot go there",
    "ក្មេងស្រីម្នាក់ត្រូវគេចាប់ឃុំនៅស្រុកអូរជ្រៅ",
    "នគរបាលមិនជួយទេ គេវាយខ្ញុំ",
    "អាជ្ញាធរមិនមកទេ សូមជួយកូនស្រីត្រូវគេចាប់ឃុំ",
    "the neighbour is beating his child now, she is screaming",
    "they beat me, i want to go to court",
    "i told the court, he says he will kill me",
    'he said "i will kill you" and locked the door',
    "Girl 14 locked in a house in Poipet, the boss beats her again",
]


@pytest.mark.parametrize("text", NEWS)
def test_news_raises_no_alarm(text: str) -> None:
    assert is_news(text)
    assert understander().understand(text).priority is None


@pytest.mark.parametrize("text", MESSAGES)
def test_a_message_is_no_news(text: str) -> None:
    assert not is_news(text)
    assert understander().understand(text).priority is not None


@pytest.mark.parametrize(
    "text",
    [
        '"It is going to be a long day and nobody will get out of it," he said.',
        '"We are all very tired, and there is no way back!" the old trader told us on Friday.',
        'The new owner said, "I do not want to go on like this, there is no one left to sell to."',
    ],
)
def test_the_tone_of_a_printed_quotation_is_not_heard(text: str) -> None:
    assert is_quotation(text)
    assert understander().understand(text).priority is None


@pytest.mark.parametrize(
    "text", ['"They will kill me tonight," she said.', 'my sister said, "they beat me every day"']
)
def test_the_words_of_a_printed_quotation_count(text: str) -> None:
    """Who tells of a friend may well use the marks."""
    assert is_quotation(text)
    assert understander().understand(text).priority is Priority.P1


@pytest.mark.parametrize(
    "text",
    ['he said "you never go home" and took the key', "she said, they come for me at night", '"?"'],
)
def test_what_is_no_printed_quotation(text: str) -> None:
    assert not is_quotation(text)


def test_a_line_of_news_names_no_age_of_its_sender() -> None:
    """A child in the news is not the sender; a child who writes is P2 (SAFETY T13)."""
    news = "Police in Hanoi said a 13 year old girl was found dead on Friday."
    assert is_news(news)
    assert understander().understand(news).priority is None
    assert understander().understand("i am 13 years old").age == 13


def test_a_long_letter_is_never_news() -> None:
    assert is_news(NEWS[3])
    assert not is_news(NEWS[3] * 60)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("An officer shot a 16-year-old boy during a protest", None),
        ("they sold the 15 year old girl", None),
        ("i am a 15-year-old girl", 15),
        ("15-year-old girl here please help", 15),
        ("15 year old, boss beat me", 15),
    ],
)
def test_an_age_in_a_story_is_not_the_senders(text: str, age: int | None) -> None:
    assert age_in(text) == age
