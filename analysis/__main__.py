"""``python -m analysis``: see analysis.cli."""

import gc

from analysis.cli import app

if __name__ == "__main__":
    # The word lists are some hundred thousand small things that stay until the end; by default
    # Python would look through all of them many times while they are read.
    gc.set_threshold(200_000)
    app(prog_name="python -m analysis")
