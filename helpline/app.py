"""Builds the web application: settings, doors and headers. Nothing else knows Flask's setup."""

from __future__ import annotations

from threading import Lock
from urllib.parse import urlsplit

from flask import Flask

from helpline.config import Config
from helpline.operations.helpline import Helpline
from helpline.web import health, hooks, hsds, public, request_id, security
from helpline.web.access import RULES, Audience


def create_app(config: Config, helpline: Helpline | None = None) -> Flask:
    """The application. Without a helpline one is built at the first request, so after a fork."""
    app = Flask("helpline.web")
    app.config.update(_settings(config))
    app.extensions["hsds_limit"] = hsds.limit_of(config.redis_url, config.session_key)
    app.url_map.merge_slashes = False  # another path is another URL: 404, no redirect
    if helpline is not None:
        app.extensions["helpline"] = helpline
    else:
        app.extensions["building"] = _Building(app, config)
        app.before_request(app.extensions["building"])
    request_id.give_ids(app)
    security.protect(app)
    app.after_request(health.count_response)
    for blueprint in (hooks.blueprint, health.blueprint, public.blueprint, hsds.blueprint):
        app.register_blueprint(blueprint)
    _add_console(app)
    if config.demo:
        _add_demo(app, config)
    return app


def warm_up(app: Flask) -> None:
    """Build now what the first request would wait for; for a server's hook after its fork."""
    building: _Building | None = app.extensions.get("building")
    if building is not None:
        building()


def _settings(config: Config) -> dict[str, object]:
    """Flask's defaults are lax: each of these is None or False without us (PLATFORM, Flask)."""
    is_https = urlsplit(config.public_url).scheme == "https"
    return {
        "SECRET_KEY": config.session_key,
        "PUBLIC_URL": config.public_url,
        "SENDER_NAME": config.name,
        "MAX_CONTENT_LENGTH": hooks.MAX_BYTES,
        "MAX_FORM_MEMORY_SIZE": hooks.MAX_BYTES,
        "TRUSTED_HOSTS": security.trusted_hosts(config.public_url),
        "SESSION_COOKIE_NAME": "__Host-line" if is_https else "line",
        "SESSION_COOKIE_SECURE": is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Strict",
        "TEMPLATES_AUTO_RELOAD": False,
    }


class _Building:
    """Builds the helpline once per process: connections must not cross a fork."""

    def __init__(self, app: Flask, config: Config) -> None:
        self._app, self._config = app, config
        self._lock = Lock()

    def __call__(self) -> None:
        if "helpline" in self._app.extensions:
            return
        with self._lock:
            if "helpline" not in self._app.extensions:
                from helpline import wiring  # noqa: PLC0415  only where one is built

                self._app.extensions["helpline"] = wiring.warm(wiring.build(self._config))


def _add_console(app: Flask) -> None:
    """The caseworkers' door."""
    from helpline.web import console  # noqa: PLC0415

    app.register_blueprint(console.blueprint)


def _add_demo(app: Flask, config: Config) -> None:
    """Fake providers and the phone simulator; they do not exist outside demo mode."""
    from helpline.demo import add_to  # noqa: PLC0415

    before = set(app.view_functions)
    add_to(app, config)
    for endpoint in set(app.view_functions) - before:
        RULES.setdefault(endpoint, Audience.DEMO)
