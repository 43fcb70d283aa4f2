from __future__ import annotations

import socket

import pytest
from flask import Flask

from convergence import serving
from convergence.errors import UsageError
from convergence.serving import banner, open_server, serve, server_port


def test_port_in_use_names_the_remedy(app: Flask, live: tuple[str, int]) -> None:
    host, port = live
    with pytest.raises(UsageError, match=rf"port {port} is in use .*: make serve PORT={port + 1}"):
        open_server(app, host, port)


def test_port_that_is_not_for_us_names_the_remedy(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> socket.socket:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(UsageError, match=r"port 80 is not open .*: make serve PORT=8080"):
        open_server(app, "127.0.0.1", 80)


@pytest.mark.parametrize("port", [-1, 65536])
def test_port_that_is_none(app: Flask, port: int) -> None:
    with pytest.raises(UsageError, match="make serve PORT="):
        open_server(app, "127.0.0.1", port)


@pytest.mark.parametrize("host", ["203.0.113.1", "no-such-host.invalid", "a..b"])
def test_host_that_is_not_ours(app: Flask, host: str) -> None:
    with pytest.raises(UsageError, match="is not an address of this machine; try 127"):
        open_server(app, host, 0)


def test_name_with_several_addresses(app: Flask) -> None:
    server = open_server(app, "localhost", 0)
    assert server_port(server) > 0
    server.close()
    server.task_dispatcher.shutdown()


def test_one_line_is_printed_once_the_address_is_taken(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Server:
        effective_port = 4711
        closed = False

        def run(self) -> None:
            out = capsys.readouterr()
            assert out.out == (
                "Convergence serves 0.0-test on http://127.0.0.1:4711/ (Ctrl+C stops)\n"
            )
            assert out.err == ""

        def close(self) -> None:
            self.closed = True

    server = Server()
    monkeypatch.setattr(serving, "open_server", lambda *_: server)
    serve(app, "127.0.0.1", 0)
    assert server.closed


def test_banner_can_be_clicked_for_any_address(app: Flask) -> None:
    assert "http://[::1]:8080/ " in banner(app, "::1", 8080)
