"""Articles in pages of ugly kinds are read whole, with their headings, and nothing else is."""

from __future__ import annotations

import html
import importlib.util
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from analysis.reading.sources import parse_html
from analysis.text.spans import WORD, fold

FOLDER = Path(__file__).parent / "documents"


def load_build() -> Any:
    """The module that reads the articles; it is a script beside them."""
    spec = importlib.util.spec_from_file_location("document_build", FOLDER / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


read_article = load_build().read_article
ARTICLES = sorted(path.stem for path in (FOLDER / "articles").glob("*.md"))
MENU = ("Home", "News", "Opinion", "Sport", "Weather", "Subscribe now", "Log in")
RELATED = (
    "Ten gardens to see before the winter comes",
    "Council to vote on new bins next month",
    "Why the swimming pool stays shut this year",
    "Letters: your views on the ring road",
)
OTHER = (
    "The swimming pool in the lower town will stay shut until the autumn, the council said on "
    "Tuesday, because a crack was found in the floor of the deep end during a routine inspection.",
    "Swimmers may use the pool at the barracks on two evenings a week, and clubs have been "
    "offered a bus. Repairs are put at two million, of which the county will pay a quarter.",
)
FOOT = "© 2025 The Harbour Argus. All rights reserved. Terms. Privacy. Contact us. Cookies."


def esc(text):
    return html.escape(text, quote=False)


def filled(article, **kinds):
    """The blocks of an article, each in the markup of its kind."""
    return "".join(kinds[kind].format(esc(text)) for kind, text in article.blocks)


def links(names, tag="li"):
    return "".join(f'<{tag}><a href="/{n}">{name}</a></{tag}>' for n, name in enumerate(names))


def head(article, extra=""):
    return f"<head><title>{esc(article.title)} | The Harbour Argus</title>{extra}</head>"


def font_and_breaks(article):
    body = filled(
        article,
        heading="<b>{}</b><br><br>\n",
        paragraph="{}<br><br>\n",
        quote="<i>{}</i><br><br>\n",
    )
    return (
        f"<html>{head(article)}<body bgcolor=white><center>{' | '.join(MENU)}</center><hr>"
        f"<font size=5><b>{esc(article.title)}</b></font><br>By {article.author}<br><br>"
        f"<font face=Times size=3>{body}</font><hr><font size=1>{FOOT}</font></body></html>"
    )


def layout_tables(article):
    rows = filled(
        article,
        heading="<tr><td><font color=navy><b>{}</b></font></td></tr>",
        paragraph="<tr><td class=t>{}</td></tr>",
        quote="<tr><td><blockquote>{}</blockquote></td></tr>",
    )
    menu = "".join(f"<tr><td><a href=/{n}>{name}</a></td></tr>" for n, name in enumerate(MENU))
    return (
        f"<html>{head(article)}<body><table width=100%><tr><td width=120 valign=top><table>{menu}"
        f"</table></td><td><table><tr><th><h1>{esc(article.title)}</h1></th></tr>{rows}</table></td>"
        f"<td><table>{links(RELATED, 'td')}</table></td></tr><tr><td colspan=3>{FOOT}</td></tr>"
        "</table></body></html>"
    )


def nested_divs(article):
    body = filled(
        article,
        heading="<div class='x7a'><div><div role='heading' aria-level='2'>{}</div></div></div>",
        paragraph="<div class='f4ad'><div><span>{}</span></div></div>",
        quote="<div class='q9'><blockquote><div>{}</div></blockquote></div>",
    )
    return (
        f"<html>{head(article)}<body><div><div><div>{links(MENU, 'div')}</div></div><div><div>"
        f"<div><h1>{esc(article.title)}</h1></div><div>{body}</div></div><div>"
        f"<div>Related</div>{links(RELATED, 'div')}</div></div><div>{FOOT}</div></div></body>"
    )


def custom_elements(article):
    body = filled(
        article,
        heading="<story-subhead><h3>{}</h3></story-subhead>",
        paragraph="<story-para><text-run>{}</text-run></story-para>",
        quote="<story-quote><blockquote>{}</blockquote></story-quote>",
    )
    return (
        f"<html>{head(article)}<body><site-header><nav>{links(MENU)}</nav></site-header>"
        f"<story-body><story-title><h1>{esc(article.title)}</h1></story-title>{body}</story-body>"
        f"<site-related>{links(RELATED)}</site-related><site-footer>{FOOT}</site-footer>"
        "</body></html>"
    )


def live_blog(article):
    posts, number = [], 0
    for kind, text in article.blocks:
        if kind == "heading":
            posts.append(
                f"</div><div class=post><time>1{number % 10}.0{number % 6} BST</time>"
                f"<h2>{esc(text)}</h2>"
            )
            number += 1
        else:
            tag = "p" if kind == "paragraph" else "blockquote"
            posts.append(f"<{tag}>{esc(text)}</{tag}>")
    return (
        f"<html>{head(article)}<body><nav><ul>{links(MENU)}</ul></nav><main><h1>{esc(article.title)}"
        f"</h1><div class=posts><div class=post><time>09.41 BST</time>{''.join(posts)}</div></div>"
        f"</main><footer>{FOOT}</footer></body></html>"
    )


def two_columns(article):
    body = filled(
        article, heading="<h2>{}</h2>", paragraph="<p>{}</p>", quote="<blockquote>{}</blockquote>"
    )
    other = "".join(f"<p>{text}</p>" for text in OTHER)
    return (
        f"<html>{head(article)}<body><ul>{links(MENU)}</ul><div class=cols><div class=main-col>"
        f"<h1>{esc(article.title)}</h1>{body}</div><aside class=side-col><h3>Also today</h3>"
        f"<h4>Pool stays shut</h4>{other}<ul>{links(RELATED)}</ul></aside></div>"
        f"<footer><p>{FOOT}</p></footer></body></html>"
    )


def paywalled(article):
    """The beginning is shown, then the offer; the whole stands in the page's description."""
    first = next(text for kind, text in article.blocks if kind == "paragraph")
    told = {"@type": "NewsArticle", "headline": article.title, "isAccessibleForFree": False}
    told["articleBody"] = "\n\n".join(text for _, text in article.blocks)
    script = f"<script type='application/ld+json'>{json.dumps(told)}</script>"
    return (
        f"<html>{head(article, script)}<body><nav>{links(MENU)}</nav><article><h1>"
        f"{esc(article.title)}</h1><p>{esc(first)}</p><div class='paywall'><h2>Subscribe to read on"
        "</h2><p>You have read your three free articles this month. Already a member? Log in.</p>"
        f"</div></article><footer>{FOOT}</footer></body></html>"
    )


def amp(article):
    body = filled(
        article,
        heading="<h2 class=i-sub>{}</h2><amp-ad width=300 height=250 type=x></amp-ad>",
        paragraph="<p>{}</p>",
        quote="<blockquote class=i-q><p>{}</p></blockquote>",
    )
    return (
        f"<html amp>{head(article)}<body><amp-sidebar id=s><ul>{links(MENU)}</ul></amp-sidebar>"
        f"<article><header><h1>{esc(article.title)}</h1><amp-img src=x.jpg alt='a quay'></amp-img>"
        f"<figcaption>The harbour last week. Photograph: A. Lee</figcaption></header>{body}"
        "<amp-list src=/more><template type=amp-mustache>{{title}}</template></amp-list></article>"
        f"<section><h3>More from Opinion</h3><ul>{links(RELATED)}</ul></section><footer>{FOOT}"
        "</footer></body></html>"
    )


def described_only(article):
    told = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage"},
            {
                "@type": "OpinionNewsArticle",
                "headline": article.title,
                "articleBody": "".join(f"<p>{esc(text)}</p>" for _, text in article.blocks),
            },
        ],
    }
    script = f"<script type='application/ld+json'>{json.dumps(told)}</script>"
    return (
        f"<html>{head(article, script)}<body><div id=root></div><noscript>You need to enable "
        "JavaScript to run this app.</noscript></body></html>"
    )


