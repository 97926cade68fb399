"""Answers to an open page that asks whether anything is new."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, make_response, request


def unless_known(etag: str, render: Callable[[], str]) -> Response:
    """304 and no body if the page has this state already, else the new state.

    The browser keeps nothing (no-store), so the page itself sends the tag it was made with.
    """
    if request.if_none_match.contains(etag):
        response = make_response("", 304)
    else:
        response = make_response(render())
    response.set_etag(etag)
    return response
