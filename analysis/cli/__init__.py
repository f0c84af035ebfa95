"""The command line: ``python -m analysis COMMAND``.

Whatever a person can type ends in a result or in one line on standard error that says what, where
and what to do. The exit status is 0, 1 where something could not be done, or 2 for a command that
cannot be understood.
"""

from analysis.cli import archives, audits, classes, several, texts
from analysis.cli.base import app

__all__ = ["app", "archives", "audits", "classes", "several", "texts"]
