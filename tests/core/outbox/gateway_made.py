"""A gateway of the county on this computer, which answers as it is told and remembers what came."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class LocalGateway:
    """Where it is, what it got, and what it says next; `says` wins over `status` and `body`."""

    address: str = ""
    status: int = 200
    body: bytes = b'{"code": "0"}'
    headers: dict[str, str] = field(default_factory=dict)
    says: Reply | None = None
    got: list[dict[str, Any]] = field(default_factory=list)
    got_headers: list[dict[str, str]] = field(default_factory=list)
    got_paths: list[str] = field(default_factory=list)


@contextmanager
def local_gateway(tls: ssl.SSLContext | None = None) -> Iterator[LocalGateway]:
    """A server on a free port, ended with the context."""
    made = LocalGateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            made.got.append(json.loads(self.rfile.read(length)))
            made.got_headers.append(dict(self.headers.items()))
            made.got_paths.append(self.path)
            if made.says is not None:
                made.says(self)
                return
            self.send_response(made.status)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(made.body)))
            self.end_headers()
            self.wfile.write(made.body)

        def do_GET(self) -> None:
            made.got_paths.append("GET " + self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that hung up is what some tests are about."""

    server = Quiet(("127.0.0.1", 0), Handler)
    scheme = "http"
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    made.address = f"{scheme}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
