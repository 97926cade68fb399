"""What a message means. None of these messages is a pattern of the lexicon."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.core.case import Priority, Reason
from helpline.text.understanding import Context
from tests.text.words import understander

CRISIS = {
    "i dont see why i should keep living": ("SELF_HARM_NOW", "F20"),
    "thinking of hanging my self tonight": ("SELF_HARM_NOW", "F20"),
    "i cant do this anymore, i want to be dead": ("SELF_HARM_NOW", "F20"),
    "i swallowed 30 sleeping pills": ("SELF_HARM_NOW", "F20"),
    "please my husband is beating me with a stick": ("VIOLENCE_NOW", "F21"),
    "stop he hits me": ("VIOLENCE_NOW", "F21"),
    "he has a knife and he is outside my door": ("VIOLENCE_NOW", "F21"),
    "they locked us in a room and took our phones": ("HELD_NOW", "F22"),
    "boss says he will sell us tomorrow to another company": ("HELD_NOW", "F22"),
    "we are not allowed to leave the compound": ("HELD_NOW", "F22"),
    "my boss raped me last night": ("SEXUAL_VIOLENCE_RECENT", "F24"),
    "men too, he forced me to have sex": ("SEXUAL_VIOLENCE_RECENT", "F24"),
    "i am bleeding so much since the birth": ("MEDICAL_NOW", "F23"),
    "my friend fell down and will not wake up": ("MEDICAL_NOW", "F23"),
    "my baby is not breathing": ("CHILD_DANGER", "F19"),
    "my brother is locked in a compound in myawaddy": ("THIRD_PARTY_DANGER", "F17"),
    "my sister wants to die": ("THIRD_PARTY_DANGER", "F16"),
    "ខ្ញុំមិនចង់រស់ទៀតទេបង": ("SELF_HARM_NOW", "F20"),
    "ខ្ញុំចង់ស្លា\u200bប់ឲ្យរួចពីទុក្ខ": ("SELF_HARM_NOW", "F20"),
    "ខ្ញុំទើបផឹកថ្នាំសំលាប់ស្មៅ": ("SELF_HARM_NOW", "F20"),
    "ប្តីខ្ញុំកំពុងវាយខ្ញុំ ជួយផង": ("VIOLENCE_NOW", "F21"),
    "គេចាក់សោរខ្ញុំក្នុងបន្ទប់": ("HELD_NOW", "F22"),
    "ថៅកែដកទូរសព្ទយើងអស់": ("HELD_NOW", "F22"),
    "គេទារលុយ ៥០០០ ដុល្លារទើបឲ្យចេញ": ("HELD_NOW", "F22"),
    "ថៅកែរំលោភខ្ញុំយប់មិញ": ("SEXUAL_VIOLENCE_RECENT", "F24"),
    "ខ្ញុំហូរឈាមខ្លាំងណាស់": ("MEDICAL_NOW", "F23"),
    "ប្តីខ្ញុំចង់ស្លាប់": ("THIRD_PARTY_DANGER", "F16"),
    "ប្អូនខ្ញុំត្រូវគេឃុំខ្លួននៅភូមា": ("THIRD_PARTY_DANGER", "F17"),
    "knhom chong slab hery bong": ("SELF_HARM_NOW", "F20"),
    "khnhom leb thnam 20 krob hery": ("SELF_HARM_NOW", "F20"),
    "ke jak sor tvea knhom chenh min ban": ("HELD_NOW", "F22"),
    "bdey knhom kan kombet jong samlab knhom": ("VIOLENCE_NOW", "F21"),
    "ke romlop knhom yub minh": ("SEXUAL_VIOLENCE_RECENT", "F24"),
}
ORDINARY = """
hello i want to know about jobs
my father passed away two years ago and we are sad
i took my medicine and feel better
my phone died so i could not answer
we laughed to death watching the show
is the clinic open on saturday
i owe the bank 300 dollars
my son is 3 years old and healthy
the police helped me get my papers
i cut my finger a little while cooking
the boat engine died but we came home
stop at the market please
my back is killing me
i sold my phone to a friend
he sold me a bag of rice
what are your opening hours
ខ្ញុំចង់រៀនជំនាញកាត់ដេរ
ឪពុកខ្ញុំស្លាប់កាលពីឆ្នាំទៅ
ទូរស័ព្ទខ្ញុំអស់ថ្ម
ខ្ញុំលេបថ្នាំតាមគ្រូពេទ្យប្រាប់
ថ្ងៃស្អែកជាថ្ងៃឈប់សម្រាក
គេវាយតម្លៃការងារខ្ញុំល្អ
ខ្ញុំលក់បន្លែនៅផ្សារ
knhom jong rean jomneanh
pouk knhom slab chnam mun
phone knhom os thmor
""".strip().splitlines()


@pytest.mark.parametrize(("text", "expected"), CRISIS.items(), ids=CRISIS)
def test_danger_is_p1(text: str, expected: tuple[str, str]) -> None:
    found = understander().understand(text)
    assert found.priority is Priority.P1
    assert (found.reason, found.flow) == expected


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_message_is_not_p1(text: str) -> None:
    assert understander().understand(text).priority is not Priority.P1


@pytest.mark.parametrize(
    ("text", "script", "language"),
    [
        ("ខ្ញុំសុខសប្បាយ", "km", "km"),
        ("knhom chheu kbal nas", "latn", "km"),
        ("i have a headache", "en", "en"),
        ("ช่วยด้วย", "th", None),
        ("tôi cần giúp đỡ", "vi", None),
        ("帮助我", "other", None),
        ("123 🙏", "none", None),
        ("i want ជួយ", "km", "km"),
    ],
)
def test_script_and_language(text: str, script: str, language: str | None) -> None:
    found = understander().understand(text)
    assert (found.script, found.language) == (script, language)


def test_a_known_language_stays_for_a_bare_digit() -> None:
    assert understander().understand("1", Context(language="km")).language == "km"


@pytest.mark.parametrize(
    "text", ["STOP", "stop!", "ឈប់", "ឈប់\u200b", "ｓｔｏｐ", "chhop", "កុំផ្ញើ", "unsubscribe"]
)
def test_opt_out_is_a_whole_message(text: str) -> None:
    found = understander().understand(text)
    assert found.opt_out
    assert found.flow == "F30"


@pytest.mark.parametrize(
    "text", ["stop he hits me", "ឈប់វាយខ្ញុំ", "the bus stop", "1", "i want to stop work"]
)
def test_no_opt_out_inside_a_sentence(text: str) -> None:
    assert not understander().understand(text).opt_out


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("99", "F03"),
        ("88", "F32"),
        ("0", "F01"),
        ("9", "F25"),
        ("8", "F35"),
        ("៩៩", "F03"),
        ("ជួយ", "F01"),
        ("hello", "F01"),
        ("i need a job", "F15"),
        ("ខ្ញុំរកការងារ", "F15"),
        ("kar ngear", "F15"),
        ("debt", "F11"),
        ("ជំពាក់លុយ", "F11"),
        ("i cannot sleep", "F14"),
        ("គិតច្រើន", "F14"),
        ("my rights", "F10"),
        ("លុប", "F31"),
        ("wrong number", "F33"),
        ("who are you", "F40"),
        ("call me back", "F25"),
        ("english", "F02"),
        ("tov korea", "F12"),
        ("tolakar", "F13"),
        ("new number", "F36"),
        ("my husband came back and drinks", "F16"),
        ("my brother is missing", "F17"),
        ("my helper", "F09"),
        ("settings", "F28"),
        ("asdf", None),
    ],
)
def test_flow(text: str, flow: str | None) -> None:
    assert understander().understand(text).flow == flow


def test_the_highest_priority_wins_and_reasons_accumulate() -> None:
    found = understander().understand("i owe money, they threaten me and i want to kill myself")
    assert (found.priority, found.reason) == (Priority.P1, Reason.SELF_HARM_NOW)
    assert Reason.THREAT in found.reasons


@pytest.mark.parametrize(
    "text",
    [
        "i want to kill myself just joking",
        "i dont want to kill myself",
        "he said i want to die",
        "haha kill myself lol",
    ],
)
def test_denial_never_lowers(text: str) -> None:
    assert understander().understand(text).priority is Priority.P1


@pytest.mark.parametrize(
    "text",
    [
        "the boss hit me last year",
        "they beat me before, now i am home",
        "i watched a film, they kill us all",
        "nobody beats me here",
        "ឆ្នាំមុនគេវាយខ្ញុំ",
        "ke vay knhom chnam mun",
    ],
)
def test_what_is_past_told_or_denied_is_asked_about_and_not_dropped(text: str) -> None:
    """CONVERSATIONS 6.3: hard becomes soft with a question, never nothing."""
    assert understander().understand(text).priority is Priority.P2


@pytest.mark.parametrize(
    "text",
    [
        "the boss hit me last year and again today",
        "he beat me last year. now he is kicking me",
        "he does not stop beating me",
    ],
)
def test_what_goes_on_is_not_past(text: str) -> None:
    assert understander().understand(text).priority is Priority.P1


def test_words_near_to_danger_count_only_for_the_sender() -> None:
    news = "Police in Bangkok said Monday that ten workers were trapped and beaten near Mae Sot"
    assert understander().understand(news).priority is not Priority.P1
    assert understander().understand("we are trapped and beaten").priority is Priority.P1


def test_what_is_long_past_asks_first() -> None:
    found = understander().understand("i was raped 5 years ago")
    assert (found.priority, found.reason) == (Priority.P2, Reason.SEXUAL_VIOLENCE_PAST)


@pytest.mark.parametrize("text", ["i am 15", "អាយុ ១៥", "ayu 15", "15 chnam"])
def test_a_child_is_p2_and_goes_to_f19(text: str) -> None:
    found = understander().understand(text)
    assert (found.age, found.priority, found.reason, found.flow) == (
        15,
        Priority.P2,
        Reason.CHILD,
        "F19",
    )


def test_a_child_with_danger_is_a_child_in_danger() -> None:
    found = understander().understand("i am 15 and he beats me")
    assert found.priority is Priority.P1
    assert {Reason.CHILD, Reason.CHILD_DANGER, Reason.VIOLENCE_NOW} <= set(found.reasons)


def test_a_death_in_the_family_is_grief() -> None:
    found = understander().understand("my mother died last week")
    assert (found.priority, found.reason) == (Priority.P3, Reason.NEED_MIND)


def test_the_husband_who_hits_me_is_my_trouble() -> None:
    found = understander().understand("my husband hit me")
    assert (found.reason, found.flow) == (Reason.VIOLENCE_NOW, "F21")


def test_facts_come_along() -> None:
    found = understander().understand("ខ្ញុំនៅភ្នំពេញ ខលមកម៉ោង ៨ យប់ ជំពាក់ ២០០ ដុល្លារ")
    assert found.province == "12"
    assert found.time_of_day is not None and found.time_of_day.hour == 20
    assert found.amount is not None and found.amount.value == 200


def test_what_was_asked_for_may_be_bare() -> None:
    understand = understander().understand
    assert understand("15", Context(pending="age")).age == 15
    assert understand("8", Context(pending="time")).time_of_day is not None
    assert understand("8").time_of_day is None


def test_places_are_in_the_raw_text() -> None:
    text = "យើង ចង់ស្លា\u200bប់"
    found = [one for one in understander().understand(text).concepts if one.name == "self_harm"]
    assert text[found[0].start : found[0].end] == "ចង់ស្លា\u200bប់"


fragments = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "ចង់ស្លាប់",
                "i want to die",
                "stop",
                "15",
                "\ud800",
                "\0",
                "ា",
                "\u200b",
                "kill",
                "។",
                "😀",
            ]
        ),
        st.text(st.characters(codec=None), max_size=10),
    ),
    max_size=15,
).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(fragments)
def test_any_text_is_understood_somehow(text: str) -> None:
    found = understander().understand(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found.concepts)
    assert (found.priority is None) == (found.reason is None)


@settings(max_examples=100, deadline=None)
@given(fragments)
def test_more_words_never_lower(text: str) -> None:
    danger = "i will kill myself"
    assert understander().understand(f"{danger}. {text}").priority is Priority.P1
