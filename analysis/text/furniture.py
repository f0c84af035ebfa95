"""What web pages, newsletters and agencies put around an article: menus, notices, comment forms.

Told by the formulas that they use. A formula counts only in a short block; a sentence of prose that
happens to begin like one ("Share prices fell …") stays prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from analysis.text.spans import BODY, fold

__all__ = ["MIN_PROSE_WORDS", "count_words", "label_furniture", "label_repeats"]

MAX_WORDS = 25  # of a page's line or the first line of what follows an article
MAX_MENU_WORDS = 5  # of a page's line at the very top
MAX_NOTICE_WORDS = 90
MIN_PROSE_WORDS = 25  # a longer block is a paragraph of the article
PROSE_BEFORE_END = 3  # paragraphs after which a comment form ends the article wherever it stands
MAX_PROSE_AFTER_LINKS = 1  # paragraphs; after more of them the article has gone on
REPEAT_WORDS = 8, 45  # a pull quote has so many words; fewer may be a refrain
MAX_REPEAT = 400  # characters of a pull quote
REPEAT_REACH = 12  # blocks between a pull quote and the paragraph that it repeats
LONGER_BY = 2  # times the words that the paragraph has of the pull quote taken from it
AHEAD = 10  # blocks after a link header that are looked at
MIN_SENTENCE_SHARE = 0.75  # of them are sentences if the article goes on
LEAD = 200  # characters of a block that are looked at

# After these nothing of the article follows, wherever they stand.
PAGE_END = re.compile(
    r"(?:leave a (?:reply|comment)|post a comment|add (?:a|your) comment|"
    r"comments?(?: \(\d{1,9}\)|:)?$|\d{1,9} (?:comments?|responses?|replies|thoughts on)\b|"
    r"one response to|your e-?mail address will not be published|required fields are marked|"
    r"join the (?:conversation|discussion)$|this discussion is (?:now )?closed|"
    r"you(?:’|')?(?: a)?re receiving this|you received this (?:e-?mail|message)|"
    r"our mailing address|want to change how you receive)"
)
# These head a list of links: what follows them at the end of a page is not the article's either.
LINKS_FOLLOW = re.compile(
    r"(?:related (?:articles?|stories|posts?|topics|content|news)\b|more (?:from|stories)\b|"
    r"more on this\b|you (?:may|might) also (?:like|enjoy)|"
    r"(?:most|trending|popular) (?:read|popular|viewed|now|stories|posts)\b|read next\b|"
    r"recommended(?: for you| stories| reading)?$|editors?[’']?s?[’']? picks?\b|don[’']t miss$|"
    r"latest (?:news|stories|posts)$|recent posts$|explore more\b|from our partners|around the web)"
)
# Lines of a page that say no more than this, wherever they stand.
WHOLE_LINES = frozenset(
    "share|tweet|email|e-mail|facebook|twitter|x|linkedin|whatsapp|reddit|pinterest|instagram|"
    "google+|copy link|print|print this|save|listen|follow|like|reply|report|loading|home|menu|"
    "search|close|opinion|comment|analysis|op-ed|oped|editorial|columnist|columnists|guest essay|"
    "guest column|guest post|perspective|letter|letters|back to top|continue reading|keep reading|"
    "all rights reserved|advertisement|advert|sponsored|anzeige|ad|promoted|end of list".split("|")
)
# These begin short lines of a page, wherever they stand.
PAGE_LINE = re.compile(
    r"(?:advertisement\b|advert\b|sponsored content|skip (?:to|advertisement)|share(?: this| on)\b|"
    r"click (?:here|to)\b|sign (?:up|in|out)\b|log ?in\b|subscribe\b|"
    r"support (?:us\b|our (?:journalism|work|newsroom|reporting|site|mission))|"
    r"follow (?:us\b|@|.{1,40} on )|"
    r"read (?:more|also|on|next|the full)\b|see also\b|related:|also read\b|"
    r"watch:|listen:|video:|(?:photo|image|picture|credit|source|illustration)s?\s?(?:by\b|:|…|\.\.)|"
    r"photograph:|copyright\b|©|\(c\) \d{4}|filed under\b|tags?:|topics?:|labels?:|"
    r"categor(?:y|ies):|\d{1,4} min(?:ute)?s?\b(?: read)?$|reading time|estimated reading|"
    r"cookies? (?:policy|notice|settings)|"
    r"we use cookies|accept (?:all )?cookies|updated:?\s|published:?\s|posted\b|"
    r"(?:first )?published (?:on|at)\b|last (?:updated|modified)\b|view (?:this|in|on)\b|"
    r"unsubscribe\b|forward (?:this|to a friend)|update your preferences|"
    r"manage (?:your )?(?:preferences|subscription)|(?:story|article) continue[sd]\b|"
    r"(?:article )?(?:re)?(?:posted|printed|published) with permission\b|printed from\b|"
    r"(?:begin )?forwarded message|(?:from|to|cc|sent|date|subject|reply-to):\s|sent from my\b|"
    r"list \d{1,4} of \d{1,4}|via e-?mail\b|(?:text|font) size\b|"
    r"this (?:article|page) has been (?:sent|saved)\b|"
    r"(?:write|e-?mail) to [^.!?]{2,60} at \S{0,60}@|"
    r"\d[\d,.]{0,15}[km]? ?(?:views?|shares?|likes?|claps|comments?|followers|reactions)"
    r"(?![a-z])|(?:next|previous) (?:article|story|post)|older posts)"
)
# Whole sentences that pages put between the paragraphs.
NUISANCE = re.compile(
    r"(?:new\s?)?you can (?:now|also) (?:listen|read|watch|sign up|follow)|click here to\b|"
    r"sign up (?:for|to|here|now)\b|subscribe (?:to|now|for|here)\b|download (?:our|the) app|"
    r"get (?:our|the) (?:free )?(?:app|newsletter)|(?:this|the) (?:video|audio) (?:can|is) not\b"
)
# A headline may begin with one of these.
HEADLINE = re.compile(r"(?:watch|listen|video|opinion|analysis|images?|photos?|pictures?)\s?[:|]")
# Whole sentences that a paper adds below an article.
NOTICE = re.compile(
    r"(?:(?:this|the) (?:article|story|piece|column|essay|op-?ed|post|entry) (?:was|has been|is) "
    r"(?:\w+ )?(?:amended|corrected|updated|edited|adapted|reprinted|republished|translated|posted|"
    r"(?:first |originally )?(?:published|appeared))|"
    r"(?:this|the) (?:article|story|piece|column|essay) (?:first |originally )(?:appeared|ran)|"
    r"this copy is for your personal\b|an error (?:has )?occurred, please\b|"
    r"an earlier version of this|corrections?:|(?:editor|publisher|author)[’']?s?[’']? note\b|"
    r"do you have (?:an opinion|a (?:story|tip|view|letter))|have (?:an opinion|a tip|your say)|"
    r"to (?:submit|send) (?:a|your) (?:letter|op-?ed|response|guest)|"
    r"send (?:us )?(?:a |your )?letters?|"
    r"letters to the editor|the .{2,40} is committed to (?:publishing|diversity)|"
    r"if you (?:purchase|enjoyed|liked|would like to (?:submit|support|respond))|"
    r"(?:the )?(?:views|opinions) (?:and opinions )?(?:expressed|here|in this)\b|"
    r"(?:additional )?reporting by\b|edit(?:ing|ed) by\b|our standards:|"
    r"by using this site|use of (?:and|this)|sign up\b|subscribe (?:to|now|for|here)\b|"
    r"follow .{2,60} on (?:facebook|twitter|x\b|instagram|threads|bluesky)|"
    r"(?:reach|contact|e-?mail|write to) (?:him|her|them|the (?:author|writer)s?) at\b|"
    r"all rights reserved|©|copyright\b|reprinted (?:with|by) permission|distributed by\b|"
    r"we (?:may receive|earn) (?:compensation|a commission)|before you (?:go|move on)\b|"
    r"(?:support|donate to) (?:our|independent) journalism|unsubscribe\b|\^\d{1,3}\]:)"
)
# A line that holds a number, a time, an address and nothing else.
BARE = re.compile(
    r"(?:\d[\d.,:]{0,30}\s?(?:[ap]\.?m\.?|gmt|bst|et|k|m)?|https?://\S+|www\.\S+|"
    r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}|@\w+|[-–—=*_#~\s]+)"
)
AGENCY = re.compile(
    r"(?:afp|ap|epa|reuters|getty(?: images)?|shutterstock|alamy(?: stock photo)?|istock|unsplash|"
    r"associated press|bloomberg|pa wire|wikimedia(?: commons)?|flickr|creative commons)"
)
MAX_CREDIT_PART = 60  # characters of a name beside an agency's
SENTENCE_MARKS = frozenset(".!?")
CREDIT = re.compile(r"photo|image|©|we use|copyright")


def label_furniture(lines: list[str], labels: list[str]) -> None:
    """Mark what belongs to the page rather than to the article.

    Parameters
    ----------
    lines : list of str
        The text of each block.
    labels : list of str
        The label of each block; changed in place.

    Examples
    --------
    >>> labels = ["title", "paragraph", "paragraph"]
    >>> label_furniture(["Rain", "It rained.", "Leave a Reply"], labels)
    >>> labels
    ['title', 'paragraph', 'boilerplate']
    """
    half = len(lines) // 2
    n_prose, n_left = 0, sum(count_words(line) >= MIN_PROSE_WORDS for line in lines)
    for number, line in enumerate(lines):
        if labels[number] in ("byline", "title"):
            n_left -= count_words(line) >= MIN_PROSE_WORDS
            continue
        lead = fold(line[:LEAD]).strip(" *_[(#•-–—")
        n_words = count_words(line)
        late = number > 0 and number >= half
        is_end = n_words <= MAX_WORDS and _ends_page(lead, late, n_prose, n_left)
        if is_end and not (LINKS_FOLLOW.match(lead) and _goes_on(lines[number + 1 :][:AHEAD])):
            labels[number:] = ["boilerplate"] * (len(lines) - number)
            return
        is_headline = number == 0 and n_words > MAX_MENU_WORDS and HEADLINE.match(lead)
        if not is_headline and _is_furniture(line, lead, n_words, late):
            labels[number] = "boilerplate"
        n_prose += n_words >= MIN_PROSE_WORDS
        n_left -= n_words >= MIN_PROSE_WORDS


def _ends_page(lead: str, late: bool, n_prose: int, n_left: int) -> bool:
    if PAGE_END.match(lead):
        return late or n_prose >= PROSE_BEFORE_END
    if not late or n_left > MAX_PROSE_AFTER_LINKS or is_prose(lead):
        return False
    return bool(LINKS_FOLLOW.match(lead))


def _goes_on(following: Sequence[str]) -> bool:
    """Tell the rest of an article from a list of headlines: most of its blocks are sentences."""
    n_sentences = sum(map(is_prose, following))
    return n_sentences > 1 and n_sentences >= MIN_SENTENCE_SHARE * len(following)


def _is_furniture(line: str, lead: str, n_words: int, late: bool) -> bool:
    if len(line) <= LEAD and (BARE.fullmatch(lead) or is_picture_credit(lead)):
        return True
    if n_words <= MAX_WORDS and NUISANCE.match(lead):
        return True
    if late and n_words <= MAX_NOTICE_WORDS and NOTICE.match(lead):
        return True
    if n_words > MAX_WORDS:
        return False
    is_whole = lead.rstrip(" *_:.…>»›)]") in WHOLE_LINES
    is_formula = is_whole or PAGE_LINE.match(lead) or LINKS_FOLLOW.match(lead)
    return bool(is_formula) and (not is_prose(line) or bool(CREDIT.match(lead)))


def is_picture_credit(line: str) -> bool:
    """Tell the names of a photographer and an agency, parted by slashes.

    Examples
    --------
    >>> is_picture_credit("ann lee / reuters"), is_picture_credit("the town / the water")
    (True, False)
    """
    parts = [part.strip() for part in line.split("/")]
    is_short = max(map(len, parts)) <= MAX_CREDIT_PART and SENTENCE_MARKS.isdisjoint(line)
    return is_short and any(map(AGENCY.fullmatch, parts))


def is_prose(line: str) -> bool:
    """Tell a sentence that happens to begin like a page's formula ("Share prices fell …").

    Examples
    --------
    >>> is_prose("Share prices fell again on Monday."), is_prose("Share this article")
    (True, False)
    """
    return count_words(line) > 5 and line.rstrip("\"'”’»)")[-1:] in tuple(".!?")


def count_words(line: str) -> int:
    """Return the number of words between spaces, counting no further than is ever asked for.

    Examples
    --------
    >>> count_words("It rained.")
    2
    """
    return len(line.split(None, 1000))


def label_repeats(lines: list[str], labels: list[str]) -> None:
    """Mark pull quotes: short blocks whose words stand in a longer paragraph too.

    Parameters
    ----------
    lines, labels : list of str
        As for `label_furniture`.

    Examples
    --------
    >>> quote = "It rained all day on all of us"
    >>> lines = [quote, "Ann Lee said that in the end it rained all day on all of us alike."]
    >>> labels = ["paragraph", "paragraph"]
    >>> label_repeats(lines, labels)
    >>> labels
    ['boilerplate', 'paragraph']
    """
    n_times = Counter(lines)
    waiting: dict[tuple[str, ...], list[_PullQuote]] = {}
    bare_words = cache(_bare_words)
    for number, line in enumerate(lines):
        # What stands by itself more than once is a refrain.
        if labels[number] not in BODY or n_times[line] > 1 or len(line) > MAX_REPEAT:
            continue
        words = bare_words(line)
        if REPEAT_WORDS[0] <= len(words) <= REPEAT_WORDS[1]:
            quote = _PullQuote(number, words)
            waiting.setdefault(tuple(words[: REPEAT_WORDS[0]]), []).append(quote)
    found = [quote.number for quotes in waiting.values() for quote in quotes]
    near = {place for number in found for place in _near(number, len(lines))}
    for number in sorted(near):
        if labels[number] in BODY:
            _mark_repeats(labels, number, bare_words(lines[number]), waiting)


def _near(number: int, n_lines: int) -> range:
    return range(max(0, number - REPEAT_REACH), min(n_lines, number + REPEAT_REACH + 1))


class _PullQuote(NamedTuple):
    """A short block that may repeat a paragraph, and its words."""

    number: int
    words: list[str]


def _mark_repeats(
    labels: list[str],
    number: int,
    words: Sequence[str],
    waiting: dict[tuple[str, ...], list[_PullQuote]],
) -> None:
    """Mark the pull quotes near a paragraph that it holds."""
    size = REPEAT_WORDS[0]
    firsts = {head[0] for head in waiting}
    for place in range(len(words) - size + 1):
        if words[place] not in firsts:
            continue
        quotes = waiting.get(tuple(words[place : place + size]), [])
        first = bisect_left(quotes, number - REPEAT_REACH, key=lambda quote: quote.number)
        for quote in quotes[first : first + 2 * REPEAT_REACH + 1]:
            is_near = 0 < abs(quote.number - number) <= REPEAT_REACH
            is_inside = words[place : place + len(quote.words)] == quote.words
            if is_near and is_inside and len(words) >= len(quote.words) * LONGER_BY:
                labels[quote.number] = "boilerplate"


def _bare_words(line: str) -> list[str]:
    return re.findall(r"\w+", fold(line).replace("_", " "))
