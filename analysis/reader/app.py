"""The start page as an application: Voila runs 00_start_here without showing code.

It is open to this computer and to this user only: it listens on loopback, and whatever is asked of
it (pages, static files, websockets) must carry the token of its address, must be sent to that
address by name and port, and must not come from the page of another site. Otherwise any page in the
user's browser could have files read and sent away.
"""

from __future__ import annotations

import html
import logging
import os
import secrets
import sys
import tempfile
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import traitlets
from jupyter_server.auth.identity import IdentityProvider
from jupyter_server.base.handlers import JupyterHandler
from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from voila.app import Voila

from analysis.files import APPLICATION, notebooks_folder

__all__ = ["LocalApplication", "app_options", "run_app"]

START_PAGE = notebooks_folder() / "00_start_here.ipynb"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
HOSTS = ("127.0.0.1", "localhost", "[::1]")  # as they stand in an address
NO_TOKEN = "use the whole address that the terminal shows, with its token"
MIN_TOKEN = 16  # characters
# A file that is chosen arrives as one message. One that is too large for the reader is refused by
# the page, in words; a message beyond this ends the connection.
MAX_MESSAGE = 256_000_000  # bytes
SETTINGS = {
    "allow_remote_access": False,
    "allow_unauthenticated_access": False,
    "websocket_max_message_size": MAX_MESSAGE,
    "headers": {
        # Voila's page would ask a CDN for icons; with this the browser asks nobody but Voila.
        "Content-Security-Policy": (
            "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
            "font-src 'self' data:; connect-src 'self' ws: blob:; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "same-origin",  # the address holds the token
        "Cross-Origin-Resource-Policy": "same-origin",
    },
}


class _Local(JupyterHandler):
    """What every handler checks before it answers, and before Jupyter asks for the token."""

    def check_host(self) -> bool:
        """Refuse every name but this computer's own: a foreign name may point here, too."""
        port = self.settings["get_port"]()
        host = self.request.headers.get("Host", "").lower()
        return host in {f"{name}:{port}" for name in HOSTS}

    async def prepare(self, **options: Any) -> Any:
        """Refuse the pages of other sites, whatever they ask for and whatever they know."""
        origin = self.request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc.lower() != self.request.host.lower():
            self.current_user = self._jupyter_current_user = None
            raise HTTPError(403, "another site asked for this")
        result = await super().prepare(**options)
        if self.current_user is None:  # Jupyter hands out some static files to anyone
            raise HTTPError(403, NO_TOKEN)
        return result

    def write_error(self, status_code: int, **about: Any) -> None:
        """Say what is wrong in one line, and nothing of the inside."""
        error = about["exc_info"][1] if "exc_info" in about else None
        why = getattr(error, "log_message", None) or self._reason
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code}: {why}\n")

    def get_login_url(self) -> str:
        """Refuse instead of asking for a password."""
        raise HTTPError(403, NO_TOKEN)


def _guarded(handler: type) -> type:
    return type(handler.__name__, (_Local, handler), {})


class _TokenProvider(IdentityProvider):
    """The token of the address, or the cookie given for it; there is no page to log in."""

    def get_handlers(self) -> list[tuple[str, object]]:
        """Offer no page to log in."""
        return []


class LocalApplication(Voila):  # type: ignore[misc]
    """Voila for one user of one computer.

    Parameters
    ----------
    token : str
        A random one by default. It is part of the address that is shown.
    """

    @traitlets.default("token")
    def _random_token(self) -> str:
        return secrets.token_urlsafe(32)

    @traitlets.default("identity_provider_class")
    def _only_token(self) -> type:
        return _TokenProvider

    @traitlets.validate("token")
    def _check_token(self, proposal: Any) -> str:
        token = str(proposal["value"] or "")
        if len(token) < MIN_TOKEN:
            raise traitlets.TraitError(f"token: give at least {MIN_TOKEN} characters, or none")
        return token

    @traitlets.validate("ip")
    def _check_ip(self, proposal: Any) -> str:
        if proposal["value"] not in LOOPBACK:
            raise traitlets.TraitError(f"ip={proposal['value']!r}: give one of {LOOPBACK}")
        return str(proposal["value"])

    @property
    def address(self) -> str:
        """The address of the start page, with its token."""
        host = f"[{self.ip}]" if ":" in self.ip else self.ip
        return f"http://{host}:{self.port}{self.base_url}?token={self.token}"

    def init_settings(self) -> dict[str, Any]:
        """Close what Voila leaves open."""
        settings: dict[str, Any] = super().init_settings()
        return settings | SETTINGS | {"get_port": lambda: self.port}

    def init_handlers(self) -> list[Any]:
        """Let every handler check host, origin and token, those of static files too."""
        self.voila_configuration.file_allowlist = []  # the start page shows none
        return [(rule[0], _guarded(rule[1]), *rule[2:]) for rule in super().init_handlers()]

    def listen(self) -> None:
        """Listen, and say where."""
        IOLoop.current().add_callback(
            print, f"Open this address in your browser (Ctrl+C ends): {self.address}", flush=True
        )
        super().listen()

    def launch_browser(self) -> None:
        """Open the start page; other users must not see its token among the commands that run."""
        address = html.escape(self.address)
        handle, name = tempfile.mkstemp(suffix=".html")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f'<!doctype html><meta http-equiv="refresh" content="0; url={address}">')
        self._redirect = Path(name)
        with suppress(webbrowser.Error):
            webbrowser.open(self._redirect.as_uri())

    def stop(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "_redirect"):
            self._redirect.unlink(missing_ok=True)
        super().stop()


def app_options(notebook: str | Path = START_PAGE, *options: str) -> list[str]:
    """Return the options with which the application runs.

    Parameters
    ----------
    notebook : str or Path
        Which notebook; cells tagged ``notebook-only`` are left out.
    *options : str
        More options for Voila, such as ``--port=8866`` or ``--theme=dark``.

    Returns
    -------
    list of str

    Examples
    --------
    >>> app_options("start.ipynb", "--port=8866")[-1]
    '--port=8866'
    """
    return [
        str(notebook),
        "--strip_sources=True",
        "--Voila.ip=127.0.0.1",
        "--Voila.log_level=ERROR",
        f"--KernelManager.transport={'tcp' if os.name == 'nt' else 'ipc'}",
        "--TagRemovePreprocessor.enabled=True",
        "--TagRemovePreprocessor.remove_cell_tags=notebook-only",
        *options,
    ]


def run_app(*options: str, notebook: str | Path = START_PAGE) -> int:
    """Run the application until it is stopped; it is open to this user of this computer only.

    The start page asks for no path, and reviews are kept among the user's own data: both go by
    ``RHETORIC_APP=1`` in the environment.

    Parameters
    ----------
    *options : str
        More options for Voila.
    notebook : str or Path
        The start page by default.

    Returns
    -------
    int
        0 when it was stopped.
    """
    os.environ[APPLICATION] = "1"
    logging.getLogger("tornado").setLevel(logging.ERROR)  # refusals are no news to the user
    LocalApplication.launch_instance(app_options(notebook, *options))
    return 0


if __name__ == "__main__":
    sys.exit(run_app(*sys.argv[2:], notebook=sys.argv[1]))
