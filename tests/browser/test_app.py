"""The start page as an application with Voila: chosen texts, and closed doors."""

from __future__ import annotations

import http.client
import json
import re
from itertools import pairwise

import pytest
import traitlets
from playwright.sync_api import expect

from analysis.plots.profiles import readable_places
from analysis.reader.app import LocalApplication
from analysis.reading.sources import read_document
from analysis.statistics.invented import invented_readings
from analysis.statistics.many import profile_of_texts
from analysis.statistics.metrics import profile
from analysis.statistics.norms import load_norms
from analysis.tables.analysis import analyze
from analysis.tables.readings import write_reading

READER = ".rhetoric-reader.linked"
NAME = "00_start_here.ipynb"
SCRIPT = "/voila/templates/base/static/voila.js"
SOCKET = "/api/kernels/12345678-1234-1234-1234-123456789abc/channels"


@pytest.fixture(scope="module")
def voila(run_server):
    options = ("--no-browser", "--port={port}", "--token={token}")
    command = ("analysis.reader.app", "{folder}/" + NAME, *options)
    return run_server(*command, url="/static/missing", notebooks=(NAME,))


def ask(base: str, path: str, **headers: str) -> tuple[int, str]:
    """Ask as a program does, with any headers; return the status and the beginning of the page."""
    port = int(base.rsplit(":", 1)[1])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    fields = {"Host": f"127.0.0.1:{port}"} | {k.replace("_", "-"): v for k, v in headers.items()}
    connection.request("GET", path, headers=fields)
    answer = connection.getresponse()
    page = answer.read(200).decode("utf-8", "replace")
    connection.close()
    return answer.status, page


def test_texts_are_chosen_and_corrected_without_code(open_page, voila, violations):
    page = open_page(f"{voila.base}/?token={voila.token}")
    page.locator(f"{READER} table.profile td").first.wait_for(timeout=60_000)
    assert violations(page, "body") == []
    assert page.locator(".jp-CodeCell .jp-InputArea").count() == 0
    assert page.get_by_text("The cells from here on").count() == 0
    assert page.get_by_text("Sections: 6 sections").is_visible()

    page.get_by_role("tab", name="Pasted text").click()
    attack = "<img src=x onerror=\"document.title='run'\"> It may be a disgrace. It may rain."
    page.get_by_placeholder("Paste a text here").fill(f"A pasted <b>title</b>\n\n{attack}")
    page.get_by_role("button", name="Read it").last.click()
    page.locator(f"{READER} h2", has_text="A pasted title").wait_for(timeout=20_000)
    assert page.locator(f"{READER} .prose").inner_text().strip() == attack
    assert page.title() != "run"
    assert page.locator(f"{READER} .prose img").count() == 0

    hedge = page.locator(f"{READER} tbody td[data-marker=hedge]").first
    assert hedge.get_attribute("data-count") == "2"
    page.locator(f"{READER} .prose mark.hedge").first.click()
    page.locator(f"{READER} .actions").get_by_role("button", name="Reject").first.click()
    page.locator(f"{READER} tbody td[data-marker=hedge][data-count='1']").wait_for()
    page.get_by_text("1 decision, saved in").wait_for()
    assert not list(voila.folder.glob("*.review.json"))
    (review,) = voila.folder.parents[1].glob("data/rhetoric-notebooks/reviews/*.review.json")
    assert '"reject"' in review.read_text(encoding="utf-8")

    page.get_by_role("tab", name="A file").click()
    page.get_by_placeholder("a web address").fill("/etc/hostname")
    page.get_by_placeholder("a web address").press("Enter")
    page.get_by_text("Give a web address that begins with https://").wait_for(timeout=20_000)
    choose(page, "tale.txt", b"A tale\n\nIt may rain.")
    page.locator(f"{READER} h2", has_text="A tale").wait_for(timeout=20_000)


