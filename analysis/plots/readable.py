"""Tables as a person reads them: plain names, units, intervals beside their numbers, no codes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pandas as pd

from analysis.plots.labels import label

__all__ = ["number", "readable_profile", "readable_table", "with_interval"]

NOTHING = "–"
# The names of columns, with their units. A column that is not here is named as ``label`` has it.
NAMES = {
    "a": "",
}
