"""Sentences that everybody would rate alike, by the kind of thing that scorers get wrong."""

from __future__ import annotations

import pytest

from analysis.sentiment import explain, score

NEUTRAL = 0.05  # a score this near to 0 calls a sentence neither good nor bad

NEGATED = """
I do not think that the bridge is beautiful.
We don't believe this budget is fair.
She doesn’t suppose that the reform is wise.
I am not convinced that the museum is a success.
There is no evidence that the cure is effective.
It is not true that the harbour is safe.
It is not clear that the new rules are sensible.
I doubt that the minister is honest.
Nobody believes the timetable is reliable.
Nobody who lives here calls the square beautiful.
No one thinks that the merger is a good idea.
None of the neighbours found the concert enjoyable.
Few people would call the result a success.
Neither of the candidates is trustworthy.
Hardly anyone thinks the design is elegant.
Not one of the promises was honest.
It is the least convincing argument of the evening.
This is a less generous offer.
The second draft is less clear.
They acted without courage.
The report shows a lack of respect.
The committee failed to protect the forest.
The trains fail to improve.
The answer is far from satisfying.
The hall is anything but beautiful.
The plan is by no means fair.
The road is not, as the mayor claims, safe.
The road is not (whatever the mayor claims) safe.
The road is not — whatever the mayor claims — safe.
The road is not, in any sense of the word, safe.
This is not a wise, fair or honest law.
It is neither wise nor fair.
They never, ever helped.
The park is no longer beautiful.
It is hard to see how this is progress.
The choir sings without joy or beauty.
The owners refused to help.
The film is nowhere near as good.
The clerk was not very helpful.
It is too late to be helpful.
The offer is too generous to be honest.
The walls are too thin to protect us.
It would have been a wonderful evening.
She could have been a great judge.
The so-called experts came.
"""
NOT_BAD = """
There is nothing wrong with the bridge.
It could not be better.
The view couldn't be lovelier.
The weather has never been better.
The evening was not without charm.
Nobody doubts that she is honest.
No one denies that he is brave.
The choir never fails to delight.
Without a doubt a splendid concert.
The mayor is not only honest but brave.
No problem is unsolvable.
Nobody was hurt.
There was no violence.
The night passed without injuries.
The soup is not bad.
"""
EVILS_THAT_GO = """
Unemployment fell.
Poverty has declined.
Crime dropped again last year.
The fever is down.
Infections are falling.
The death rate has fallen.
The war is over.
The war ended in May.
The fighting stopped.
The epidemic was contained.
The famine was averted.
The attack was prevented.
The plot was foiled.
The ban was lifted.
Smallpox was eradicated.
The law reduced crime.
The treaty ended the war.
Vaccines prevent deaths.
The new drug cured the disease.
He was acquitted of murder.
A jury acquitted her of fraud.
The mayor was cleared of corruption.
The charges of bribery were dropped.
She survived the attack.
They escaped the fire.
He was cured of cancer.
The falling crime rate is news.
There was a drop in crime.
Fewer deaths were reported.
The threat has receded.
"""
BAD_NEWS = """
Crime is rising.
Unemployment grew.
Hunger has spread.
There was an increase in violence.
Crime has not fallen.
The war is not over.
They lost their freedom.
The court blocked the excellent reform.
Trust in the courts has fallen.
Support for the wise plan declined.
They squandered our trust.
The strike destroyed our hope.
They were denied justice.
"""
# A sentence with a name, and one in which a word without valence stands in its place.
NAMES = """
Mr. Savage came to town. | Mr. Oram came to town.
Mrs. Cruel and Dr. Strange left. | Mrs. Oram and Dr. Bram left.
Grace Hope came. | Oram Bram came.
Joy spoke to the clerk. | Oram spoke to the clerk.
The clerk spoke to Frank and Grace. | The clerk spoke to Oram and Bram.
They met in Hope Street. | They met in Oram Street.
Hope Street is near the station. | Oram Street is near the station.
Death Valley is in the west. | Oram Valley is in the west.
She lives in Paradise. | She lives in Oram.
The train to Bad Homburg left. | The train to Oram Homburg left.
In March and in May they sailed. | In April and in June they sailed.
He read War and Peace. | He read Oram and Bram.
War and Peace is in the library. | Oram and Bram is in the library.
Crime and Punishment is in the library. | Oram and Bram is in the library.
Pride and Prejudice is in the library. | Oram and Bram is in the library.
The Great Depression began. | The Oram Bram began.
See http://www.good-news.com for the times. | See http://www.oram.com for the times.
Write to happy@lovely.org about the times. | Write to oram@bram.org about the times.
It stands at www.terrible-crimes.net today. | It stands at www.oram.net today.
"""
APOSTROPHES = "' ’ ‘ ` ´ ʼ ′ ＇ ʹ ʻ ˈ ΄ ՚ ᾽ ‵ ❜".split()


def sentences(block: str) -> list[str]:
    """Return the lines of a block."""
    return block.strip().splitlines()


@pytest.mark.parametrize("text", sentences(NEGATED))
def test_praise_that_is_denied_is_no_praise(text: str) -> None:
    assert score(text) < 0, explain(text)


@pytest.mark.parametrize("text", sentences(NOT_BAD))
def test_blame_that_is_denied_is_no_blame(text: str) -> None:
    assert score(text) >= -NEUTRAL, explain(text)


@pytest.mark.parametrize("text", sentences(EVILS_THAT_GO))
def test_an_evil_that_goes_is_not_bad(text: str) -> None:
    assert score(text) >= -NEUTRAL, explain(text)


@pytest.mark.parametrize("text", sentences(BAD_NEWS))
def test_an_evil_that_grows_and_a_good_that_goes_are_bad(text: str) -> None:
    assert score(text) < 0, explain(text)


@pytest.mark.parametrize("pair", sentences(NAMES))
def test_names_months_places_titles_and_addresses_carry_no_valence(pair: str) -> None:
    named, plain = pair.split(" | ")
    assert score(named) == score(plain), explain(named)


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
@pytest.mark.parametrize("text", ["The road isn't safe.", "We don't trust it.", "It won't help."])
def test_every_apostrophe_negates(text: str, apostrophe: str) -> None:
    assert score(text.replace("'", apostrophe)) == score(text) < 0


@pytest.mark.parametrize(
    "text", ["The road is n't safe.", "The road isnt safe.", "They couldnt help.", "It wont help."]
)
def test_a_negation_without_its_apostrophe_negates(text: str) -> None:
    assert score(text) < 0


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("Grace was kind.", "They were kind."),
        ("Hope is a virtue.", "Patience is a virtue."),
        ("“Terrible things happen,” she said.", "She said that terrible things happen."),
        ("He said: Terrible things happen.", "He said that terrible things happen."),
        ("TERRIBLE things happen.", "Terrible things happen."),
    ],
)
def test_a_capital_that_is_no_names_changes_no_sign(word: str, other: str) -> None:
    assert score(word) * score(other) > 0


def test_praise_in_scare_quotes_is_hardly_praise() -> None:
    assert score("He is a genius.") > 2 * score("He is a “genius”.")
    assert score("They saw the “triumph”.") < score("They saw the triumph.")


def test_a_headline_in_title_case_keeps_its_words() -> None:
    assert score("Terrible Crime Shocks Peaceful Valley Town Again Today") < 0
