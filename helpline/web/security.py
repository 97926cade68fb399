"""Headers on every answer, a closed door for other sites, and errors that say nothing (T20, T22).

SAFETY section 5, Web: default-src 'none', no third-party assets, no referrer, HSTS of a year,
Origin or Sec-Fetch-Site checked on everything that changes something.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError

from helpline.core.errors import NotFound, Refused, Stale, StoreUnavailable

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}
STATIC_FOR = "public, max-age=3600"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN_TO_MACHINES = ("/hooks/",)
"""Providers prove who they are by a signature; no browser comes here."""
WITHOUT_PAGES = ("/hooks/", "/health/", "/metrics", "/hsds")
OPEN_DATA = "hsds"
"""The blueprint whose answers may be kept, as long as they are asked about each time."""
ASK_EACH_TIME = "public, no-cache"

OUR_ERRORS = {NotFound: 404, Refused: 403, Stale: 409, StoreUnavailable: 503}
SAID = {
    400: ("សំណើមិនពេញលេញ។", "The request was not complete."),
    403: ("មិនអនុញ្ញាតទេ។", "This is not allowed."),
    404: ("រកមិនឃើញទេ។", "There is nothing here."),
    405: ("មិនអនុញ្ញាតទេ។", "This is not allowed."),
    409: ("មានគេប្តូរមុន។ សូមមើលម្តងទៀត។", "Somebody changed it first. Please look again."),
    413: ("ធំពេក។", "That is too large."),
    429: ("សូមរង់ចាំបន្តិច រួចសាកម្តងទៀត។", "Please wait a little and try again."),
    500: ("មានបញ្ហា។ សូមសាកម្តងទៀតពេលក្រោយ។", "Something went wrong. Please try again later."),
}


def trusted_hosts(public_url: str) -> list[str]:
    """Names under which we may be asked for; anything else in Host gets 400."""
    return [urlsplit(public_url).hostname or "", *LOOPBACK]


def protect(app: Flask) -> None:
    """Make every answer of the app, whatever its route, keep the promises above."""
    app.before_request(refuse_other_sites)
    app.after_request(set_headers)
    app.register_error_handler(HTTPException, quiet_error)
    app.register_error_handler(Exception, quiet_failure)


def set_headers(response: Response) -> Response:
    """The strict headers, and no trace in a browser's cache of anything but static files."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    is_static = (request.endpoint or "").rpartition(".")[2] == "static"
    found = is_static and response.status_code in {200, 304}
    is_open = request.blueprint == OPEN_DATA and response.status_code in {200, 304}
    kept = STATIC_FOR if found else ASK_EACH_TIME if is_open else "no-store"
    response.headers["Cache-Control"] = kept
    return response


def refuse_other_sites() -> None:
    """A page of another site cannot make a signed-in browser change something here."""
    if request.method in SAFE_METHODS or request.path.startswith(OPEN_TO_MACHINES):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            abort(403)
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin not in _own_origins():
        abort(403)


def _own_origins() -> frozenset[str]:
    public = urlsplit(current_app.config["PUBLIC_URL"])
    return frozenset({f"{public.scheme}://{public.netloc}", request.host_url.rstrip("/")})


def quiet_error(error: HTTPException) -> Response:
    """The status and nothing else: no path, no reason, no version. Redirects pass."""
    if error.code is None or error.code < 400:
        return Response(error.get_response().get_data(), error.code, dict(error.get_headers()))
    # Under a name that is not ours no address can be built, so there is no page either.
    response = _plain(error.code) if isinstance(error, SecurityError) else _page(error.code)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def quiet_failure(error: Exception) -> Response:
    """An error of ours. What nobody expected is told to the operator: its type, never its words."""
    for kind, status in OUR_ERRORS.items():
        if isinstance(error, kind):
            return _page(status)
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    helpline = current_app.extensions.get("helpline")
    if helpline is not None:
        helpline.trouble("page_failed", [type(error).__name__, request.endpoint or ""])
    return _page(500)


def _page(status: int) -> Response:
    if request.path.startswith(WITHOUT_PAGES):
        return _plain(status)
    khmer, english = SAID.get(status, SAID[500])
    page = render_template("public/error.html", status=status, khmer=khmer, english=english)
    return Response(page, status)


def _plain(status: int) -> Response:
    return Response(status=status, mimetype="text/plain")
