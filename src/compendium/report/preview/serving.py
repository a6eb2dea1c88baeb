"""Serves the preview to browsers on this machine, and to nobody else."""

from __future__ import annotations

import errno
import json
import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from compendium.errors import CompendiumError
from compendium.report.preview.shown import Shown

ADDRESS = "127.0.0.1"
NAMES = (ADDRESS, "localhost")
OURS = "/_preview/"
INDEX = "index.html"
HTML = "text/html"
STATIC = Path(__file__).with_name("static")
OWN_SITE = {"same-origin", "none"}
HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self' 'unsafe-inline' data:; "
        "connect-src 'self' ws://127.0.0.1:* ws://localhost:*; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What keeps a report, and a page of it from loading or telling anything elsewhere."""

TAG = '<script src="{ours}preview.js" data-edition="{edition}"></script>\n'
WAITING = "<!doctype html>\n<meta charset=utf-8>\n<title>{0}</title>\n<p>{0}</p>\n"


class PortError(CompendiumError):
    """The port is in use, or may not be used."""

    @classmethod
    def of(cls, port: int, error: OSError) -> PortError:
        """Return what is told of a port that cannot be had."""
        free = "or 0 for one that is free"
        if error.errno == errno.EADDRINUSE:
            return cls(
                f"Port {port} is in use, perhaps by another preview.",
                remedy=f"Give another one with --port, {free}; or end what uses it.",
            )
        return cls(
            f"Port {port} cannot be used: {error.strerror}.",
            remedy=f"Give one above 1023 with --port, {free}.",
        )


class Guarded(RequestHandler):
    """Answers this machine's own browsers, for pages of the preview itself.

    A page of another site may make a browser ask here. The name by which it asks, the origin it
    tells and what it says of the site tell it apart; and no browser hands on what it gets here.
    """

    def initialize(self, shown: Shown, folder: Path) -> None:
        """Take what browsers are told, and the folder that is served."""
        self.shown, self.folder = shown, folder

    def prepare(self) -> None:
        """Refuse whoever asks from elsewhere."""
        headers, host = self.request.headers, self.request.host
        origin = headers.get("Origin")
        foreign = headers.get("Sec-Fetch-Site", "none") not in OWN_SITE
        if (
            host.rpartition(":")[0] not in NAMES
            or (origin is not None and urlsplit(origin).netloc != host)
            or (foreign and headers.get("Sec-Fetch-Mode") != "navigate")
        ):
            raise HTTPError(403)

    def set_default_headers(self) -> None:
        """Let no page be kept, framed or handed on, and let none load from or tell elsewhere."""
        for name, value in HEADERS.items():
            self.set_header(name, value)
        self.clear_header("Server")

    def compute_etag(self) -> None:
        """Give no answer a name by which a browser could keep it."""


class Page(Guarded):
    """A file of the preview, as it lies there; a page gets the script that shows it anew."""

    def get(self, path: str) -> None:
        """Send a file; where there is none, a page that shows it as soon as there is."""
        file = (self.folder / (path or INDEX)).resolve()
        if not file.is_relative_to(self.folder.resolve()) or not file.is_file():
            raise HTTPError(404)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        content = file.read_bytes()
        if kind == HTML:
            content = self._with_script(content)
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if "text" in kind else kind)
        self.write(content)

    head = get

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say that a page is not there, or why it is not sent."""
        missing = status_code == 404
        said = self.shown.waiting if missing else self._reason
        page = WAITING.format(escape(said)).encode()
        self.set_header("Content-Type", f"{HTML}; charset=utf-8")
        self.finish(self._with_script(page) if missing else page)

    def _with_script(self, page: bytes) -> bytes:
        tag = TAG.format(ours=OURS, edition=self.shown.edition).encode()
        before, body, after = page.rpartition(b"</body>")
        return before + tag + body + after if body else page + tag


class Script(Guarded):
    """The script of all pages."""

    def get(self) -> None:
        """Send it."""
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.write((STATIC / "preview.js").read_bytes())


class Socket(Guarded, WebSocketHandler):
    """The line on which a page that is open is told how things are."""

    def check_origin(self, origin: str) -> bool:
        """Return whether a page of ours asks; a browser always says whose it is."""
        return urlsplit(origin).netloc == self.request.host

    def open(self, *_: str) -> None:
        """Begin to tell."""
        self.shown.join(self._tell, self.get_query_argument("page", "").lstrip("/"))

    def on_close(self) -> None:
        """End to tell."""
        self.shown.leave(self._tell)

    def _tell(self, state: dict[str, Any]) -> None:
        try:
            self.write_message(json.dumps(state))
        except WebSocketClosedError:
            self.shown.leave(self._tell)


@contextmanager
def served(folder: Path, shown: Shown, port: int) -> Iterator[str]:
    """Serve a folder for as long as this lasts, and yield the address.

    Parameters
    ----------
    folder
        What is served.
    shown
        What its pages are told.
    port
        On this machine; 0 for any that is free.

    Raises
    ------
    PortError
        Where the port cannot be had.
    """
    try:
        sockets = bind_sockets(port, ADDRESS)
    except OSError as error:
        raise PortError.of(port, error) from None
    server = HTTPServer(application(folder, shown))
    server.add_sockets(sockets)
    try:
        yield f"http://{ADDRESS}:{sockets[0].getsockname()[1]}/"
    finally:
        server.stop()


def application(folder: Path, shown: Shown) -> Application:
    """Return what answers browsers."""
    given = {"shown": shown, "folder": folder}
    handlers = [(f"{OURS}preview.js", Script), (f"{OURS}socket", Socket), ("/(.*)", Page)]
    return Application(
        [(path, handler, given) for path, handler in handlers], log_function=lambda _: None
    )
