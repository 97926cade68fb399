"""The demo: fake providers that real client libraries talk to, and phones on screen.

Exists only with HELPLINE_DEMO=1. Every number and name in it is visibly fictitious.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `helpline run` needs the paths alone, and lives as long as all processes
    from flask import Flask

    from helpline.config import Config


def add_to(app: Flask, config: Config) -> None:
    """Give the web app the fake provider APIs and the phone simulator at /demo/."""
    if not config.demo:
        raise RuntimeError("the demo needs HELPLINE_DEMO=1")
    from helpline.demo import simulator  # noqa: PLC0415
    from helpline.demo.providers import Providers, add_providers  # noqa: PLC0415

    add_providers(app, Providers.of(config, reports_delivery=True))
    app.register_blueprint(simulator.blueprint, url_prefix="/demo")
