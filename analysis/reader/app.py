"""The start page as an application: Voila runs 00_start_here without showing code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

__all__ = ["app_command", "run_app"]

START_PAGE = Path(__file__).resolve().parents[2] / "notebooks" / "00_start_here.ipynb"
# Voila's page would ask a CDN for icons; with this policy the browser asks nobody but Voila.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: blob:"
)


def app_command(notebook: str | Path = START_PAGE, *options: str) -> list[str]:
    """Return the command that runs the start page as an application.

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
    >>> app_command()[1:3]
    ['-m', 'voila']
    """
    settings = {"headers": {"Content-Security-Policy": POLICY}}
    return [
        sys.executable,
        "-m",
        "voila",
        str(notebook),
        "--strip_sources=True",
        "--Voila.ip=127.0.0.1",
        f"--Voila.tornado_settings={settings!r}",
        "--TagRemovePreprocessor.enabled=True",
        "--TagRemovePreprocessor.remove_cell_tags=notebook-only",
        *options,
    ]


def run_app(*options: str) -> int:
    """Run the application until it is stopped; it is open to this computer only.

    Parameters
    ----------
    *options : str
        More options for Voila.

    Returns
    -------
    int
        Voila's exit status.
    """
    return subprocess.call(app_command(START_PAGE, *options))
