"""Every job of a developer and of CI, with the standard library alone: `make` only calls this.

    python3 tools/dev.py setup            make .venv; the command is then .venv/bin/helpline
    python3 tools/dev.py run [OPTION ..]  start the whole helpline on this machine
    python3 tools/dev.py test [OPTION ..] all checks and all tests, as CI runs them
    python3 tools/dev.py check            the checks alone, without the tests
    python3 tools/dev.py format           let ruff put the code in order
    python3 tools/dev.py texts            collect the texts of flows and console into locales/
    python3 tools/dev.py understanding    measure what messages are understood as
    python3 tools/dev.py listener         teach the second listener its lessons anew (minutes)
    python3 tools/dev.py readme           let the program speak the talks of README.md again
    python3 tools/dev.py lock [--upgrade] pin the dependencies anew
    python3 tools/dev.py audit            ask whether a pinned dependency has a known flaw

It needs Python 3.11 and pip, and writes nowhere but into .tools and .venv (both git-ignored),
the package caches of your home, and for `texts` and `lock` the files that they are about.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMP = VENV / "synced"
LOCKED = ROOT / "requirements"
LOCALES = ROOT / "locales"
LANGUAGES = ("km", "en")
# Domain of a catalogue -> what pybabel reads to collect its texts.
DOMAINS = {"flows": "babel-flows.cfg", "console": "babel-console.cfg"}
OLDEST = (3, 11)

# What `check` runs and tests/test_architecture.py repeats as tests, so that the closing line
# of pytest speaks for all of it. The first word is a command of .venv/bin.
CHECKS: dict[str, tuple[str, ...]] = {
    "lint": ("ruff", "check", "--output-format=concise", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
    "layers": ("lint-imports", "--no-cache"),
    "template format": ("djlint", "--check", "helpline"),
    "template lint": ("djlint", "--lint", "helpline"),
    "flows": ("helpline", "flows", "check"),
}


class Failed(Exception):
    """Something a person has to put right; the message says what."""


def main(arguments: list[str]) -> int:
    """Run one command. The exit code is 0 only if everything went well."""
    commands = {
        "setup": setup,
        "run": run,
        "test": test,
        "check": check,
        "format": tidy,
        "texts": texts,
        "understanding": understanding,
        "listener": listener,
        "readme": readme,
        "lock": lock,
        "audit": audit,
    }
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 0 if arguments in ([], ["help"], ["--help"], ["-h"]) else 2
    try:
        if sys.version_info < OLDEST:
            raise Failed(
                f"Python 3.11 or newer is needed; {sys.executable} is {sys.version.split()[0]}.\n"
                "If a newer one is installed, name it: make run PYTHON=python3.12"
            )
        return commands[arguments[0]](arguments[1:])
    except Failed as problem:
        print(f"tools/dev.py: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


# --- the commands -----------------------------------------------------------------------------


def setup(_: list[str]) -> int:
    """Make .venv with what the helpline needs to run."""
    prepare("run")
    say(f"ready: {(BIN / 'helpline').relative_to(ROOT)} --help")
    return 0


def run(options: list[str]) -> int:
    """Become `helpline run`, so that signals reach it directly."""
    prepare("run")
    os.chdir(ROOT)
    command = str(BIN / "helpline")
    sys.stdout.flush()
    os.execve(command, [command, "run", *options], environment())  # noqa: S606  no shell wanted


def test(options: list[str]) -> int:
    """All checks and tests; pytest speaks last. Options go to pytest."""
    prepare("dev")
    at_once = str(max(2, min(4, os.cpu_count() or 2)))
    return call(str(BIN / "pytest"), "-n", at_once, *options)


def check(_: list[str]) -> int:
    """The checks, each named; all of them run even when the first one fails."""
    prepare("dev")
    bad = []
    for name, (command, *rest) in CHECKS.items():
        say(f"{name}: {command} {' '.join(rest)}")
        if call(str(BIN / command), *rest) != 0:
            bad.append(name)
    say(f"not in order: {', '.join(bad)}" if bad else "all checks passed")
    return 1 if bad else 0


def tidy(_: list[str]) -> int:
    """Put imports and layout in order; what needs thought stays for `check`."""
    prepare("dev")
    call(str(BIN / "ruff"), "check", "--fix", "--quiet", ".")
    call(str(BIN / "djlint"), "--reformat", "--quiet", "helpline")
    return call(str(BIN / "ruff"), "format", ".")


def texts(_: list[str]) -> int:
    """Collect every text into the catalogues. Guessing (fuzzy matching) is off on purpose:
    a guessed text would be missing at run time, and nobody would see it in the .po file."""
    prepare("dev")
    for domain, how in DOMAINS.items():
        template = LOCALES / f"{domain}.pot"
        must(str(BIN / "pybabel"), "-q", "extract", "-F", how, "-o", str(template), ".")
        for language in LANGUAGES:
            known = catalogue(language, domain).exists()
            must(
                *(str(BIN / "pybabel"), "-q", "update" if known else "init"),
                *("-D", domain, "-i", str(template), "-d", str(LOCALES), "-l", language),
                *(("--no-fuzzy-matching", "--ignore-pot-creation-date") if known else ()),
            )
        template.unlink()
    return 0


def understanding(_: list[str]) -> int:
    """Recall and precision of both message sets, and every miss of the one to tune on."""
    prepare("dev")
    return call(str(BIN / "python"), "-m", "tests.understanding.report")


def listener(options: list[str]) -> int:
    """Write flows/listener.tsv from the lessons. scikit-learn is fetched for this alone."""
    prepare("dev")
    return call(
        *(find_uv(), "run", "--quiet", "--no-project", "--isolated"),
        *("--python", str(BIN / "python"), "--with-requirements", "requirements/listener.txt"),
        *("python", "-m", "tools.teach", *options),
    )


def readme(_: list[str]) -> int:
    """Write into README.md what the program says today to what the contacts there say."""
    prepare("dev")
    page = ROOT / "README.md"
    page.write_text(spoken_anew(page.read_text("utf-8")), "utf-8")
    return 0


def lock(options: list[str]) -> int:
    """Pin every dependency by hash, for all platforms; the files name no host."""
    uv = find_uv()
    for name in ("tools", "run", "dev", "listener"):
        must(
            *(uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
            *("--generate-hashes", "--custom-compile-command", "make lock", *options),
            *(f"requirements/{name}.in", "-o", f"requirements/{name}.txt"),
        )
    return 0


def audit(_: list[str]) -> int:
    """Look the pinned versions up in the public list of known flaws (needs the network)."""
    prepare("dev")
    return call(
        *(str(BIN / "pip-audit"), "--require-hashes", "--disable-pip"),
        *("-r", "requirements/run.txt", "-r", "requirements/dev.txt"),
    )


# --- the virtual environment ------------------------------------------------------------------


def prepare(kind: str) -> None:
    """Make .venv hold at least what `kind` (run or dev) needs. Costs nothing the second time.

    Once the tools of `dev` are there they stay: `make run` after `make test` removes nothing.
    """
    synced = STAMP.read_text("utf-8").split() if STAMP.exists() else ["", ""]
    if synced[0] == "dev":
        kind = "dev"
    mark = fingerprint(kind)
    if synced != [kind, mark] or not (BIN / "helpline").exists():
        sync(kind)
        STAMP.write_text(f"{kind} {mark}\n", "utf-8")


def fingerprint(kind: str) -> str:
    """Changes whenever .venv must be synced again: pins, this script, interpreter, place."""
    pins = (LOCKED / f"{kind}.txt").read_bytes() + Path(__file__).read_bytes()
    here = f"{ROOT}\n{sys.version}\n{sys.platform}".encode()
    return hashlib.sha256(pins + here).hexdigest()


def sync(kind: str) -> None:
    """Install exactly what requirements/{kind}.txt pins, and the command `helpline`."""
    uv = find_uv()
    say(f"installing what requirements/{kind}.txt pins into .venv")
    if not works(BIN / "python"):
        must(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV))
    must(
        *(uv, "pip", "sync", "--quiet", "--python", str(BIN / "python")),
        *("--require-hashes", str(LOCKED / f"{kind}.txt")),
    )
    link_project()


def works(python: Path) -> bool:
    """True if .venv runs the version of Python that runs this script."""
    if not python.exists():
        return False
    answer = subprocess.run(
        [str(python), "-c", "import sys; print(sys.version)"],
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip() == sys.version.strip()


def link_project() -> None:
    """Make the working tree importable and give it its command.

    What an editable install does, without a build: so nothing more has to be downloaded.
    """
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (VENV / "lib" / version / "site-packages" / "helpline.pth").write_text(f"{ROOT}\n", "utf-8")
    command = BIN / "helpline"
    command.write_text(
        "#!/bin/sh\n"
        f"'''exec' '{BIN / 'python'}' \"$0\" \"$@\"\n"
        "' '''\n"
        "import sys\n"
        "from helpline.cli import main\n"
        "sys.exit(main())\n",
        "utf-8",
    )
    command.chmod(0o755)


def find_uv() -> str:
    """The pinned uv in .tools, fetched by pip when it is missing."""
    uv = TOOLS / "bin" / "uv"
    if not uv.exists():
        say("fetching uv into .tools")
        must(
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--root-user-action=ignore", "--no-warn-script-location", "--upgrade"),
            *("--target", str(TOOLS)),
            *("--require-hashes", "-r", str(LOCKED / "tools.txt")),
        )
    return str(uv)


# --- catalogues -------------------------------------------------------------------------------
# They are read as .po (docs/adr/0010-catalogues-as-po.md): there is nothing to compile.


def catalogue(language: str, domain: str) -> Path:
    """Where the translations of one domain into one language are."""
    return LOCALES / language / "LC_MESSAGES" / f"{domain}.po"


# --- the talks of README.md -------------------------------------------------------------------

TALK = re.compile(r"(<!-- talk: (\w+) -->\n```text\n)(.*?)(\n```)", re.DOTALL)


def spoken_anew(page: str) -> str:
    """The page with the helpline's lines as the program says them to the contacts' lines."""
    return TALK.sub(lambda found: found[1] + played(found[2], found[3]) + found[4], page)


def played(channel: str, talk: str) -> str:
    """A talk over `channel`, begun anew."""
    said = re.findall(r"^contact: +(.*)$", talk, re.MULTILINE)
    answer = subprocess.run(
        [str(BIN / "helpline"), "chat", "--jsonl", "--channel", channel],
        input="\n".join(json.dumps({"say": words}) for words in said),
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    lines: list[str] = []
    for words, answered in zip(said, answer.stdout.splitlines(), strict=True):
        replies = "\n".join(reply["text"] for reply in json.loads(answered)["replies"])
        lines += [f"contact:  {words}", "helpline: " + replies.replace("\n", "\n          ")]
    return "\n".join(lines)


# --- running things ---------------------------------------------------------------------------


def environment() -> dict[str, str]:
    """Ours, with .venv first on PATH, the system's certificates, and no other Python fetched."""
    mine = {key: value for key, value in os.environ.items() if key != "PYTHONHOME"}
    mine.setdefault("UV_SYSTEM_CERTS", "1")
    mine.setdefault("UV_PYTHON_DOWNLOADS", "never")
    mine["VIRTUAL_ENV"] = str(VENV)
    mine["PATH"] = f"{BIN}{os.pathsep}{mine.get('PATH', os.defpath)}"
    return mine


def call(*command: str) -> int:
    """Run a command in the repository; its exit code."""
    sys.stdout.flush()
    try:
        return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode
    except FileNotFoundError:
        raise Failed(f"{command[0]} is not there") from None


def must(*command: str) -> None:
    """Run a command that has to succeed."""
    if call(*command) != 0:
        shown = " ".join(part.replace(str(ROOT) + os.sep, "") for part in command)
        hint = "" if shutil.which("pip3") or "pip" not in shown else " (is python3-pip installed?)"
        raise Failed(f"this failed{hint}: {shown}")


def say(line: str) -> None:
    """One line to the person at the terminal."""
    print(f"-- {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