def test_a_text_is_chosen_and_compared_with_keys(open_page, voila, violations):
    """On a phone's width, where nothing stands out at the side."""
    size = {"width": 390, "height": 800}
    page = open_page(f"{voila.base}/?token={voila.token}", viewport=size)
    page.locator(f"{READER} table.profile td").first.wait_for(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sample, other = (
        page.locator(".widget-dropdown", has_text=name).locator("select").first
        for name in ("Sample", "Compare with")
    )
    sample.focus()
    page.keyboard.press("ArrowDown")  # "Harbour bridge for" follows "Harbour bridge against"
    page.locator(f"{READER} h2", has_text="can afford").wait_for(timeout=20_000)
    other.focus()
    page.keyboard.press("ArrowDown")
    page.locator(".comparison h4", has_text="can afford").wait_for(timeout=20_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    tab = page.get_by_role("tab", name="A sample")
    tab.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    box = page.get_by_placeholder("Paste a text here")
    box.wait_for()
    box.focus()
    page.keyboard.type("It may rain tomorrow.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(f"{READER} h2", has_text="It may rain tomorrow.").wait_for(timeout=20_000)
    assert violations(page, "body") == []


def choose(page, name: str, content: bytes) -> None:
    """Give a file to the page."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files({"name": name, "mimeType": "text/plain", "buffer": content})


def test_an_archive_is_audited_without_code(open_page, voila, violations, tmp_path):
    """A table is handed over, a sample drawn and read blind, and its rates corrected."""
    page = open_page(f"{voila.base}/?token={voila.token}", viewport={"width": 1280, "height": 800})
    title = page.get_by_text("Audit an archive", exact=True)
    title.wait_for(timeout=60_000)
    title.click()
    texts = ["It may rain. It is wet.", "It rains. Perhaps it will snow."] * 3
    rows = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts)]
    content = "\n".join(rows).encode()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="A table of texts").click()
    table = {"name": "letters.jsonl", "mimeType": "application/json", "buffer": content}
    chooser.value.set_files(table)
    page.get_by_text("6 texts analyzed, 0 failed").wait_for(timeout=60_000)
    page.get_by_role("button", name="Draw a sample").click()
    page.get_by_text("12 units on 1 sheet, of which 0 read to the end").wait_for(timeout=20_000)
    page.get_by_placeholder("who reads").fill("AB")
    page.get_by_role("button", name="Read the next sheet").click()
    page.get_by_role("button", name="I have finished reading").wait_for(timeout=20_000)
    read = page.locator(".blind").last
    assert read.locator("mark[data-hit]").count() == 0  # she sees no mark of the machine's
    page.screenshot(path=tmp_path / "sheet.png", full_page=True)
    page.get_by_role("button", name="I have finished reading").click()
    page.get_by_role("button", name="Finish", exact=True).click()
    read.locator("td[data-marker=hedge][data-who=machine]").wait_for(timeout=30_000)
    page.get_by_role("button", name="Correct the rates").click()
    # Six hedges were found in 36 words, and she holds none to be one.
    said = "Hedges: the corrected rate is 0.0 per 1,000 words [0.0, 0.0]; uncorrected 167."
    page.get_by_text(said).wait_for(timeout=30_000)
    picture = page.get_by_role("img", name="An archive as counted and as corrected")
    assert picture.evaluate("image => image.naturalWidth") > 500
    page.screenshot(path=tmp_path / "corrected.png", full_page=True)
    page.get_by_role("button", name="Text for a methods section").click()
    page.get_by_text("were found with rhetoric-notebooks").wait_for(timeout=20_000)
    page.get_by_text("stratified by what the tool found in them").wait_for()
    page.screenshot(path=tmp_path / "methods.png", full_page=True)
    assert violations(page, "body") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


PRIVATE = (
    "/etc/passwd",
    "../../../../etc/passwd",
    "file:///etc/passwd",
    "FILE://localhost/etc/passwd",
    "http://127.0.0.1:{}/",
    "http://localhost.:{}/",
    "http://2130706433:{}/",
    "http://0x7f.1:{}/",
    "http://017700000001:{}/",
    "http://[::1]:{}/",
    "http://[::ffff:127.0.0.1]:{}/",
    "http://127。0。0。1:{}/",
    "http://paper.example@127.0.0.1:{}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://[fe80::1]/",
)


def test_the_page_reads_neither_files_nor_private_addresses(open_page, voila, tmp_path):
    """By every spelling, typed into the box; the text that was shown stays."""
    page = open_page(f"{voila.base}/?token={voila.token}")
    page.locator(f"{READER} table.profile td").first.wait_for(timeout=60_000)
    title = page.locator(f"{READER} h2").first.inner_text()
    page.get_by_role("tab", name="A file").click()
    box = page.get_by_placeholder("web address")
    status = page.get_by_role("status").filter(has_text="⚠")
    refusal = re.compile("own network|web address|is not read|no host|password|read from the web")
    port = voila.base.rsplit(":", 1)[1]
    for number, address in enumerate(PRIVATE):
        for given in (f"nowhere://{number}", address.format(port)):
            box.fill(given)
            page.get_by_role("button", name="Read it").first.click()
            if given.startswith("nowhere"):  # so that the next message is a new one
                expect(status.first).to_contain_text(given, timeout=20_000)
        expect(status.first).not_to_contain_text("nowhere", timeout=20_000)
        expect(status.first).to_contain_text(refusal, timeout=20_000)
        assert "root:" not in page.inner_text("body")
        assert page.locator(f"{READER} h2").first.inner_text() == title
    large = tmp_path / "large.txt"
    large.write_bytes(b"It may rain. " * 1_700_000)  # 22.1 MB
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(large)
    expect(status.first).to_contain_text("large.txt: larger than 20 MB", timeout=60_000)
    choose(page, "tale.txt", b"A tale\n\nIt may rain.")  # the connection still stands
    page.locator(f"{READER} h2", has_text="A tale").wait_for(timeout=20_000)
    page.screenshot(path=tmp_path / "page.png")


@pytest.mark.parametrize("path", ["/", SCRIPT, "/voila/static/extension.js", SOCKET, "/login"])
def test_without_the_token_nothing_is_given(voila, path):
    wrong = ["", "?token=", "?token=" + "0" * 32, f"?token={voila.token[:-1]}"]
    for token in wrong:
        status, page = ask(voila.base, path + token)
        assert status == 403
        assert "token" in page or path == SOCKET


def test_the_token_opens(voila):
    assert ask(voila.base, f"{SCRIPT}?token={voila.token}")[0] == 200
    assert ask(voila.base, SCRIPT, Authorization=f"token {voila.token}")[0] == 200


@pytest.mark.parametrize("path", [SCRIPT, "/", SOCKET])
@pytest.mark.parametrize(
    "host", ["evil.example:{}", "127.0.0.1", "127.0.0.1:1", "127.0.0.2:{}", "localhost.:{}", ""]
)
def test_another_host_is_refused_even_with_the_token(voila, path, host):
    port = voila.base.rsplit(":", 1)[1]
    status, _ = ask(voila.base, f"{path}?token={voila.token}", Host=host.format(port))
    assert status in (400, 403)


def test_its_own_names_are_served(voila):
    port = voila.base.rsplit(":", 1)[1]
    for host in ("localhost", "LOCALHOST", "[::1]", "127.0.0.1"):
        assert ask(voila.base, f"{SCRIPT}?token={voila.token}", Host=f"{host}:{port}")[0] == 200


@pytest.mark.parametrize("path", [SCRIPT, SOCKET])
@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://localhost:1", "null", "http://127.0.0.1.evil.example"]
)
def test_another_origin_is_refused_even_with_the_token(voila, path, origin):
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    headers = {"Origin": origin, "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==", **upgrade}
    assert ask(voila.base, f"{path}?token={voila.token}", **headers)[0] == 403


def test_a_foreign_name_that_points_here_is_refused_in_the_browser(
    browser, chromium_options, voila
):
    """Nothing but the name is wrong: this browser takes the application for evil.example."""
    chromium_options["args"].append("--host-resolver-rules=MAP evil.example 127.0.0.1")
    chromium = browser.browser_type.launch(**chromium_options)
    page = chromium.new_page()
    port = voila.base.rsplit(":", 1)[1]
    for address in (f"/?token={voila.token}", f"{SCRIPT}?token={voila.token}", "/"):
        answer = page.goto(f"http://evil.example:{port}{address}")
        assert answer.status == 403
        assert "403" in page.inner_text("body")
        assert page.locator(READER).count() == 0
    answer = page.goto(f"{voila.base}{SCRIPT}?token={voila.token}")
    assert answer.status == 200  # so the browser reaches it, under its own name
    chromium.close()


def test_a_page_of_another_port_cannot_open_a_socket(open_page, voila, tmp_path):
    """It shares the cookies of this computer, and the user has just opened the application."""
    page = open_page(f"{voila.base}{SCRIPT}?token={voila.token}")
    open_socket = """address => new Promise(done => {
        const socket = new WebSocket(address);
        socket.onopen = () => done("open");
        socket.onerror = () => done("refused");
    })"""
    page.route("http://127.0.0.1:9/", lambda route: route.fulfill(body="<p>elsewhere"))
    page.goto("http://127.0.0.1:9/")
    for address in (SOCKET, f"{SOCKET}?token={voila.token}"):
        socket = voila.base.replace("http", "ws") + address
        assert page.evaluate(open_socket, socket) == "refused"


def test_the_terminal_shows_one_line(voila):
    """The address, and no warnings, after all that the tests above have done."""
    log = (voila.folder.parents[1] / "log").read_text(encoding="utf-8")
    address = f"{voila.base}/?token={voila.token}"
    assert log == f"Open this address in your browser (Ctrl+C ends): {address}\n"


def test_every_start_has_a_token_of_its_own():
    first, second = LocalApplication().token, LocalApplication().token
    assert first != second
    assert len(first) >= 43  # 32 bytes, 6 bits a character


@pytest.mark.parametrize("settings", [{"ip": "0.0.0.0"}, {"ip": ""}, {"token": ""}])
def test_the_doors_cannot_be_opened_by_an_option(settings):
    with pytest.raises(traitlets.TraitError):
        LocalApplication(**settings)


def test_words_of_ones_own_are_searched_and_counted_by_mouse(open_page, voila, tmp_path):
    page = open_page(f"{voila.base}/?token={voila.token}")
    page.locator(f"{READER} table.profile td").first.wait_for(timeout=60_000)
    page.get_by_text("Words of your own: search").click()
    page.get_by_placeholder("a word or phrase").fill("bridge*")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_text(re.compile(r"\d+ finds in .* words")).wait_for(timeout=20_000)
    told = page.get_by_text(re.compile(r"\d+ finds in .* words")).inner_text()
    n_finds = int(told.split()[0])
    assert n_finds > 3
    expect(page.locator(".rhetoric-words").last.locator("tbody tr")).to_have_count(n_finds)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the table").click()
    table = tmp_path / "found.csv"
    download.value.save_as(table)
    assert len(table.read_text(encoding="utf-8").splitlines()) == n_finds + 1

    page.get_by_role("button", name="What stands near").click()
    page.get_by_text(re.compile("words? stands? near")).last.wait_for(timeout=20_000)
    page.get_by_role("tab", name="A category of your own").click()
    page.get_by_role("button", name="Count these words").click()
    page.get_by_text("give the category a name").wait_for(timeout=20_000)
    page.get_by_placeholder("Its name").fill("Spans")
    page.get_by_placeholder("Words and phrases").fill("bridge*, till")
    page.get_by_role("button", name="Count these words").click()
    page.get_by_text("Spans is counted now").wait_for(timeout=60_000)
    page.locator(f"{READER} .prose mark.spans").first.wait_for(timeout=20_000)
    assert page.locator(f"{READER} .prose mark.spans").count() >= n_finds


def test_the_live_table_says_places_as_python_does(open_page, voila):
    page = open_page(f"{voila.base}/?token={voila.token}", viewport={"width": 1280, "height": 800})
    page.locator(f"{READER} table.profile td .place").first.wait_for(timeout=60_000)
    analysis = analyze(read_document("harbour_bridge_against"), scorers=False)
    places = readable_places(profile(analysis), load_norms())
    for marker in ("sentiment", "loaded", "hedge", "booster", "attribution"):
        cell = f"td[data-marker={marker}]" if marker != "sentiment" else "td.sentiment"
        told = page.locator(f"{READER} table.profile {cell} .place").all_inner_texts()
        expected = [f"place {one.replace(', ', '–')}" for one in places[marker]]
        numbers = [re.findall(r"\d+", one) for one in (*told, *expected)]
        half = len(told)
        assert half == len(expected)
        for ours, theirs in zip(numbers[:half], numbers[half:], strict=True):
            # The page has rounded values, so that a half may fall to the other side.
            assert all(abs(int(a) - int(b)) <= 1 for a, b in zip(ours, theirs, strict=True))
    assert "187 op-eds of three outlets" in page.locator(f"{READER} p.note").first.inner_text()


CUT_OFF = """() => {
    const boxes = [...document.querySelectorAll(".measures .scroll")]
        .filter((box) => box.scrollWidth > box.clientWidth)
        .map((box) => `${box.ariaLabel}: ${box.scrollWidth} in ${box.clientWidth}`);
    const right = (shown) => shown.getBoundingClientRect().right;
    const names = [...document.querySelectorAll(".measures .figure text")]
        .filter((text) => right(text) > right(text.ownerSVGElement) + 1);
    return [...boxes, ...names.map((text) => text.textContent)];
}"""


def test_nothing_of_the_profile_is_cut_on_a_small_screen(open_page, voila):
    """The four markers that are shown at first, with sentiment, in figure and table."""
    page = open_page(f"{voila.base}/?token={voila.token}", viewport={"width": 1280, "height": 800})
    page.locator(f"{READER} table.profile td").first.wait_for(timeout=60_000)
    page.get_by_label("Sample", exact=True).select_option("Harbour bridge for")
    page.locator(f"{READER} .figure text", has_text="Terms").first.wait_for(timeout=20_000)
    assert page.evaluate(CUT_OFF) == []
    titles = page.locator(f"{READER} .figure text.title").evaluate_all(
        "(all) => all.map((text) => text.getBoundingClientRect()).map((b) => [b.left, b.right])"
    )
    assert len(titles) == 5
    assert all(one[1] < other[0] for one, other in pairwise(titles))


def test_a_class_hands_in_its_readings(open_page, voila, violations, tmp_path):
    """Where all marked, what is disputed, and a decision that is kept among the user's data."""
    document = read_document("harbour_bridge_against")
    readings = invented_readings(analyze(document, scorers=False), 2)
    files = [write_reading(one, tmp_path / f"{n}.reading.json") for n, one in enumerate(readings)]
    page = open_page(f"{voila.base}/?token={voila.token}")
    page.locator(f"{READER} table.profile td").first.wait_for(timeout=60_000)
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Readings handed in").click()
    choosing.value.set_files(files)
    page.locator(".class .heat .w").first.wait_for(timeout=30_000)
    assert page.locator(READER).count() == 0  # what the machine marks has left the page
    assert violations(page, ".class") == []
    page.locator(".class .round input").first.fill("GE")
    page.locator(".class .disputes [data-rule=none]").first.click()
    expect(page.locator(".class .round .status")).to_contain_text("saved in harbour_bridge_against")


ABOUT = b"file,outlet\ncliff.txt,Echo\nbeach.txt,Echo\nharbour_bridge_for,The Post\n"
CLIFF = b"The cliff\n\nThe cliff falls, the cliff crumbles, and perhaps the cliff may go."
BEACH = b"The beach\n\nThe beach is wide. Nobody ever doubts the beach, or the cliff beside it."


def test_several_texts_are_laid_side_by_side_by_mouse(open_page, voila, tmp_path):
    page = open_page(f"{voila.base}/?token={voila.token}", viewport={"width": 1280, "height": 800})
    page.locator(f"{READER} table.profile td").first.wait_for(timeout=60_000)
    page.locator("span", has_text="Several texts side by side").click()
    page.locator("select[multiple] option", has_text=re.compile("Harbour.bridge.for")).click()
    for name, content in (("cliff.txt", CLIFF), ("beach.txt", BEACH), ("about.csv", ABOUT)):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "list.csv").write_text("word,count\ncliff,1\nthe,999\n", encoding="utf-8")
    for button, names in (
        ("Files of your own", ("cliff.txt", "beach.txt")),
        ("A table about them", ("about.csv",)),
        ("A list of frequencies", ("list.csv",)),
    ):
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name=button).click()
        chooser.value.set_files([tmp_path / name for name in names])
        page.get_by_role("button", name=f"{button} ({len(names)})").wait_for(timeout=10_000)

    page.get_by_role("button", name="Profiles").click()
    page.get_by_text("3 texts. Hits per 1,000 words").wait_for(timeout=60_000)
    shown = page.locator(".rhetoric-words").last
    assert shown.locator("tbody tr").count() == 3
    one = analyze(read_document("harbour_bridge_for"), scorers=False)
    table = profile_of_texts([one]).set_index("measure")
    row = shown.locator("tbody tr", has_text="The Post").inner_text()
    assert f"{table.loc['hedge', 'value']:.1f} [" in row
    assert f"place {table.loc['hedge', 'percentile']:.0f} [" in row

    page.get_by_role("button", name="Strips").click()
    page.locator("img[alt^='Strips of']").wait_for(timeout=30_000)
    page.get_by_label("Groups").select_option("by outlet")
    page.get_by_role("button", name="Typical words").click()
    page.get_by_text("2 groups; words of each").wait_for(timeout=30_000)
    # The cliff: three times in the one text, once in the other of the same outlet.
    cells = page.locator(".rhetoric-words tbody tr", has_text="cliff").locator("td")
    assert cells.all_inner_texts()[:3] == ["Echo", "cliff", "4"]
    page.get_by_role("button", name="Against the list").click()
    page.get_by_text("3 texts against 1,000 words of list.csv").wait_for(timeout=30_000)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the table").last.click()
    assert "cliff,4," in download.value.path().read_text(encoding="utf-8")
    page.get_by_placeholder("only texts with").fill("the post")
    page.get_by_role("button", name="Profiles").click()
    page.get_by_text("1 texts are chosen; choose two to 20").wait_for(timeout=30_000)
