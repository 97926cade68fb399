"""The commands with JSON lines: what goes in, what comes out, and one clear line for an error."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from helpline.cli import main

BAD_LINES = ["x", "[]", "1", "null", "{}", '{"text": 1, "say": 1}', "[" * 100_000]


def run(*arguments: str, lines: list[Any] | str = "") -> Result:
    given = lines if isinstance(lines, str) else "".join(json.dumps(one) + "\n" for one in lines)
    return CliRunner().invoke(main, arguments, input=given)


def answers(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def refused(result: Result) -> str:
    """The last line of an error that is no traceback."""
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    return result.stderr.splitlines()[-1]


@pytest.mark.parametrize("command", [["text", "parts"], ["text", "key"], ["text", "split"]])
@pytest.mark.parametrize("line", BAD_LINES)
def test_a_bad_line_is_named(command: list[str], line: str) -> None:
    assert refused(run(*command, "--jsonl", lines=f'{{"text": "a"}}\n{line}\n')).startswith(
        "Error: line 2: "
    )


def test_chat_and_understand_name_a_bad_line() -> None:
    for command in ("chat", "understand"):
        assert "line 1: " in refused(run(command, "--jsonl", lines='{"say": 1, "text": 1}\n'))


def test_understand_says_every_fact_of_a_message() -> None:
    said = "I am 17, I owe 1,500.50 dollars, call at 8 pm in Battambang"
    result = run("understand", "--jsonl", lines=json.dumps({"text": said}) + "\n")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["amount"] == {"value": "1500.50", "currency": "USD"}
    assert (found["age"], found["time_of_day"], found["province"]) == (17, "20:00", "02")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"status": "delivered"}, "no text was sent yet"),
        ({"status": "lost"}, "not a valid Status"),
        ({"press": "1"}, "no button"),
        ({"advance": "tomorrow"}, "PT48H"),
        ({"advance": "P9999W"}, "at most 800 days"),
        ({"shout": "hi"}, "is needed"),
    ],
)
def test_chat_says_what_cannot_be_done(given: dict[str, str], says: str) -> None:
    assert says in refused(run("chat", "--jsonl", lines=[given]))


def test_chat_reports_a_bad_state_on_one_line(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    for text in ('{"consent": 1}', '{"pending": {"flow": "F01", "node": "F01.start"}}', "{\n\n"):
        state.write_text(text, "utf-8")
        assert refused(run("chat", "--jsonl", "--state", str(state))).startswith("Error: ")


def test_chat_answers_hostile_words() -> None:
    words = ["", "\x00", "\ud800", "\u202ehello", "a" + "\u0337" * 500, "1" * 5000, "ก", "👍🏽"]
    said = answers(run("chat", "--jsonl", lines=[{"say": text} for text in words]))
    assert [bool(one["replies"]) or one["owner"] == "human" for one in said] == [True] * len(words)


def test_whoever_stopped_is_nobodys_until_they_write_again() -> None:
    talk = [{"say": "stop"}, {"say": "hello"}]
    assert [one["owner"] for one in answers(run("chat", "--jsonl", lines=talk))] == ["none", "bot"]


def test_a_stop_in_a_crisis_leaves_the_talk_with_a_person() -> None:
    talk = [{"say": "I want to kill myself"}, {"say": "stop"}]
    assert [one["owner"] for one in answers(run("chat", "--jsonl", lines=talk))] == ["human"] * 2


def test_text_commands_answer_lone_surrogates_and_nothing() -> None:
    for command in ("parts", "key", "split"):
        lines = [{"text": "\ud800"}, {"text": ""}]
        assert len(answers(run("text", command, "--jsonl", lines=lines))) == 2


def test_a_reader_that_leaves_is_no_traceback() -> None:
    command = subprocess.Popen(
        [sys.executable, "-c", "from helpline.cli import main; main()", "text", "key", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert command.stdin and command.stdout and command.stderr
    command.stdout.close()
    with suppress(BrokenPipeError):
        command.stdin.write(b'{"text": "a"}\n' * 500)
        command.stdin.close()
    assert b"Traceback" not in command.stderr.read()
    assert command.wait(30) == 1


@pytest.mark.parametrize(
    "arguments",
    [["flows", "graph", "F99"], ["flows", "graph", "F01", "--format", "png"], ["text", "parts"]],
)
def test_a_wrong_argument_is_exit_code_two(arguments: list[str]) -> None:
    assert refused(run(*arguments)).startswith("Error: ")


def test_flows_check_is_one_object() -> None:
    result = run("flows", "check", "--quick", "--json")
    assert (result.exit_code, json.loads(result.stdout)["problems"]) == (0, [])


@pytest.mark.parametrize(
    "command", ["chat", "understand", "text", "flows", "people", "roster", "keys", "audit"]
)
def test_every_command_explains_itself(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout
