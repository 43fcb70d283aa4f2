"""`convergence serve`: the application behind a server that is fit to be left running."""

from __future__ import annotations

import contextlib
import errno
import socket
import threading
from collections.abc import Iterator
from typing import Any, Final

import waitress.server
from flask import Flask

from convergence.errors import UsageError
from convergence.web.info import site_of

_THREADS: Final = 8

# The engine reads nested queries by recursion, and an overflow of the stack ends the process.
# The limits of `sparqltext` hold for eight megabytes; this leaves room beyond them, and costs
# only addresses until it is used.
_STACK_BYTES: Final = 64 * 1024 * 1024


def serve(app: Flask, host: str, port: int) -> None:
    """Serves an application until it is interrupted.

    Prints one line on standard output once the address is taken.

    Raises:
        UsageError: the address cannot be taken; the message says what to do.
    """
    server = open_server(app, host, port)
    try:
        print(banner(app, host, server_port(server)), flush=True)
        server.run()
    finally:
        server.close()


def open_server(app: Flask, host: str, port: int) -> Any:
    """Takes the address and starts the threads, without answering yet.

    Args:
        app: the application.
        host: a name or address of this machine.
        port: the port, or 0 for any that is free.

    Raises:
        UsageError: the address cannot be taken; the message says what to do.
    """
    sockets = _bind(host, port)
    with _roomy_threads():
        return waitress.server.create_server(
            app, sockets=sockets, threads=_THREADS, ident="Convergence"
        )


def banner(app: Flask, host: str, port: int) -> str:
    """The line that says what is served where."""
    name = f"[{host}]" if ":" in host else host
    return f"Convergence serves {site_of(app).info.version} on http://{name}:{port}/ (Ctrl+C stops)"


def server_port(server: Any) -> int:
    """The port that was taken."""
    # A host name with several addresses gives a server with several sockets.
    listening = getattr(server, "effective_listen", None)
    return int(listening[0][1] if listening else server.effective_port)


def _bind(host: str, port: int) -> list[socket.socket]:
    # Done here and not by waitress, which has started its threads by the time it fails.
    if not 0 <= port <= 65535:
        raise UsageError(f"{port} is not a port; choose one: make serve PORT=8080")
    no_such_address = UsageError(f"{host} is not an address of this machine; try 127.0.0.1")
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise no_such_address from None
    bound: list[socket.socket] = []
    for family, _, _, _, address in addresses:
        try:
            bound.append(socket.create_server(address, family=family))
        except OSError as error:
            # A name such as localhost may have an IPv6 address that is switched off here.
            if error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                continue
            for opened in bound:
                opened.close()
            raise UsageError(_remedy(error, host, port)) from None
        if port == 0:  # each address would get another
            break
    if not bound:
        raise no_such_address
    return bound


def _remedy(error: OSError, host: str, port: int) -> str:
    other = port + 1 if 1024 <= port < 65535 else 8080
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use on {host}; choose another: make serve PORT={other}"
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"port {port} is not open to this user; choose another: make serve PORT={other}"
    return f"cannot serve on {host}:{port}: {error.strerror or error}"


@contextlib.contextmanager
def _roomy_threads() -> Iterator[None]:
    try:
        before = threading.stack_size(_STACK_BYTES)
    except (ValueError, RuntimeError):  # a system that does not let us choose
        yield
        return
    try:
        yield
    finally:
        threading.stack_size(before)
