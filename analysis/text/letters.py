"""What letters, books and papers put before and after a text: greetings, signatures, notes, frames.

None of it is the author's argument, and none of it is a title or a heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.text.furniture import count_words
from analysis.text.spans import BODY, is_heading

__all__ = ["is_salutation", "label_frames", "label_letters", "label_references", "label_speakers"]

TOP = 4  # blocks from the beginning in which a greeting is looked for
END = 4  # blocks from the end in which a signature is looked for
MAX_SIGNATURE_WORDS = 8  # of a line
MAX_SIGNATURE_LINES = 5
SALUTATION = re.compile(
    r"(?:editors?|to (?:the )?(?:editors?|publisher|people of [\w ]{1,40})|dear\b[^?!\n]{0,60}|"
    r"sirs?|madam|sir or madam|gentlemen|ladies and gentlemen|"
    r"(?:hello|hi|hey|greetings|good (?:morning|evening|afternoon))\b[^.?\n]{0,40}|"
    r"(?:my )?(?:friends|fellow [a-z]{1,20}|colleagues|comrades))\s?[,:!;—–-]{1,2}",
    re.I,
)
VALEDICTION = re.compile(
    r"(?:(?:yours|your)\b[^.!?\n]{0,40}|(?:with )?(?:best|kind|warm|warmest|many)\b"
    r"(?: (?:wishes|regards|thanks|best))?[^.!?\n]{0,20}|sincerely[^.!?\n]{0,20}|"
    r"respectfully[^.!?\n]{0,20}|regards|cheers|love|"
    r"until (?:next|then|tomorrow)[^.!?\n]{0,30}|see you[^.!?\n]{0,30}|"
    r"(?:in solidarity|faithfully|cordially)[^.!?\n]{0,20})\s?[,!—–-]{1,2}",
    re.I,
)
SIGNATURE_LINE = re.compile(
    r"[—–-]{0,2}\s?[^\W\d_a-z][^.!?;:]{0,80}(?:(?<=\b[A-Z])\.|\b(?:Jr|Sr)\.)?"
)
CAPITALS = re.compile(r"[^\W\d_a-z](?:[^\Wa-z_]|[ .’'-]){2,40}")
REFERENCES = re.compile(
    r"\W{0,4}(?:(?:end|foot)?notes?|references|works cited|bibliography|sources|further reading|"
    r"notes and references|citations)\W{0,4}",
    re.I,
)
# These begin the text of a footnote.
NOTE_ITEM = re.compile(r"(?:\[\^?[\w-]{1,8}\]:?|[¹²³⁰⁴-⁹]{1,3}|[†‡]|\*{1,3}(?=[A-Z“]))\s?\S")
NUMBERED_ITEM = re.compile(r"\W{0,2}(?:\d{1,3}|[ivx]{1,5})[.):\]]?\s+\S")
FRAME = re.compile(
    r"\*{2,3}\s?(?P<what>START|END) OF (?:THIS|THE) PROJECT GUTENBERG|"
    r"(?P<end>End of (?:the )?Project Gutenberg)",
    re.I,
)
TRANSCRIBER = re.compile(r"(?:produced by|transcriber[’']?s[’']? notes?|\[illustration)\b", re.I)
MAX_NAME_WORDS, MAX_NAME = 4, 42
SPEAKER_NAME = re.compile(r"[^\W\d_a-z][\w.’'-]{0,30}(?: [^\W\d_a-z][\w.’'-]{0,30}){0,3}:?")


def is_salutation(line: str) -> bool:
    """Tell the greeting of a letter.

    Examples
    --------
    >>> [is_salutation(line) for line in ("To the editor:", "Dear Ann,", "Dear is the toll.")]
    [True, True, False]
    """
    plain = line.strip(" *_")
    return len(plain) <= 80 and SALUTATION.fullmatch(plain) is not None


def label_frames(lines: list[str], labels: list[str]) -> None:
    """Mark what Project Gutenberg puts before and after a book.

    Parameters
    ----------
    lines, labels : list of str
        The text and the label of each block; the labels are changed in place.

    Examples
    --------
    >>> labels = ["paragraph"] * 3
    >>> label_frames(["Title: Rain", "*** START OF THE PROJECT GUTENBERG EBOOK ***", "So."], labels)
    >>> labels
    ['boilerplate', 'boilerplate', 'paragraph']
    """
    for number, line in enumerate(lines):
        frame = FRAME.match(line.lstrip()) if "gutenberg" in line.lower() else None
        if frame is None:
            continue
        if (frame.group("what") or "end").upper() == "START":
            labels[: number + 1] = ["boilerplate"] * (number + 1)
            for later in range(number + 1, min(number + 3, len(lines))):
                if TRANSCRIBER.match(lines[later]):
                    labels[later] = "boilerplate"
        else:
            labels[number:] = ["boilerplate"] * (len(lines) - number)
            return


def label_letters(lines: list[str], labels: list[str]) -> None:
    """Mark the greeting of a letter, and what stands below it: the wishes and the signature.

    Parameters
    ----------
    lines, labels : list of str
        As for `label_frames`.

    Examples
    --------
    >>> labels = ["paragraph"] * 4
    >>> label_letters(["To the editor:", "It rained.", "Yours truly,", "Ann Lee"], labels)
    >>> labels
    ['byline', 'paragraph', 'byline', 'byline']
    """
    live = [number for number, label in enumerate(labels) if label in BODY]
    if len(live) < 2:
        return
    greeted = [number for number in live[:TOP] if is_salutation(lines[number])]
    for number in greeted:
        labels[number] = "byline"
    for place in range(len(live) - 1, max(0, len(live) - END - 1), -1):
        number = live[place]
        if labels[number] not in BODY:
            return
        if VALEDICTION.fullmatch(lines[number].split("\n")[0].strip()) and (
            place < len(live) - 1 or count_words(lines[number]) <= MAX_SIGNATURE_WORDS * 2
        ):
            for later in live[place:]:
                labels[later] = "byline"
            return
    _label_signature(lines, labels, live, is_letter=bool(greeted))


def _label_signature(
    lines: Sequence[str], labels: list[str], live: Sequence[int], *, is_letter: bool
) -> None:
    """Mark a name in capitals at the very end, or in a letter the lines of name and place."""
    n_left = 3 if is_letter else 1
    for number in reversed(live[1:][-n_left:]):
        written = [line.strip() for line in lines[number].splitlines() if line.strip()]
        own = [bare for line in written if (bare := line.lstrip("—–- ").rstrip("."))]
        is_short = (
            bool(own)
            and len(own) <= MAX_SIGNATURE_LINES
            and all(
                SIGNATURE_LINE.fullmatch(line) and count_words(line) <= MAX_SIGNATURE_WORDS
                for line in own
            )
        )
        is_dashed = len(own) == 1 and written[0][0] in "—–"
        is_pen_name = is_dashed or (len(own) == 1 and CAPITALS.fullmatch(own[0]) is not None)
        if is_short and (is_letter or (is_pen_name and count_words(own[0]) <= MAX_NAME_WORDS)):
            labels[number] = "byline"
        elif not is_letter:
            return


def label_references(lines: list[str], labels: list[str]) -> None:
    """Mark the texts of footnotes and lists of sources at the end, with their heading.

    Parameters
    ----------
    lines, labels : list of str
        As for `label_frames`.

    Examples
    --------
    >>> labels = ["paragraph", "heading", "paragraph"]
    >>> label_references(["It rained.", "Notes", "[1] All day."], labels)
    >>> labels
    ['paragraph', 'boilerplate', 'boilerplate']
    """
    live = [n for n, label in enumerate(labels) if label in BODY or is_heading(label)]
    heads = [number for number in live[1:] if REFERENCES.fullmatch(lines[number].split("\n")[0])]
    if heads and _are_notes(lines, [n for n in live if n >= heads[-1]]):
        for number in live:
            if number >= heads[-1]:
                labels[number] = "boilerplate"
        live = [number for number in live if number < heads[-1]]
    while len(live) > 1 and labels[live[-1]] in BODY and NOTE_ITEM.match(lines[live[-1]]):
        labels[live.pop()] = "boilerplate"


def _are_notes(lines: Sequence[str], numbers: Sequence[int]) -> bool:
    """Tell a list of notes from a section that is only called so: half its lines are numbered."""
    items = [line for number in numbers for line in lines[number].splitlines()][1:]
    n_items = sum(bool(NOTE_ITEM.match(line) or NUMBERED_ITEM.match(line)) for line in items)
    is_list = not REFERENCES.fullmatch(lines[numbers[0]]) or "note" not in lines[numbers[0]].lower()
    return bool(items) and (2 * n_items >= len(items) or is_list)


def label_speakers(lines: list[str], labels: list[str]) -> None:
    """Mark the names of speakers that stand on lines of their own and come back.

    Parameters
    ----------
    lines, labels : list of str
        As for `label_frames`.

    Examples
    --------
    >>> labels = ["paragraph"] * 6
    >>> said = ["Ann Lee", "Is it safe at all?", "Bo", "It may be, so.", "Ann Lee", "Is it now?"]
    >>> label_speakers(said, labels)
    >>> labels
    ['byline', 'paragraph', 'paragraph', 'paragraph', 'byline', 'paragraph']
    """
    times: dict[str, int] = {}
    for number, line in enumerate(lines):
        if labels[number] != "paragraph" or not _may_be_speaker(line):
            continue
        following = lines[number + 1] if number + 1 < len(lines) else ""
        speaks = count_words(following) > count_words(line) and not _may_be_speaker(following)
        # A name that once stands where nobody speaks is none.
        times[line] = times.get(line, 0) + 1 if speaks else -len(lines)
    again = {line for line, n_times in times.items() if n_times > 1}
    for number, line in enumerate(lines):
        if line in again and labels[number] == "paragraph":
            labels[number] = "byline"


def _may_be_speaker(line: str) -> bool:
    is_short = len(line) <= MAX_NAME and count_words(line) <= MAX_NAME_WORDS
    return is_short and SPEAKER_NAME.fullmatch(line) is not None
