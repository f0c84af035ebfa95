"""Which labelled texts are kept unread, so that what is measured on them is not flattered.

A text belongs to the test part by a number made from its name alone: no one chooses, and a text
keeps its part when others come or go. Measures are fitted and rules are written on the rest; over
the test part programs run, and only totals are looked at.
"""

from __future__ import annotations

from hashlib import sha256

__all__ = ["LABELLED_EARLIER", "N_PARTS", "is_test", "split_of"]

# One part in three is for testing.
N_PARTS = 3
# Op-eds that were read while the first rules were written: they can test nothing.
LABELLED_EARLIER = frozenset(
    {
        "aljazeera-017-argentinagrowthatwhatprice",
        "aljazeera-020-assadpresidentsyria",
        "aljazeera-124-iranianopportunity",
        "aljazeera-131-itgoinggetworsefrenchmuslims",
        "aljazeera-253-therenodebateabouttorture",
        "foxnews-084-fergusonunrestmakeprotesterspa",
        "foxnews-086-fivereasonswhyeuropeancentralb",
        "foxnews-126-iransanctionsfightthreemythsno",
        "foxnews-211-putinandukraineexpectmorebruta",
        "foxnews-245-stalinmuhammadandobama",
        "guardian-011-amnesiaimmigrationeuropelesson",
        "guardian-104-guardianviewcounterterrorcoope",
        "guardian-107-guardianviewontalksangelamerke",
        "guardian-151-madonnaculturalappropriationcl",
    }
)


def is_test(name: str) -> bool:
    """Tell whether a labelled text is kept unread, for testing.

    Parameters
    ----------
    name : str
        The name of the whole document (of the editorial, not of one of its sentences), so that no
        two sentences of one text are in different parts.

    Returns
    -------
    bool
        True for about one name in three, always the same ones; never for the op-eds that had
        been read before.

    Examples
    --------
    >>> [name for name in ("one", "two", "three", "four", "five") if is_test(name)]
    ['one', 'three']
    >>> is_test("foxnews-245-stalinmuhammadandobama")
    False
    """
    if name in LABELLED_EARLIER:
        return False
    return int(sha256(name.encode()).hexdigest(), 16) % N_PARTS == 0


def split_of(name: str) -> str:
    """Return the part of a labelled text: "test" or "rest".

    Examples
    --------
    >>> split_of("one"), split_of("two")
    ('test', 'rest')
    """
    return "test" if is_test(name) else "rest"
