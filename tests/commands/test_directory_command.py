"""`helpline directory`, as a person with a shell uses it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from content import content
from helpline import wiring
from helpline.cli import main
from helpline.core.caseworker import Caseworker, Role
from helpline.operations import people
from helpline.operations.directory.take_in import take_in
from helpline.store.migrate import migrate

Run = Callable[..., Result]
KEY = b64encode(bytes(range(32))).decode()
GOOD = {"id": "b22f4ee4-9f8d-4a4f-8a1c-2d2a8f8f0f00", "name": "Example", "status": "active"}
CONFIRMED = "answers,name,listing,serves,hours"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on a helpline of its own, with a caseworker and a supervisor."""
    settings = {
        "HELPLINE_HOME": str(tmp_path / "home"),
        "HELPLINE_PUBLIC_URL": "http://localhost:8000",
        "HELPLINE_OPERATOR": "An organisation",
        "HELPLINE_KEYS": f"k1:{KEY}",
        **{f"HELPLINE_{name}_KEY": KEY for name in ("INDEX", "AUDIT", "SESSION")},
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    known = content()  # reading flows and words anew for each command would cost seconds
    monkeypatch.setattr(wiring, "read_content", lambda **_: known)
    (tmp_path / "home").mkdir()
    runner = CliRunner()

    def call(*words: str, stdin: str | None = None) -> Result:
        return runner.invoke(main, ["directory", *words], input=stdin)

    migrate(f"sqlite:///{tmp_path}/home/helpline.sqlite")
    helpline = wiring.from_environment()
    people.organisation(helpline, "An organisation")
    take_in(helpline, wiring.read_seed(), only_new=True)
    for name, role in (("dara", Role.CASEWORKER), ("sophea", Role.SUPERVISOR)):
        person = Caseworker("", "", name, name, role, "en", "x", "x")
        people.add(helpline, "An organisation", person)
    return call


def file(folder: Path, value: Any) -> str:
    path = folder / "services.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return str(path)


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_new_helpline_has_the_candidates_and_nothing_verified(run: Run) -> None:
    listed = rows(run("list", "--jsonl"))
    assert len({one["service"] for one in listed}) == 49
    assert {one["mark"] for one in listed} == {"UNVERIFIED"}
    assert rows(run("due", "--jsonl")) == []
    (answer,) = rows(run("match", "--jsonl", stdin='{"needs": ["legal_aid"]}\n'))
    assert answer["first"] is None
    assert answer["matches"] == []
    assert all("not_publishable" in one["excluded_because"] for one in answer["excluded"])


def test_import_takes_the_good_and_names_each_refusal(run: Run, tmp_path: Path) -> None:
    bad = GOOD | {"id": GOOD["id"][:-1] + "1", "email": "none"}
    result = run("import", file(tmp_path, [GOOD, bad]))
    assert result.exit_code == 1
    assert '$[1].email: "none" is not an e-mail address' in result.stderr
    assert "1 added" in result.stdout
    known = {one["service"] for one in rows(run("list", "--jsonl"))}
    assert GOOD["id"] in known
    assert bad["id"] not in known
    again = run("import", file(tmp_path, [GOOD]))
    assert (again.exit_code, "1 unchanged" in again.stdout) == (0, True)


def test_a_dry_run_takes_nothing(run: Run, tmp_path: Path) -> None:
    assert "1 would be taken" in run("import", "--dry-run", file(tmp_path, GOOD)).stdout
    assert GOOD["id"] not in run("list").stdout


def test_a_file_that_is_too_large_is_refused_unread(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.commands.directory_files.LARGEST", 1000)
    result = run("import", file(tmp_path, GOOD | {"description": "x" * 2000}))
    assert result.exit_code == 1
    assert "too large" in result.stderr


def test_what_goes_out_comes_in_again(run: Run, tmp_path: Path) -> None:
    run("import", file(tmp_path, GOOD))
    exported = run("export").stdout
    assert GOOD in json.loads(exported)
    again = run("import", file(tmp_path, exported))
    assert again.exit_code == 0, again.stderr
    assert "0 added, 0 changed, 50 unchanged" in again.stdout


def test_the_tables_come_in_again(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    assert run("export", "--tabular", str(folder)).exit_code == 0
    assert (folder / "datapackage.json").exists()
    result = run("import", "--dry-run", str(folder))
    assert result.exit_code == 0, result.stderr
    assert "46 would be taken" in result.stdout


def test_a_link_in_a_folder_is_not_followed(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "services.csv").symlink_to("/etc/passwd")
    result = run("import", str(folder))
    assert result.exit_code == 1
    assert "is a link" in result.stderr


def test_verify_approve_match_suspend(run: Run) -> None:
    """Who, when, how and what was confirmed; then it is found, and gone after a report."""
    place = ("lscw", "lscw-1")
    first = run("verify", *place, "--by", "dara", "--confirmed", CONFIRMED, "--serves", "men=yes")
    assert first.stdout == "lscw\tlscw-1\tcandidate\n"
    assert run("due").stdout.startswith("lscw\tlscw-1\tpending")
    assert run("approve", *place, "--by", "dara").exit_code == 2
    assert run("approve", *place, "--by", "sophea").stdout == "lscw\tlscw-1\tverified\n"
    question = json.dumps({"needs": ["legal_aid"], "gender": "man", "province": "Phnom Penh"})
    (answer,) = rows(run("match", "--jsonl", stdin=question))
    assert [one["id"] for one in answer["matches"]] == ["lscw"]
    assert "serves:men" in answer["matches"][0]["why"]
    plain = run("export", "--plain").stdout
    assert "+855 77 455 516" in plain
    assert run("suspend", *place, "--by", "dara", "--reason", "wrong_number").exit_code == 0
    (answer,) = rows(run("match", "--jsonl", stdin=question))
    assert answer["matches"] == []
    assert "+855 77 455 516" not in run("export", "--plain").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("verify", "lscw", "x", "--by", "dara", "--confirmed", CONFIRMED), "no such contact"),
        (("verify", "no", "x", "--by", "dara", "--confirmed", CONFIRMED), "no such service"),
        (("verify", "lscw", "lscw-1", "--by", "nobody", "--confirmed", "answers"), "nobody signs"),
        (("verify", "lscw", "lscw-1", "--by", "dara", "--confirmed", "answers"), "verifies noth"),
        (("verify", "lscw", "lscw-1", "--by", "dara", "--confirmed", "magic"), "magic"),
        (
            ("verify", "lscw", "lscw-1", "--by", "dara", "--confirmed", CONFIRMED,
             "--at", "2099-01-01T00:00+07:00"),
            "future",
        ),
        (
            ("verify", "lscw", "lscw-1", "--by", "dara", "--confirmed", CONFIRMED,
             "--at", "2026-01-01T00:00"),
            "zone",
        ),
        (("import", "/nowhere/file.json"), "does not exist"),
        (("match",), "--jsonl"),
    ],
)  # fmt: skip
def test_bad_input_is_told_plainly_with_exit_2(run: Run, words: tuple[str, ...], told: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert told in result.stderr


@pytest.mark.parametrize(
    "question",
    [
        '{"needs": ["gold"]}',
        '{"gender": "x"}',
        '{"province": "Atlantis"}',
        '{"color": 1}',
        "[]",
        "{",
    ],
)
def test_a_question_that_cannot_be_read_names_its_line(run: Run, question: str) -> None:
    result = run("match", "--jsonl", stdin=f"{{}}\n{question}\n")
    assert result.exit_code == 2
    assert "line 2" in result.stderr


@pytest.mark.parametrize(
    "name", "import export verify approve suspend retire match due list".split()
)
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, ["directory", name, "--help"])
    assert result.exit_code == 0
    assert result.output.startswith("Usage:")


