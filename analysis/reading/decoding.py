"""From bytes to text: which encoding a file has, and the repair of what went wrong before.

Tried in this order: a byte-order mark, what the file or the server declares, the pattern of NUL
bytes that UTF-16 leaves, UTF-8, the old Windows code page, and only then a guess.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

__all__ = ["DecodingError", "decode", "repair", "repair_characters"]

# Control characters that no text file has; NUL, tabs and line ends are not among them.
CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")
MAX_CONTROL_SHARE = 1 / 1000  # of the characters looked at; more of them is no text
MIN_SUSPECT_CONTROL = 5  # a slip or two are no sign of another kind of file
MAX_NUL_SHARE = 1 / 20
SAMPLE = 100_000  # characters or bytes that are looked at
DECLARED_CHARSET = re.compile(
    rb"""<meta[^<>]{0,200}?charset=["']?\s*([\w.:-]+)|<\?xml[^<>]{0,100}?encoding=["']([\w.:-]+)""",
    re.I,
)
DECLARATION_REACH = 4096  # bytes from the start in which a page declares its charset
# The longer mark first: the mark of UTF-16 is the beginning of that of UTF-32. The text keeps the
# mark of UTF-8 as its first character, so that offsets are those of the file.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8"),
)
# Pages that say one of these mean the Windows code page, which has more characters (WHATWG).
LATIN = frozenset(["iso8859-1", "ascii", "latin-1", "cp1252"])
# A text whose valid sequences outnumber the broken ones so many times is damaged UTF-8.
VALID_PER_BROKEN = 4
SURROGATE = re.compile("[\ud800-\udfff]")
# Mojibake is never a single odd character: it has two in a row, or a control character of C1.
# Two marks of punctuation in a row, as at the end of a quotation, are none.
SUSPECT = re.compile("[\x80-\x9f]|[^\x00-\x7f‘’“”–—…][^\x00-\x7f]|[^\x00-\x7f][^\x00-\x7f‘’“”–—…]")
# Among these alone no pair is mojibake: curly quotes beside a space that does not break.
HARMLESS = re.compile("[\x00-\x7f\xa0‘’“”–—…]*")
C1_CONTROL = re.compile("[\x80-\x9f]")


class DecodingError(ValueError):
    """Bytes that are no text in any encoding that is tried."""


def decode(data: bytes, *, declared: str | None = None, markup: bool = False) -> tuple[str, str]:
    """Decode bytes to text.

    Parameters
    ----------
    data : bytes
        The whole file.
    declared : str, optional
        The charset that a server named.
    markup : bool
        Also look for a charset declared in the page itself.

    Returns
    -------
    encoding, text : str
        The name of the encoding, and the decoded characters. Bytes that a damaged UTF-8 text has
        in excess become "\N{REPLACEMENT CHARACTER}".

    Raises
    ------
    DecodingError
        If the bytes are no text.

    Examples
    --------
    >>> decode("It isn’t".encode("cp1252"))
    ('cp1252', 'It isn’t')
    >>> decode(b"<meta charset=latin1>caf\\xe9", markup=True)[0]
    'cp1252'
    """
    for encoding in _candidates(data, declared, markup):
        try:
            text = data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
        return encoding, _checked(text)
    mended = _mended_utf8(data)
    if mended is not None:
        return "utf-8", _checked(mended)
    return _guess(data)


def _candidates(data: bytes, declared: str | None, markup: bool) -> Iterator[str]:
    """Yield the encodings to try, the surest first."""
    yield from (encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark))
    if wide := _wide_encoding(data):
        yield wide
    named = [declared] if declared else []
    if markup and (found := DECLARED_CHARSET.search(data[:DECLARATION_REACH])):
        named.append((found.group(1) or found.group(2)).decode("ascii"))
    yield from (encoding for name in named if (encoding := _known_encoding(name)))
    yield "utf-8"


