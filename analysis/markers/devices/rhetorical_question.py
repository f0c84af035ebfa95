"""Rhetorical questions."""

from __future__ import annotations

import re
from bisect import bisect_right

from analysis.matching.matches import Marker, Match, make_match
from analysis.text.classes import word_class
from analysis.text.document import Document
from analysis.text.quotations import is_title
from analysis.text.spans import Span, fold

__all__ = ["RHETORICAL_QUESTION", "find_rhetorical_questions"]

QUESTION_END = re.compile(r"\?[!?]{0,20}[\"'”’»)\]]{0,20}\Z")
# The writer has somebody ask: "You may ask: “…?”" is the writer's own question.
IMAGINED_ASKER = re.compile(
    r"\b(?:can|could|may|might|must|should|would|will|let's|let us|i|we|you|you'll|one|to)\s+"
    r"(?:\w+\s+)?(?:be\s+)?(?:ask(?:ed)?|wonder(?:ed)?|say|object)\b[^.!?]*\Z"
)
ANSWER = re.compile(
    r"[\"“‘(]?(?:because|no|yes|not|never|none|nothing|nobody|hardly|surely|certainly|of course|"
    r"perhaps|possibly|probably|maybe|simple|simply|easy|absolutely|the answer|to|by|indeed)\b"
)
# The reply takes up the verb of the question: Could the town pay? It could not.
VERB = re.compile(r"[^\w\n]{0,3}(?:(?:and|but|so|then|or)\s+)?([a-z]{1,12})\b")
REPLY_VERB = re.compile(r"[\"“‘(]?(?:i|you|he|she|it|we|they|that|this|there)\s+([a-z]{1,12})\b")
ASKER_REACH = 80
# Somebody else asks, without quotation marks: a poll, or the one who interviews.
POLLED = re.compile(
    r"\b(?:polls?|pollsters?|surveys?|surveyed|respondents|questionnaires?|referendum|interviewers?|"
    r"reporters?|ballot)\b[^.!?:]{0,60}\b(?:ask(?:s|ed|ing)?|questions?)\b[^.!?:]{0,40}[:,]\s"
    r"[^.!?]*\Z"
)
INTERVIEWER = re.compile(r"\b(?:q|interviewer|moderator|host|reporter)\s?\d{0,2}\s?:\s+")
LABEL = re.compile(INTERVIEWER.pattern + r"\Z")
LABEL_REACH = 20  # characters of a speaker's label, which may stand before the sentence
POLL_REACH = 300
# The reader is to answer.
TO_THE_READER = re.compile(r"\byou(?:r|'ve)?\b")
INVITATION = re.compile(
    r"[\"“‘(]?(?:please |then |if so, )?(?:let us know|get in touch|write (?:to us|in)|"
    r"(?:e-?mail|phone|call|text|contact) (?:us|the (?:desk|editors?|hotline|police|station))|"
    r"tell us (?:about|how|what|your)|send us|send your|share your|take our|leave a comment)\b"
)
REPLY = 40  # characters of the next sentence in which it is told to whom
OPENER = re.compile(r"[^\w\n]{0,3}([a-z]{1,12})")
VERBS = word_class("modals") | word_class("be_or_have") | word_class("do_forms")
ASKING = word_class("question_words") | VERBS
SUM = re.compile(r"\?\s?\d[\d,]*(?:\.\d\d\b|\s[a-z])")


