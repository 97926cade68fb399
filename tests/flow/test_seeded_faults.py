"""The checks catch what a tired writer does: each fault is put into the real flows and found.

A fault is an edit of a flow file or of a catalogue, and words that the complaint must hold.
Without the edit nobody complains (tests/flow/test_check.py, test_proof.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from content import content
from helpline.flow.check import check_all
from helpline.flow.check.checked import Checked
from helpline.flow.check.proof import Explorer, settings_for
from helpline.flow.problems import FlowError
from helpline.flow.reader import read_flows
from helpline.text.catalog import Catalogs
from helpline.text.lexicon import Lexicon

Files = dict[str, str]
Edit = Callable[[Files], None]
KHMER, ENGLISH = "km.po", "en.po"


@dataclass(frozen=True, slots=True)
class Fault:
    """One slip and the words of the complaint about it."""

    name: str
    edit: Edit
    says: str
    walked: bool = False
    """True where only the walk over all talks can see it."""

    def __str__(self) -> str:
        return self.name


def swap(file: str, old: str, new: str) -> Edit:
    """Replace the first `old`; a fault whose place is gone is a fault of this test."""

    def edit(files: Files) -> None:
        assert old in files[file], f"{file} has no {old!r} any more"
        files[file] = files[file].replace(old, new, 1)

    return edit


def in_node(file: str, node: str, old: str, new: str) -> Edit:
    """Replace within one node."""

    def edit(files: Files) -> None:
        before, found, rest = files[file].partition(f'\nid = "{node}"\n')
        assert found, f"{file} has no node {node}"
        body, mark, after = rest.partition("\n[[node]]")
        assert old in body, f"{node} has no {old!r} any more"
        files[file] = before + found + body.replace(old, new, 1) + mark + after

    return edit


def without(file: str, node: str) -> Edit:
    """Remove a node."""

    def edit(files: Files) -> None:
        pattern = rf'\n\[\[node\]\]\nid = "{re.escape(node)}"\n.*?(?=\n\[\[node\]\]|\Z)'
        files[file], found = re.subn(pattern, "", files[file], count=1, flags=re.DOTALL)
        assert found, f"{file} has no node {node}"

    return edit


def and_says(file: str, node: str, end: str, words: str) -> Edit:
    """Say one more text before the end."""
    own = node.partition(".")[0] + ".99"
    said = f'\n\n[[node]]\nid = "{own}"\nkind = "say"\ntext = "{words}"\ngo = "{end}"'
    return in_node(file, node, f'go = "{end}"', f'go = "{own}"{said}')


def more(file: str, text: str) -> Edit:
    """Add something at the end."""

    def edit(files: Files) -> None:
        files[file] += text

    return edit


def khmer_of(context: str, change: Callable[[str], str], po: str = KHMER) -> Edit:
    """Change the first translation of a node's text."""

    def edit(files: Files) -> None:
        pattern = rf'(msgctxt "{re.escape(context)}"\nmsgid (?:".*"\n)+msgstr )((?:".*"\n?)+)'
        found = re.search(pattern, files[po])
        assert found, f"{po} has no {context}"
        words = "".join(re.findall(r'^"(.*)"$', found.group(2), re.MULTILINE))
        files[po] = files[po][: found.start(2)] + f'"{change(words)}"\n' + files[po][found.end(2) :]

    return edit


