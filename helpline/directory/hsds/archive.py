"""Zip files of a tabular package, looked at before anything is unpacked."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import PurePosixPath

from helpline.directory.hsds.check import Problem

LARGEST = 128 * 1024 * 1024
"""Bytes, packed or unpacked; 5,000 services with all that HSDS has are about two thirds of it."""
MOST_FILES = 200


def unpack(data: bytes) -> tuple[dict[str, bytes], list[Problem]]:
    """File name without folder -> content; nothing if anything about the archive is wrong."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            problems = _wrong(members)
            if problems:
                return {}, problems
            return {PurePosixPath(one.filename).name: archive.read(one) for one in members}, []
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        return {}, [Problem("zip", f"this archive cannot be read: {error}")]


def _wrong(members: list[zipfile.ZipInfo]) -> list[Problem]:
    if len(members) > MOST_FILES:
        return [Problem("zip", f"more than {MOST_FILES} files")]
    if sum(one.file_size for one in members) > LARGEST:
        return [Problem("zip", f"more than {LARGEST // 1024 // 1024} MB when unpacked")]
    problems = [
        Problem(one.filename, reason) for one in members if (reason := _odd(one)) is not None
    ]
    names = [PurePosixPath(one.filename).name for one in members]
    doubled = sorted({name for name in names if names.count(name) > 1})
    return problems + [Problem(name, "stands twice in the archive") for name in doubled]


def _odd(member: zipfile.ZipInfo) -> str | None:
    path = PurePosixPath(member.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in path.parts[0]:
        return "leads out of the archive"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link"
    if member.flag_bits & 1:
        return "is locked by a password"
    return None
