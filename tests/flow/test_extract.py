"""Texts of flows reach the catalogues: all of them, with context and line, and nothing else."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po

from helpline.flow.extract import extract_flow, extract_keys, texts_of
from helpline.flow.flows import Flows
from helpline.text import catalog
from tiny import DEBT


def extracted(config: str, repository: Path, tmp_path: Path) -> set[tuple[str | None, str]]:
    template = tmp_path / "found.pot"
    command = ["-m", "babel.messages.frontend", "-q", "extract", "-F", config, "-o", str(template)]
    done = subprocess.run(
        [sys.executable, *command, "."], cwd=repository, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = read_po(io.BytesIO(template.read_bytes()))
    return {(message.context, str(message.id)) for message in found if message.id}


def test_one_flow_file() -> None:
    found = list(extract(extract_flow, io.BytesIO(DEBT.encode())))
    assert [(line, message) for line, message, _comments, _context in found] == [
        (1, "money"),
        (10, "Who asks for the money?"),
        (10, "broker or boss"),
        (10, "bank"),
        (21, "Do not sign today. Call {phone}."),
        (21, "Do not sign today."),
    ]
    assert [context for *_rest, context in found] == [
        "F11/title",
        "F11/F11.1",
        "F11/F11.1/1",
        "F11/F11.1/2",
        "F11/F11.2",
        "F11/F11.2",
    ]


def test_the_labels_of_the_keys_are_found_where_they_stand() -> None:
    source = Path(catalog.__file__).read_bytes()
    found = list(extract_keys(io.BytesIO(source), {}, (), {}))
    assert {message[1]: message[0] for _line, _function, message, _comments in found} == {
        label: f"key/{key}" for key, label in catalog.KEY_LABELS.items()
    }
    lines = source.decode().splitlines()
    assert all(message[1] in lines[line - 1] for line, _function, message, _comments in found)


def test_the_domain_flows_holds_every_text_of_every_flow_and_nothing_else(
    repository: Path, tmp_path: Path, real_flows: Flows
) -> None:
    expected = {
        (context, source) for edition in real_flows for _line, context, source in texts_of(edition)
    }
    expected |= {(f"key/{key}", label) for key, label in catalog.KEY_LABELS.items()}
    assert extracted("babel-flows.cfg", repository, tmp_path) == expected
    assert len(expected) >= 250  # a wrong pattern finds nothing and says nothing (PLATFORM.md)


def test_the_domain_console_holds_no_text_of_a_flow(repository: Path, tmp_path: Path) -> None:
    found = extracted("babel-console.cfg", repository, tmp_path)
    assert not any(context and context.startswith(("F", "key/")) for context, _id in found)
