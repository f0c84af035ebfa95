"""``python -m analysis`` and the command ``rhetoric-notebooks``: see analysis.cli."""

from __future__ import annotations

import atexit
import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer import Typer


def main() -> None:
    """Run the command line under the name by which it was called."""
    # The word lists are some hundred thousand small things that stay until the end; by default
    # Python would look through all of them many times while they are read.
    gc.set_threshold(200_000)
    from typer.main import get_group

    from analysis.cli import app

    # Nor need it look through them once more at the end, when all memory is given back anyway.
    atexit.register(gc.freeze)
    called = Path(sys.argv[0]).stem
    _leave_others_out(app, sys.argv[1:2])
    get_group(app)(prog_name="python -m analysis" if called == "__main__" else called)


def _leave_others_out(app: Typer, asked: list[str]) -> None:
    """Leave out all commands but the one that is asked for: each takes time to be put together."""
    from typer.main import get_command_name

    found = [
        command
        for command in app.registered_commands
        if [command.name or get_command_name(getattr(command.callback, "__name__", ""))] == asked
    ]
    app.registered_commands = found or app.registered_commands


if __name__ == "__main__":
    main()
