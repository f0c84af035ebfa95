"""Colours that mean something are told apart by number: with deuteranopia, in grey, as letters."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE
from matplotlib.colors import to_rgb

from analysis.plots.labels import CATEGORY_COLORS, COLORS, INK, MAIN_MARKERS, MUTED
from analysis.plots.stance import STANCE_COLORS

DEUTERANOPIA = {"name": "sRGB1+CVD", "cvd_type": "deuteranomaly", "severity": 100}
PALETTES = {
    "main markers": [COLORS[name] for name in MAIN_MARKERS],
    "kinds of loaded language": list(CATEGORY_COLORS.values()),
    "stances": list(STANCE_COLORS.values()),
}


def lightness(color: str) -> float:
    return float(cspace_convert(to_rgb(color), "sRGB1", "CAM02-UCS")[0])


def contrast(color: str, other: str = "#ffffff") -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""

    def luminance(name: str) -> float:
        part = np.array(to_rgb(name))
        linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    low, high = sorted([luminance(color), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#ffffff") == pytest.approx(1)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.005)  # the standard's lightest grey


@pytest.mark.parametrize("palette", PALETTES)
def test_colours_differ_with_deuteranopia_and_in_grey(palette):
    for one, other in combinations(PALETTES[palette], 2):
        seen = [
            np.clip(cspace_convert(to_rgb(c), DEUTERANOPIA, "sRGB1"), 0, 1) for c in (one, other)
        ]
        assert deltaE(*seen, input_space="sRGB1") >= 15, (one, other)
        assert abs(lightness(one) - lightness(other)) >= 7, (one, other)


@pytest.mark.parametrize("color", [*COLORS.values(), INK, MUTED])
def test_what_is_written_in_colour_can_be_read(color):
    assert contrast(color) >= 4.5