FAULTS = (
    # --- what cannot even be read -------------------------------------------------------------
    Fault("a way into nothing", without("f25_person.toml", "F25.7"), "leads to F25.7, which does"),
    Fault(
        "a node twice",
        more("f40_about.toml", '\n[[node]]\nid = "F40.1"\nkind = "end"\n'),
        "two nodes have this id",
    ),
    Fault(
        "two options of one digit",
        in_node("f25_person.toml", "F25.3", 'digit = "2"', 'digit = "1"'),
        "two options have the digit 1",
    ),
    Fault(
        "a word that starts two flows",
        swap("f40_about.toml", "triggers = [", 'triggers = ["stop", '),
        "the trigger stop already starts",
    ),
    Fault(
        "a reason that is on no list",
        in_node("f25_person.toml", "F25.request", '"HUMAN_REQ"', '"HUMAN"'),
        "reason",
    ),
    Fault(
        "a fact that is on no list",
        in_node("f30_stop.toml", "F30.stop", "writing =", "writting ="),
        "writting",
    ),
    Fault(
        "a broken placeholder",
        in_node("f25_person.toml", "F25.1", "{wait}", "{wiat}"),
        r"unknown placeholder \{wiat\}",
    ),
    Fault(
        "a lost brace",
        in_node("f25_person.toml", "F25.1", "{wait}", "{wait"),
        "is no placeholder",
    ),
    Fault(
        "no words without a contact that may not be published",
        in_node(
            "f25_person.toml", "F25.5", '  "No one is here now. Your message waits for us.",\n', ""
        ),
        "the last alternative needs|F25.5",
    ),
    Fault(
        "a skip that leads nowhere",
        in_node("f03_safety.toml", "F03.1", 'answer = "choice"', 'answer = "choice"\nkeys = ["7"]'),
        "7 is shown",
    ),
    # --- what a reader could see with much patience ----------------------------------------
    Fault(
        "a text that nothing leads to",
        more(
            "f40_about.toml",
            '\n[[node]]\nid = "F40.x"\nkind = "say"\ntext = "Hello."\ngo = "F40.end"\n',
        ),
        "nothing leads here",
    ),
    Fault(
        "an option removed",
        in_node(
            "f25_person.toml",
            "F25.1",
            '{ digit = "2", code = "write", label = "fine", go = "F25.7", concepts = ["yes"] },',
            "",
        ),
        "F25.1|F25/F25.1",
    ),
    Fault(
        "a circle without a question",
        in_node("f25_person.toml", "F25.7", 'go = "F25.end"', 'go = "F25.7"'),
        "a circle without a question|no way from here",
    ),
    Fault(
        "a wait without end",
        swap("f25_person.toml", 'timeout = "PT30M"', 'timeout = "P400D"'),
        "waits for",
    ),
    Fault(
        "a lost timeout",
        swap("f25_person.toml", 'timeout = "PT30M"', 'timeout = "PT0S"'),
        "waits for",
    ),
    Fault(
        "a text said by name that is gone",
        swap("f26_relay.toml", 'id = "F26.hold"', 'id = "F26.holding"'),
        "the program says this node by name|no node F26.hold|F26.hold",
    ),
    Fault(
        "shelter in an opener",
        in_node("f27_check_in.toml", "F27.0", "Is now a good time?", "News from the shelter?"),
        "'shelter' may not stand on a lock screen",
    ),
    Fault(
        "police in a Khmer opener",
        khmer_of("F27/F27.0", lambda words: words + " ប៉ូលិស"),
        "'ប៉ូលិស' may not stand on a lock screen",
    ),
    Fault(
        "safe in a sign of life",
        in_node("f27_check_in.toml", "F27.away", "All fine?", "Are you safe?"),
        "'safe' may not stand on a lock screen",
    ),
    Fault(
        "I miss you, for a jealous reader",
        khmer_of("F39/F39.1", lambda words: words + " ខ្ញុំនឹកដល់អ្នក"),
        "'នឹកដល់អ្នក' may not stand on a lock screen",
    ),
    Fault(
        "a telling word in a text for strangers",
        in_node("f40_about.toml", "F40.2", "This is {name}:", "About your debt, {name}:"),
        "'debt' stands in a text that is not sensitive",
    ),
    Fault(
        "a sensitive flow without the safety question",
        swap("f10_rights.toml", 'requires = ["safe"', 'requires = ["age"'),
        "a sensitive flow must require safe",
    ),
    Fault(
        "a crisis flow that speaks before it calls",
        swap("f20_self_harm.toml", 'start = "F20.alert"', 'start = "F20.1"'),
        "a crisis flow must escalate before it speaks",
    ),
    Fault(
        "a promise without a time",
        in_node("f25_person.toml", "F25.7", "Good.", "Somebody writes soon."),
        "'soon' promises no clock time",
    ),
    Fault(
        "somebody was called, where nobody is",
        in_node("f25_person.toml", "F25.7", "Good.", "A person is alerted."),
        "somebody was called",
    ),
    Fault(
        "a phone number",
        in_node("f25_person.toml", "F25.7", "Good.", "Call 012 345 678."),
        "phone",
    ),
    Fault(
        "a phone number in Khmer digits",
        khmer_of("F25/F25.7", lambda words: words + " ០១២ ៣៤៥ ៦៧៨"),
        "phone",
    ),
    Fault(
        "curly quotes",
        in_node("f25_person.toml", "F25.7", "Good.", "“Good.”"),
        "GSM-7",
    ),
    Fault(
        "a digit that is no option",
        in_node("f25_person.toml", "F25.7", "Good.", "Good. 4 to change it."),
        "4",
    ),
    Fault(
        "too long",
        in_node("f25_person.toml", "F25.7", "Good.", "Good. " * 60),
        "SMS parts in en",
    ),
    Fault("too long in Khmer", khmer_of("F25/F25.7", lambda words: words * 12), "SMS parts in km"),
    Fault(
        "a word that starts a flow and is in no list",
        swap("f40_about.toml", "triggers = [", 'triggers = ["abuot", '),
        "abuot",
    ),
    # --- catalogues ---------------------------------------------------------------------
    Fault("no Khmer", khmer_of("F25/F25.7", lambda _words: ""), "F25.7"),
    Fault(
        "a placeholder lost in translation",
        khmer_of("F25/F25.1", lambda words: words.replace("{wait}", "")),
        "placeholder",
    ),
    Fault(
        "a placeholder invented in translation",
        khmer_of("F25/F25.7", lambda words: words + " {phone}"),
        "placeholder",
    ),
    Fault(
        "a zero-width space",
        khmer_of("F25/F25.7", lambda words: words[:3] + "\u200b" + words[3:]),
        "canonical|zero-width",
    ),
    Fault(
        "Khmer typed in the wrong order",
        khmer_of("F25/F25.7", lambda words: words + " ក\u17b6\u17d2ត"),
        "canonical",
    ),
    Fault(
        "another word than the settled one",
        swap(KHMER, "មេខ្យល់", "អ្នករត់ការ"),
        "for 'broker' the glossary has",
    ),
    Fault(
        "a label for the reader",
        khmer_of("F25/F25.7", lambda words: words + " ជនរងគ្រោះ"),
        "ជនរងគ្រោះ is never said",
    ),
    # --- what only a walk sees ------------------------------------------------------------
    Fault(
        "a stop that asks",
        in_node("f30_stop.toml", "F30.1", 'kind = "say"', 'kind = "ask"\nanswer = "text"'),
        "stop is answered with",
        walked=True,
    ),
    Fault(
        "a hide that talks",
        and_says("f32_hide.toml", "F32.1", "F32.quiet", "All is hidden."),
        "88 is answered with",
        walked=True,
    ),
    Fault(
        "consent the wrong way round",
        in_node("f04_consent.toml", "F04.keep", "granted = true", "granted = false"),
        "'yes' is kept as a no",
        walked=True,
    ),
    Fault(
        "sharing without a yes",
        in_node(
            "f08_referral.toml",
            "F08.1",
            'code = "no", label = "no", go = "F08.no"',
            'code = "no", label = "no", go = "F08.3"',
        ),
        "without a yes to sharing|no talk",
        walked=True,
    ),
    Fault(
        "danger that opens no case",
        in_node("f03_safety.toml", "F03.held", 'flow = "F22"', 'flow = "F40"'),
        "F03.2=2 must open P1 HELD_NOW",
        walked=True,
    ),
    Fault(
        "a threat that waits",
        in_node("f17_missing_relative.toml", "F17.alert", 'priority = "P1"', 'priority = "P3"'),
        "F17.1=1 must open P1 THIRD_PARTY_DANGER",
        walked=True,
    ),
    Fault(
        "a wrong number that is asked something",
        in_node("f33_wrong_number.toml", "F33.1", 'kind = "say"', 'kind = "ask"\nanswer = "text"'),
        "after a wrong number",
        walked=True,
    ),
    Fault(
        "an opener that goes on by itself",
        and_says("f39_caring_contact.toml", "F39.1", "F39.end", "How are you?"),
        "no text that may be sent unasked",
        walked=True,
    ),
    Fault(
        "content without a good time",
        in_node(
            "f03_safety.toml", "F03.yes", 'set = { safe = "yes" }', 'set = { topic = "welcome" }'
        ),
        "F03",
        walked=True,
    ),
)


