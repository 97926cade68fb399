"""The directory for the world: read-only HSDS 3.0, verified contacts only (DIRECTORY.md, API).

Answers may be kept by whoever asks, but must be asked about each time (ETag): a contact that
was suspended is gone with the next request.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

from flask import Blueprint, Response, abort, current_app, request, url_for

from helpline.directory.hsds.taxonomy import taxonomies, terms
from helpline.directory.published import Asked, Document, document_of, find, published
from helpline.directory.snapshot import Directory
from helpline.operations.directory import look
from helpline.operations.helpline import Helpline
from helpline.web import hsds_openapi
from helpline.web.limit import Limit, RedisCounts

VERSION = "3.0"
PER_PAGE = 50
MOST_PER_PAGE = 200
A_MINUTE = 120
"""Requests of one network in a minute."""
JSON = "application/json"
NDJSON = "application/x-ndjson"

blueprint = Blueprint("hsds", __name__, url_prefix="/hsds")


def limit_of(redis_url: str, key: bytes) -> Limit:
    """How often one network may ask this helpline, whichever process answers."""
    return Limit(A_MINUTE, RedisCounts(redis_url), key)


@blueprint.before_request
def refuse_the_greedy() -> None:
    """429 with Retry-After once somebody asks too often."""
    limit = cast(Limit, current_app.extensions["hsds_limit"])
    wait = limit.wait_seconds(request.remote_addr or "", _helpline().now())
    if wait:
        answer = Response(status=429, mimetype="text/plain")
        answer.headers["Retry-After"] = str(wait)
        abort(answer)


@blueprint.get("/", strict_slashes=False)
def about() -> Response:
    """What this is."""
    return _answer(
        {
            "version": VERSION,
            "profile": url_for("hsds.profile", _external=True),
            "openapi_url": url_for("hsds.openapi", _external=True),
        }
    )


@blueprint.get("/profile")
def profile() -> Response:
    """What this helpline adds to the standard."""
    return _answer(hsds_openapi.PROFILE)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The interface in OpenAPI's words."""
    return _answer(hsds_openapi.document(request.url_root.rstrip("/")))


@blueprint.get("/services")
def list_services() -> Response:
    """A page of services, or all of them; one per line if that is asked for."""
    known, now = look.snapshot(_helpline()), _helpline().now()
    full, everything = _flag("full"), _flag("all")
    found = published(known, _asked(), now)
    size = max(1, len(found)) if everything else _number("per_page", PER_PAGE, MOST_PER_PAGE)
    number = 1 if everything else _number("page", 1, None)
    part = found[(number - 1) * size : number * size]
    documents = [document_of(known, one, now, full=full) for one in part]
    if _flag("minimal"):
        documents = [_minimal(one) for one in documents]
    if _wants_lines():
        return _lines(documents, known)
    return _answer(_page(documents, len(found), number, size), known)


@blueprint.get("/services/<service_id>")
def one_service(service_id: str) -> Response:
    """One service with all that may be known of it."""
    known, now = look.snapshot(_helpline()), _helpline().now()
    shown = find(known, service_id, now)
    if shown is None:
        abort(404)
    return _answer(document_of(known, shown, now, full=True), known)


@blueprint.get("/taxonomies")
def list_taxonomies() -> Response:
    """Our two taxonomies."""
    found = taxonomies()
    return _answer(_page(found, len(found), 1, len(found)))


@blueprint.get("/taxonomy_terms")
def list_terms() -> Response:
    """Our terms; their ids are what `taxonomy_term_id` takes."""
    found = terms()
    return _answer(_page(found, len(found), 1, len(found)))


def _helpline() -> Helpline:
    return cast(Helpline, current_app.extensions["helpline"])


def _asked() -> Asked:
    return Asked(
        search=request.args.get("search", "")[:200],
        taxonomy_term_id=request.args.get("taxonomy_term_id", "").casefold(),
        organization_id=request.args.get("organization_id", "").casefold(),
        modified_after=_moment("modified_after"),
    )


def _page(documents: Sequence[Document], total: int, number: int, size: int) -> Document:
    pages = max(1, -(-total // size)) if size else 1
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(documents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not documents,
        "contents": documents,
    }


def _minimal(document: Document) -> Document:
    kept = ("id", "name", "status", "last_modified")
    return {name: document[name] for name in kept if name in document}


def _answer(value: Document, known: Directory | None = None) -> Response:
    return _cacheable(json.dumps(value, ensure_ascii=False), JSON, known)


def _lines(documents: Sequence[Document], known: Directory) -> Response:
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in documents)
    return _cacheable(text, NDJSON, known)


def _cacheable(text: str, kind: str, known: Directory | None) -> Response:
    answer = Response(text, mimetype=kind)
    answer.set_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    if known is not None and known.changed:
        answer.last_modified = max(known.changed.values())
    return cast(Response, answer.make_conditional(request))


def _wants_lines() -> bool:
    if request.args.get("format") == "ndjson":
        return True
    return request.accept_mimetypes.best_match([JSON, NDJSON]) == NDJSON


def _flag(name: str) -> bool:
    return request.args.get(name, "false").casefold() in {"true", "1", "yes"}


def _number(name: str, default: int, most: int | None) -> int:
    """A whole number from 1 on; 400 for anything else."""
    given = request.args.get(name)
    if given is None:
        return default
    if not given.isascii() or not given.isdigit() or not 0 < int(given) < 10**9:
        abort(400)
    return int(given) if most is None else min(int(given), most)


def _moment(name: str) -> datetime | None:
    given = request.args.get(name)
    if given is None:
        return None
    try:
        at = datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError:
        abort(400)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
