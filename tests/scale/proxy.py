"""A reverse proxy in front of several web servers, as small as it can be and as strict as the real ones.

It hands requests on by turns to the servers that say they are ready (asked five times a second), and tries another one
where nothing was sent yet, or where the request may be sent twice (GET, HEAD): the rules of nginx and Caddy.
"""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

REPEATABLE = ("GET", "HEAD")
LOOK_SECONDS = 0.2
TIMEOUT = 60  # seconds
_ONE_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "host", "x-forwarded-for"})


class Proxy:
    """The proxy on a free port. ``served`` counts answers by the port of the server that gave them."""

    def __init__(self, ports: list[int]) -> None:
        self.served: Counter[int] = Counter()
        self._in_hand: Counter[int] = Counter()
        self._lock = threading.Lock()
        self._turn = 0
        self._ready = dict.fromkeys(ports, False)
        self._stopping = threading.Event()
        handler = type("Handler", (_Handler,), {"proxy": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._threads = [threading.Thread(target=self._look, args=(port,)) for port in ports]
        self._threads.append(threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}))

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        self._server.shutdown()
        for thread in self._threads:
            thread.join()
        self._server.server_close()

    def is_ready(self, port: int) -> bool:
        """Whether a server takes requests, as it said last."""
        return self._ready[port]

    def is_done_with(self, port: int) -> bool:
        """Whether a server is passed over, and answers nothing any more that it was asked before."""
        with self._lock:
            return not self._ready[port] and not self._in_hand[port]

    def take(self, tried: set[int]) -> int | None:
        """A server that was not tried yet, by turns, those that are ready first; it counts as in hand from now on."""
        with self._lock:
            left = [port for port in self._ready if port not in tried]
            if not left:
                return None
            self._turn += 1
            ready = [port for port in left if self._ready[port]] or left
            port = ready[self._turn % len(ready)]
            self._in_hand[port] += 1
            return port

    def give_back(self, port: int, *, answered: bool) -> None:
        """A request is done with a server."""
        with self._lock:
            self._in_hand[port] -= 1
            self.served[port] += answered

    def _look(self, port: int) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            try:
                is_ready = _asked(port, "GET", "/health/ready", {}, b"")[0] == 200
            except (OSError, http.client.HTTPException):
                is_ready = False
            with self._lock:
                self._ready[port] = is_ready


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Hand a request on."""
        self._pass_on()

    do_POST = do_HEAD = do_GET

    def log_message(self, *args: Any) -> None:
        """Nothing is logged."""

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _ONE_HOP}
        headers |= {"Host": self.headers["Host"], "X-Forwarded-For": self.client_address[0], "Connection": "close"}
        status, content = 502, b"no server answers"
        given: list[tuple[str, str]] = []
        tried: set[int] = set()
        while (port := self.proxy.take(tried)) is not None:
            tried.add(port)
            answered = False
            try:
                status, given, content = _asked(port, self.command, self.path, headers, body)
                answered = True
                break
            except ConnectionRefusedError:
                continue  # nothing was sent
            except (OSError, http.client.HTTPException):
                if self.command not in REPEATABLE:
                    break
            finally:
                self.proxy.give_back(port, answered=answered)
        self.send_response(status)
        for name, value in given:
            if name.lower() not in _ONE_HOP and name.lower() != "content-length":
                self.send_header(name, value)
        length = {name.lower(): value for name, value in given}.get("content-length")
        self.send_header("Content-Length", length if self.command == "HEAD" and length else str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _asked(port: int, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, list[Any], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request(method, path, body=body or None, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()
    finally:
        connection.close()
