"""A server on this machine that answers like the real sources, with faults where a test wants them."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Asked = dict[str, str]
#: Path and parameters -> what is answered: JSON, text, or bytes as they are.
Answer = Callable[[str, Asked], object]


@dataclass(frozen=True)
class Raw:
    """An answer as bytes, for what no right server sends.

    Attributes
    ----------
    parts : iterable of bytes
        Sent one after the other, without saying how many there will be.
    headers : dict
    status : int
    """

    parts: Iterable[bytes]
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass
class Server:
    """What a test tells the server, and what the server has been asked.

    Attributes
    ----------
    answer : callable
        Gives the right answer.
    faults : dict of int to str
        Number of the request, from 1 -> ``429``, ``429-date``, ``500``, ``400``, ``401``, ``cut`` (the connection goes
        in the middle of the answer), ``garbled`` (half of the JSON, with status 200).
    asked : list of (str, dict, dict)
        Path, parameters and headers of each request.
    """

    answer: Answer
    faults: dict[int, str] = field(default_factory=dict)
    asked: list[tuple[str, Asked, dict[str, str]]] = field(default_factory=list)
    address: str = ""


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self._serve(parts.path, parts.query)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            self._serve(urlsplit(self.path).path, body)

        def _serve(self, path: str, query: str) -> None:
            asked = {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
            server.asked.append((path, asked, dict(self.headers)))
            fault = server.faults.get(len(server.asked), "")
            if fault[:3] in ("429", "500", "400", "401"):
                after = {"429": "7", "429-date": "Sat, 21 Nov 2026 12:00:09 GMT", "429-long": "86400"}.get(fault, "")
                self._send(b"<html>not now</html>", int(fault[:3]), after)
                return
            found = server.answer(path, asked)
            if isinstance(found, Raw):
                self._stream(found)
                return
            data = (found if isinstance(found, str) else json.dumps(found)).encode()
            if fault == "garbled":
                self._send(data[: len(data) // 2], 200, "")
            elif fault == "cut":
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data[: len(data) // 2])
                self.wfile.flush()
                self.connection.close()
                self.close_connection = True
            else:
                self._send(data, 200, "")

        def _stream(self, raw: Raw) -> None:
            self.close_connection = True
            self.send_response(raw.status)
            for name, value in {**raw.headers, "Connection": "close"}.items():
                self.send_header(name, value)
            # A client that has read enough goes away.
            with contextlib.suppress(ConnectionError):
                self.end_headers()
                for part in raw.parts:
                    self.wfile.write(part)

        def _send(self, data: bytes, status: int, after: str) -> None:
            self.send_response(status)
            if after:
                self.send_header("Retry-After", after)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving(answer: Answer, faults: dict[int, str] | None = None) -> Iterator[Server]:
    """Run a server while a test runs."""
    server = Server(answer, faults or {})
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    http.daemon_threads = True
    server.address = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