@pytest.fixture(scope="module")
def sound(repository: Path) -> Files:
    """The flows and catalogues as they are."""
    files = {path.name: path.read_text("utf-8") for path in (repository / "flows").glob("*.toml")}
    for language in ("km", "en"):
        path = repository / f"locales/{language}/LC_MESSAGES/flows.po"
        files[f"{language}.po"] = path.read_text("utf-8")
    return files


def complaints(files: Files, lexicon: Lexicon, *, walked: bool) -> Iterator[str]:
    """What is said about these files, as it is found."""
    catalogs = Catalogs.from_po(
        {language: files[f"{language}.po"].encode() for language in ("km", "en")}
    )
    try:
        flows = read_flows({name: text for name, text in files.items() if name.endswith("toml")})
    except FlowError as error:
        yield str(error)
        return
    flows = flows.with_labels(catalogs.labels())
    if not walked:
        yield from map(str, check_all(flows, catalogs, lexicon).problems)
        return
    for setting in settings_for(flows)[:2]:
        yield from map(str, Explorer(Checked(flows, catalogs, lexicon), setting).walk())


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_seeded_fault_is_caught(fault: Fault, sound: Files) -> None:
    files = dict(sound)
    fault.edit(files)
    found = complaints(files, content().lexicon, walked=fault.walked)
    assert any(re.search(fault.says, complaint) for complaint in found), fault.name
