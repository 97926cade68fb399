"""Reading authoring files: one small TOML file per service (`seed/*.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from pydantic import ValidationError

from helpline.core.errors import ContentError
from helpline.directory.model import Entitlement, Service


def read_services(files: Mapping[str, str]) -> tuple[Service, ...]:
    """File name -> text, read. Raises ContentError that names every problem with its file."""
    services: list[Service] = []
    problems: list[str] = []
    for name, text in sorted(files.items()):
        try:
            services.append(Service.model_validate(tomllib.loads(text)))
        except tomllib.TOMLDecodeError as error:
            problems.append(f"{name}: {error}")
        except ValidationError as error:
            problems += [f"{name}: {_place(one['loc'])}: {one['msg']}" for one in error.errors()]
    ids = [service.id for service in services]
    problems += [f"{one}: this id stands in two files" for one in ids if ids.count(one) > 1]
    if problems:
        raise ContentError("\n".join(dict.fromkeys(problems)))
    return tuple(services)


def read_entitlements(files: Mapping[str, str]) -> tuple[Entitlement, ...]:
    """The rights texts of files with a `[[rights]]` list.

    Raises ContentError that names every problem with its file and the number of the text.
    """
    found: list[Entitlement] = []
    problems: list[str] = []
    for name, text in sorted(files.items()):
        try:
            listed = tomllib.loads(text)["rights"]
        except (tomllib.TOMLDecodeError, KeyError) as error:
            problems.append(f"{name}: no [[rights]] can be read: {error}")
            continue
        for number, one in enumerate(listed, 1):
            try:
                found.append(Entitlement.model_validate(one))
            except ValidationError as error:
                wrong = error.errors()
                problems += [f"{name}: {number}: {_place(e['loc'])}: {e['msg']}" for e in wrong]
    ids = [text.id for text in found]
    problems += [f"{one}: this id stands there twice" for one in ids if ids.count(one) > 1]
    if problems:
        raise ContentError("\n".join(dict.fromkeys(problems)))
    return tuple(found)


def _place(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc)
