"""Devices: figures of speech that show in the structure of a text rather than in its words.

Each device is a marker of its own. The rules look for structure (marks, repeated words, parallel
members), so they find the device and cannot tell whether it is meant. All of them read a text once;
what is looked at around a candidate is bounded.
"""

from analysis.markers.devices.concession import CONCESSION
from analysis.markers.devices.contrast import CONTRAST
from analysis.markers.devices.repetition import REPETITION
from analysis.markers.devices.rhetorical_question import RHETORICAL_QUESTION
from analysis.markers.devices.scare_quotes import SCARE_QUOTES
from analysis.markers.devices.triad import TRIAD
from analysis.markers.devices.us_them import US_THEM
from analysis.matching.matches import Marker

__all__ = ["DEVICES"]

DEVICES: tuple[Marker, ...] = (
    RHETORICAL_QUESTION,
    SCARE_QUOTES,
    REPETITION,
    CONTRAST,
    TRIAD,
    US_THEM,
    CONCESSION,
)