def test_a_filled_sheet_is_taken_and_a_bad_row_told(run: Run, tmp_path: Path) -> None:
    head, example = run("template").stdout.splitlines()
    good = example.replace("example-delete-this-row", "legal-help")
    sheet = tmp_path / "services.csv"
    sheet.write_text(f"{head}\n{good}\n{good.replace('legal-help', 'two')[:20]}\n", "utf-8")
    result = run("import", str(sheet))
    assert result.exit_code == 1
    assert "1 added, 0 changed, 0 unchanged, 0 kept" in result.stdout
    assert "refused: row 3: " in result.stderr
    assert run("import", "--dry-run", str(sheet)).stdout.startswith("1 would be taken")
    listed = [line for line in run("list").stdout.splitlines() if line.startswith("legal-help")]
    assert len(listed) == 1
    assert "UNVERIFIED" in listed[0]


def test_columns_are_explained(run: Run) -> None:
    told = run("template", "--explain").stdout
    assert "where (must be filled): several with ;: provinces by name or code" in told


def test_a_workbook_is_told_to_be_saved_otherwise(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "services.xlsx"
    book.write_bytes(b"PK\x03\x04")
    result = run("import", str(book))
    assert result.exit_code == 1
    assert "save its sheet as «CSV UTF-8»" in result.stderr


def test_a_rights_text_is_taken_listed_and_reviewed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "rights.toml"
    path.write_text(
        '[[rights]]\nid = "card"\nfills = "right_id_poor"\nsource = "an example"\n'
        '[rights.words]\nen = "EXAMPLE: a card."\nkm = "ឧទាហរណ៍៖ ប័ណ្ណ។"\n',
        "utf-8",
    )
    assert run("rights", "import", str(path)).stdout == "1 taken, 0 unchanged\n"
    assert run("rights", "list").stdout.startswith("card\tcandidate\tUNREVIEWED\t-\t")
    day = ("--lawyer", "Example Lawyer", "--on")
    assert run("rights", "review", "card", "--by", "dara", *day, "2026-01-01").exit_code == 2
    late = run("rights", "review", "card", "--by", "sophea", *day, "2999-01-01")
    assert (late.exit_code, "lies in the future" in late.stderr) == (2, True)
    path.write_text("[[rights]]\nid = 3\n", "utf-8")
    assert "rights.toml: 1: id" in run("rights", "import", str(path)).stderr
