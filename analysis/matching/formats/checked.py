"""What has been checked before: so that large lexicons are checked once, not at every start.

A file whose checks passed leaves an empty file in the cache, named after a hash of its content and
of the code that checks it. It can be deleted at any time; where none can be kept, files are checked
anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

from analysis.files import cache_folder
from analysis.matching import entries, rules
from analysis.text import spans

__all__ = ["CHECKING", "check_key", "is_checked", "remember"]


def check_key(contents: Iterable[bytes]) -> str:
    """Return a name that changes with the contents of files and with the code that checks them.

    Examples
    --------
    >>> check_key([b"a", b"b"]) == check_key([b"a", b"b"]) != check_key([b"ab"])
    True
    """
    digest = hashlib.sha256(_code())
    for content in contents:
        digest.update(b"%d " % len(content))
        digest.update(content)
    return digest.hexdigest()


# The code that checks lexicons of the project's own form.
CHECKING = (
    *(Path(str(module.__file__)) for module in (entries, rules, spans)),
    Path(__file__).with_name("own.py"),
)


@cache
def _code() -> bytes:
    return b"\0".join(path.read_bytes() for path in CHECKING)


def is_checked(key: str) -> bool:
    """Tell whether a file of this key has passed its checks before."""
    with suppress(OSError):
        return (_folder() / key).is_file()
    return False


def remember(key: str) -> None:
    """Keep in mind that a file of this key has passed its checks."""
    with suppress(OSError):
        _folder().mkdir(parents=True, exist_ok=True)
        (_folder() / key).touch()


@cache
def _folder() -> Path:
    return cache_folder() / "checked"