def find_rhetorical_questions(document: Document) -> list[Match]:
    """Find questions that the writer asks without wanting to be told.

    Parameters
    ----------
    document : Document
        Its body is searched.

    Returns
    -------
    list of Match
        Whole sentences: ``answered`` if the next sentence answers at once (hypophora), else
        ``open``. A question within quoted speech is somebody's real question and does not count,
        unless the writer makes somebody ask it ("You may ask: …").

    Notes
    -----
    Every question in an essay is taken for a rhetorical one, since nobody is there to answer.
    In a list of frequent questions that does not hold. Not counted are what polls and
    interviewers ask, and what readers are to write about (“… Tell us.”). Indirect questions, and
    those without a question mark, are not found.

    References
    ----------
    Frank, J. (1990). You call that a rhetorical question? Journal of Pragmatics 14(5).
    https://doi.org/10.1016/0378-2166(90)90003-V

    Examples
    --------
    >>> document = Document("x", "Who pays? Nobody does. He asked: “Who will pay for it?”")
    >>> [(match.text, match.category) for match in find_rhetorical_questions(document)]
    [('Who pays?', 'answered')]
    """
    matches = []
    sentences = document.sentences
    for number, sentence in enumerate(sentences):
        ending = QUESTION_END.search(
            document.text, max(sentence.start, sentence.end - 8), sentence.end
        )
        if ending is None or _is_real_question(document, sentence.start, ending.start()):
            continue
        following = document[sentences[number + 1]] if number + 1 < len(sentences) else ""
        if _asks_for_letters(document, sentence, following):
            continue
        answered = _is_answered(document, sentence, fold(following[:REPLY]))
        category = "answered" if answered else "open"
        reason = "a question, answered at once" if answered else "a question to the reader"
        matches.append(
            make_match(
                document,
                "rhetorical_question",
                category,
                sentence.start,
                sentence.end,
                reason=reason,
            )
        )
    return matches


def _is_real_question(document: Document, start: int, mark: int) -> bool:
    """Tell whether somebody else asks: in speech that is not made up, in a poll or an interview."""
    if _is_sign(document, start, mark) or _in_title(document, start, mark):
        return True
    label = document.folded[max(0, start - LABEL_REACH) : start]
    if INTERVIEWER.match(document.folded, start) or LABEL.search(label):
        return True
    if POLLED.search(document.folded, max(0, mark - POLL_REACH), mark):
        return True
    quote = _quote_at(document, mark)
    if quote is None:
        return False
    before = document.folded[max(0, quote.start - ASKER_REACH) : quote.start]
    return not IMAGINED_ASKER.search(before)


def _is_answered(document: Document, sentence: Span, following: str) -> bool:
    """Tell whether the next sentence answers at once: with no, because, it could not."""
    asked = VERB.match(document.folded, sentence.start, sentence.end)
    said = REPLY_VERB.match(following)
    takes_up = asked and said and asked[1] == said[1] and asked[1] in VERBS
    return bool(takes_up or ANSWER.match(following))


def _asks_for_letters(document: Document, sentence: Span, following: str) -> bool:
    """Tell what readers are to answer: Have you been overcharged? Write to us."""
    asks_reader = TO_THE_READER.search(document.folded, sentence.start, sentence.end)
    return asks_reader is not None and INVITATION.match(fold(following[:REPLY])) is not None


def _is_sign(document: Document, start: int, mark: int) -> bool:
    """Tell a sign that was lost before a sum of money: he has? 200 to his name."""
    opener = OPENER.match(document.folded, start)
    is_question = opener is not None and opener[1] in ASKING
    return not is_question and SUM.match(document.text, mark) is not None


def _in_title(document: Document, start: int, mark: int) -> bool:
    """Tell a statement that ends with a title: his book, “Who Told You So?”"""
    place = bisect_right(document.quotes, mark, key=lambda quote: quote.start) - 1
    if place < 0 or not start < document.quotes[place].start < mark < document.quotes[place].end:
        return False
    return is_title(document.text[document.quotes[place].start + 1 : mark])


def _quote_at(document: Document, offset: int) -> Span | None:
    place = bisect_right(document.quotes, offset, key=lambda quote: quote.start) - 1
    quote = document.quotes[place] if place >= 0 else None
    return quote if quote and quote.label == "speech" and offset < quote.end else None


RHETORICAL_QUESTION = Marker(
    "rhetorical_question",
    ("open", "answered"),
    find_rhetorical_questions,
    title="Rhetorical questions",
    color="#8a6500",
    short="Rhet. questions",
)
