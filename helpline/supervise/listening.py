"""Whether somebody listens on a port of this machine."""

from __future__ import annotations

import socket
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

OK = HTTPStatus.OK


def port_is_free(host: str, port: int) -> bool:
    """False if another program listens there already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # A port that was closed a moment ago counts as free, as it does for gunicorn.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def serves(host: str, port: int, path: str) -> bool:
    """True if a web server there answers a GET of `path` with 200, which a warm one does at once.

    A port that only accepts connections is not enough: gunicorn listens before it can answer.
    """
    line = HTTPConnection(host, port, timeout=1)
    try:
        line.request("GET", path)
        return line.getresponse().status == OK
    except (OSError, HTTPException):
        return False
    finally:
        line.close()