def _known_encoding(name: str) -> str | None:
    """Return Python's name of a text encoding, or None if it knows none of that name."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if info.name in LATIN:
        return "cp1252"
    # A page that is read byte by byte up to its declaration is not in a wide encoding.
    return None if info.name.startswith(("utf-16", "utf-32")) else info.name


def _wide_encoding(data: bytes) -> str | None:
    """Tell UTF-16 without a mark: of English text every other byte is NUL."""
    sample = data[: SAMPLE // 2 * 2]
    half = len(sample) // 2
    if half < 2:
        return None
    n_even, n_odd = sample[0::2].count(0), sample[1::2].count(0)
    if n_odd > half * 0.7 and n_even < half * 0.05:
        return "utf-16-le"
    if n_even > half * 0.7 and n_odd < half * 0.05:
        return "utf-16-be"
    return None


def _mended_utf8(data: bytes) -> str | None:
    """Decode UTF-8 that holds surrogates or a few broken bytes, or return None if it is none."""
    try:
        wide = data.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass")
        return wide.decode("utf-16", "replace")  # two surrogates in a row are one character
    except UnicodeError:
        pass
    sample = data[:SAMPLE].decode("utf-8", "replace")
    n_broken = sample.count("\ufffd")
    n_valid = sum(character > "\x7f" for character in sample) - n_broken
    is_damaged = n_valid >= VALID_PER_BROKEN * max(n_broken, 1)
    return data.decode("utf-8", "replace") if is_damaged else None


def _guess(data: bytes) -> tuple[str, str]:
    """Decode by the old Windows code page, else let charset-normalizer guess."""
    from charset_normalizer import from_bytes

    try:
        return "cp1252", _checked(data.decode("cp1252"))
    except UnicodeDecodeError:
        best = from_bytes(data[:SAMPLE]).best()
    if best is None:
        raise DecodingError("not a text file")
    return best.encoding, _checked(data.decode(best.encoding, "replace"))


def _checked(text: str) -> str:
    """Return the text if it is one: real text has hardly any control characters."""
    sample = text[:SAMPLE]
    n_control, n_nul = len(CONTROL.findall(sample)), sample.count("\0")
    may_control = max(MIN_SUSPECT_CONTROL, len(sample) * MAX_CONTROL_SHARE)
    is_text = n_control < may_control and n_nul <= max(1, len(sample) * MAX_NUL_SHARE)
    if not is_text:
        raise DecodingError("not a text file")
    return text


def repair_characters(text: str) -> tuple[str, list[str]]:
    """Replace characters that no text may hold, keeping its length and so all offsets.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    text : str
        A text of the same length: NUL characters and lone surrogates are
        "\N{REPLACEMENT CHARACTER}", control characters that stand for punctuation of the Windows
        code page are that punctuation.
    repaired : list of str
        What was repaired, in words; empty if nothing was.

    Examples
    --------
    >>> repair_characters("It isn\\x92t\\x00")
    ('It isn’t\ufffd', ['NUL characters replaced', 'Windows punctuation restored'])
    """
    repaired = []
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
        repaired.append("NUL characters replaced")
    if SURROGATE.search(text):
        text = SURROGATE.sub("\ufffd", text)
        repaired.append("lone surrogates replaced")
    restored = C1_CONTROL.sub(_windows_character, text)
    if restored != text:
        text = restored
        repaired.append("Windows punctuation restored")
    return text, repaired


def _windows_character(match: re.Match[str]) -> str:
    try:
        return match.group().encode("latin-1").decode("cp1252")
    except UnicodeDecodeError:
        return match.group()


def repair(text: str) -> tuple[str, list[str]]:
    """Repair mojibake, and then the characters that no text may hold.

    Mojibake is text that was once decoded by the wrong encoding ("isnâ€™t"). Only lines that
    hold some are changed; their length changes, so this comes before offsets are taken.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    text : str
        The repaired text.
    repaired : list of str
        What was repaired, in words; empty if nothing was.

    Examples
    --------
    >>> repair("It isnâ€™t\\n“so” cheap")
    ('It isn’t\\n“so” cheap', ['mojibake'])
    """
    repaired = []
    if SUSPECT.search(text):
        lines = text.split("\n")
        mended = [_mend_line(line) for line in lines]
        if mended != lines:
            text = "\n".join(mended)
            repaired.append("mojibake")
    text, characters = repair_characters(text)
    return text, repaired + characters


def _mend_line(line: str) -> str:
    if not SUSPECT.search(line) or HARMLESS.fullmatch(line):
        return line
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    fixed = str(fix_encoding(line)) if is_bad(line) else line
    # A single character of the Windows code page is put right one for one, and said so.
    return line if fixed == repair_characters(line)[0] else fixed
