"""Definitions in TOML, read once and kept: parsing them takes longer than all else of a start.

What a file holds is kept as JSON in the cache, named after a hash of the file, so that it can never
be out of date. What is kept is plain data with a hash of its own: a damaged file is made anew, and
all can be deleted at any time.
"""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from analysis.files import cache_folder, sealed, unsealed, write_bytes

__all__ = ["read_definitions"]


def read_definitions(path: Path) -> dict[str, Any]:
    """Read a TOML file of the project.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    TOMLDecodeError
        If it is no TOML.

    Examples
    --------
    >>> sorted(read_definitions(Path(__file__).parents[1] / "lexicons" / "voices.toml"))
    ['irregular', 'kinds']
    """
    content = path.read_bytes()
    kept = cache_folder() / "definitions" / f"{sha256(content).hexdigest()}.json"
    with suppress(OSError, ValueError):
        found: dict[str, Any] = json.loads(bytes(unsealed(kept.read_bytes())))
        return found
    import tomllib  # only here, because it is slow to load and what is kept needs it not

    read = tomllib.loads(content.decode("utf-8"))
    with suppress(OSError, TypeError):  # no folder to write in; a date, which JSON does not have
        write_bytes(kept, sealed(json.dumps(read, ensure_ascii=False).encode()))
    return read