def several_containers(article):
    """Each section of the text stands in a container of its own, with other things between."""
    parts, now = [], []
    for kind, text in article.blocks:
        if kind == "heading" and now:
            parts.append("".join(now))
            now = []
        tag = {"heading": "h2", "paragraph": "p", "quote": "blockquote"}[kind]
        now.append(f"<{tag}>{esc(text)}</{tag}>")
    parts.append("".join(now))
    between = (
        f"<div class=promo><a href=/x>{RELATED[0]}</a></div><div class=ad-slot>Advertisement</div>"
    )
    body = between.join(f"<div class=article-body>{part}</div>" for part in parts)
    return (
        f"<html>{head(article)}<body><nav>{links(MENU)}</nav><h1>{esc(article.title)}</h1>{body}"
        f"<div class=more><h3>More</h3>{links(RELATED)}</div><footer>{FOOT}</footer></body>"
    )


def bold_paragraphs(article):
    """Headings are bold paragraphs, the lead is large, and a box for letters stands within."""
    body = filled(
        article,
        heading="<p><strong>{}</strong></p>",
        paragraph="<p><span style='font-size:12pt'>{}</span></p>",
        quote="<p><em>{}</em></p>",
    )
    return (
        f"<html>{head(article)}<body><header>{links(MENU)}</header><div class=entry-content><h1>"
        f"{esc(article.title)}</h1>{body}<p><em>Share this:</em> <a href=/f>Facebook</a> <a "
        "href=/t>X</a></p></div><div id=comments><h3>2 comments</h3><p>Well said! I could not "
        "agree more with you on this.</p><form><label>Leave a reply</label>"
        "<textarea></textarea></form></div>"
        f"<footer>{FOOT}</footer></body></html>"
    )


TEMPLATES = [
    font_and_breaks,
    layout_tables,
    nested_divs,
    custom_elements,
    live_blog,
    two_columns,
    paywalled,
    amp,
    described_only,
    several_containers,
    bold_paragraphs,
]


# Here nothing but the words and their place tells the headings.
UNMARKED = (paywalled, described_only)


def words(*texts):
    return Counter(word for text in texts for word in WORD.findall(fold(text)))


def read_page(page):
    document = parse_html(page)
    headings = [document[b] for b in document.blocks if b.label.startswith("heading")]
    return document, [document[sentence] for sentence in document.sentences], headings


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.__name__)
def test_words_and_headings_of_an_article_are_read(template):
    """Over ten articles: 99 of 100 words, and of those that are read; 95 of 100 headings."""
    n_right = n_true = n_read = 0
    heads_right = heads_true = heads_read = titles = 0
    for name in ARTICLES:
        article = read_article(name)
        document, sentences, headings = read_page(template(article))
        true = words(*(text for _, text in article.blocks))
        read = words(*sentences, *headings)
        n_right += sum((true & read).values())
        n_true, n_read = n_true + sum(true.values()), n_read + sum(read.values())
        wanted = [text for kind, text in article.blocks if kind == "heading"]
        heads_right += len(set(wanted) & set(headings))
        heads_true, heads_read = heads_true + len(wanted), heads_read + len(headings)
        titles += document.title == article.title
    figures = (n_right, n_true, n_read, heads_right, heads_true, heads_read, titles)
    assert n_right / n_read >= 0.99, figures
    assert n_right / n_true >= 0.99, figures
    assert titles == len(ARTICLES), figures
    share = 0.9 if template in UNMARKED else 0.95
    assert heads_right >= share * max(heads_true, heads_read), figures
