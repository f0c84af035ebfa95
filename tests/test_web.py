"""Fetching pages: from a real server on this computer, one behaviour for each path."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from analysis.reading import web
from analysis.reading.sources import ReadingError, read_document
from analysis.reading.web import FetchError, fetch, is_public

PROSE = "The council met on Monday and argued for two hours about the price of water in the town. "
PAGE = (
    "<!doctype html><html><head><title>Water</title></head><body><nav>Home</nav><article>"
    f"<h1>Water</h1><p>{PROSE * 3}</p><h2>Who pays</h2><p>It isn’t cheap. {PROSE * 3}</p>"
    "</article></body></html>"
)
TEASER = (
    '<html><head><title>Water</title><script type="application/ld+json">'
    '{"@type":"NewsArticle","isAccessibleForFree":false}</script></head><body><h1>Water</h1>'
    f"<p>{PROSE}</p><div class='paywall'>Already a subscriber? Log in</div></body></html>"
)
# path: status, headers, body
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/page": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()),
    "/cp1252": (200, {"Content-Type": "text/html; charset=windows-1252"}, PAGE.encode("cp1252")),
    "/undeclared": (200, {"Content-Type": "text/html"}, PAGE.encode("cp1252")),
    "/packed": (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(PAGE.encode()),
    ),
    "/bomb": (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(b" " * 30_000_000),
    ),
    "/cut-pack": (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        gzip.compress(PAGE.encode())[:-40],
    ),
    "/broken-pack": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"no gzip"),
    "/odd-pack": (200, {"Content-Type": "text/html", "Content-Encoding": "br"}, b"x"),
    "/text": (200, {"Content-Type": "text/plain"}, f"Water\n\n{PROSE}".encode()),
    "/untyped": (200, {}, PAGE.encode()),
    "/teaser": (200, {"Content-Type": "text/html"}, TEASER.encode()),
    "/empty": (200, {"Content-Type": "text/html"}, b"<html><body></body></html>"),
    "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    "/json": (200, {"Content-Type": "application/json"}, b"{}"),
    "/large": (200, {"Content-Type": "text/html"}, b"x" * 100_000),
    "/moved": (302, {"Location": "/page"}, b""),
    "/circle": (302, {"Location": "/circle"}, b""),
    "/to-file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/to-private": (301, {"Location": "http://10.0.0.1/page"}, b""),
    "/to-mapped": (302, {"Location": "http://[::ffff:10.0.0.1]/page"}, b""),
    "/to-decimal": (303, {"Location": "//167772161/page"}, b""),
    "/to-link-local": (307, {"Location": "http://169.254.169.254/latest"}, b""),
    "/to-user": (308, {"Location": "http://a:b@10.0.0.1/page"}, b""),
    "/odd-type": (200, {"Content-Type": "text/\x1b[31mred"}, b"x"),
    "/odd-encoding": (200, {"Content-Type": "text/html", "Content-Encoding": "\x1b]0;x\x07"}, b"x"),
    "/to-odd-scheme": (302, {"Location": "x\x1b[2J://a"}, b""),
    "/gone": (410, {}, b""),
    "/missing": (404, {"Content-Type": "text/html"}, b"<p>Not found"),
    "/pay": (402, {}, b""),
    "/forbidden": (403, {}, b""),
    "/busy": (429, {}, b""),
    "/failed": (503, {}, b""),
}


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/slow":
            self._drip(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"x" * 1000)
        elif self.path == "/slow-head":
            self._drip(b"HTTP/1.0 200 OK\r\nX-Wait: " + b"x" * 1000)
        elif self.path == "/cut":
            self.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n")
            self.wfile.write(b"Content-Length: 1000\r\n\r\nshort")
        elif self.path == "/odd-status":
            self.wfile.write(b"HTTP/1.0 500 \x1b[31mred\x07\xe2\x80\xa8line\r\n\r\n")
        elif self.path == "/nonsense":
            self.wfile.write(b"this is no HTTP\r\n\r\n")
        else:
            status, headers, body = ANSWERS[self.path]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self._write(body)

    def _write(self, body: bytes) -> None:
        with suppress(OSError):  # the reader may have seen enough
            self.wfile.write(body)

    def _drip(self, body: bytes) -> None:
        """Send a byte at a time, for at most three seconds."""
        for place in range(min(len(body), 60)):
            try:
                self.wfile.write(body[place : place + 1])
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    served = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{served.server_address[1]}"
    served.shutdown()
    served.server_close()
    thread.join(timeout=5)


def read(address: str):
    return read_document(address, allow_private=True)


@pytest.mark.parametrize(
    "path", ["/page", "/cp1252", "/undeclared", "/packed", "/moved", "/untyped"]
)
def test_a_page_is_read(server, path):
    document = read(server + path)
    assert document.title == "Water"
    assert [section.title for section in document.body] == ["Opening", "Who pays"]
    assert "It isn’t cheap" in document.text
    assert document.meta["source"] == server + ("/page" if path == "/moved" else path)
    assert document.id == path.strip("/").replace("moved", "page")


def test_a_plain_text_is_read(server):
    document = read(f"{server}/text")
    assert document.meta["format"] == "text"
    assert document.text == f"Water\n\n{PROSE}"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/missing", "404"),
        ("/gone", "410"),
        ("/pay", "payment"),
        ("/forbidden", "refuses programs"),
        ("/busy", "later"),
        ("/failed", "503"),
        ("/picture", "image/png"),
        ("/json", "application/json"),
        ("/teaser", "for subscribers"),
        ("/empty", "no readable text"),
        ("/circle", "redirects"),
        ("/to-file", "'file' is not read"),
        ("/broken-pack", "damaged"),
        ("/odd-pack", "not asked for"),
        ("/bomb", "20 MB"),
        ("/cut", "broke off"),
        ("/cut-pack", "broke off"),
        ("/nonsense", "broke off"),
    ],
)
def test_each_failure_has_its_message(server, path, message):
    with pytest.raises(ReadingError, match=message):
        read(server + path)


def test_a_page_that_is_too_large(server, monkeypatch):
    monkeypatch.setattr(web, "MAX_PAGE_BYTES", 50_000)
    with pytest.raises(ReadingError, match="limit"):
        read(f"{server}/large")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[str, str]:
    """A certificate for this computer, made for this test, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    home = tmp_path_factory.mktemp("certificate")
    paths = str(home / "certificate.pem"), str(home / "key.pem")
    new = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command = ["openssl", "req", *new, *names, "-out", paths[0], "-keyout", paths[1]]
    subprocess.run(command, check=True, capture_output=True)
    return paths


@pytest.fixture(scope="module")
def safe_server(certificate) -> Iterator[str]:
    """The same server over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    served = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    served.socket = context.wrap_socket(
        served.socket, server_side=True, do_handshake_on_connect=False
    )
    thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"https://127.0.0.1:{served.server_address[1]}"
    served.shutdown()
    served.server_close()
    thread.join(timeout=5)


@pytest.fixture
def trusted(certificate, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])


def test_a_page_is_read_over_tls(safe_server, trusted):
    assert read(f"{safe_server}/page").title == "Water"


def test_a_certificate_that_nobody_vouches_for_is_refused(safe_server):
    with pytest.raises(FetchError, match="no safe connection"):
        fetch(f"{safe_server}/page", allow_private=True)


@pytest.mark.parametrize("path", ["/slow", "/slow-head"])
def test_a_server_that_drips_over_tls_is_cut_off(safe_server, trusted, monkeypatch, path):
    monkeypatch.setattr(web, "MAX_SECONDS", 0.5)
    begin = time.monotonic()
    with pytest.raises(FetchError, match="seconds"):
        fetch(safe_server + path, allow_private=True)
    assert time.monotonic() - begin < 2


@pytest.mark.parametrize("greeting", [b"", b"\x16\x03\x03\x40\x00"])
def test_a_server_that_does_not_finish_the_handshake_is_cut_off(monkeypatch, greeting):
    """It says nothing, or begins a record of 16,384 bytes and drips it."""
    monkeypatch.setattr(web, "MAX_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.sendall(greeting)
                for _ in range(60):
                    time.sleep(0.05)
                    connection.sendall(b"\x02" if greeting else b"")

        thread = threading.Thread(target=drip)
        thread.start()
        begin = time.monotonic()
        with pytest.raises(FetchError, match="seconds"):
            fetch(f"https://127.0.0.1:{listener.getsockname()[1]}/", allow_private=True)
        assert time.monotonic() - begin < 2
        thread.join()


@pytest.mark.parametrize(
    "path", ["/odd-status", "/odd-type", "/odd-encoding", "/to-odd-scheme", "/nonsense"]
)
def test_what_a_server_says_cannot_steer_a_terminal(server, path):
    with pytest.raises(ReadingError) as caught:
        read(server + path)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("path", ["/slow", "/slow-head"])
def test_a_server_that_drips_is_cut_off(server, monkeypatch, path):
    monkeypatch.setattr(web, "MAX_SECONDS", 0.5)
    begin = time.monotonic()
    with pytest.raises(FetchError, match="seconds"):
        fetch(server + path, allow_private=True)
    assert time.monotonic() - begin < 2


def test_no_server_listens():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(FetchError, match="refused"):
        fetch(f"http://127.0.0.1:{port}/", allow_private=True)


def test_no_such_host(monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(FetchError, match=r"no host of the name nowhere\.example"):
        fetch("http://nowhere.example/")


def test_a_name_server_that_does_not_answer(monkeypatch):
    monkeypatch.setattr(web, "CONNECT_SECONDS", 0.1)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(0.5) or [])
    with pytest.raises(FetchError, match="name server"):
        fetch("http://slow.example/")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://172.16.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b:1::7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[::]/",
        "http://[fd00::1]/",
        "http://[ff02::1]/",
        "http://[2002:7f00:1::]/",
        "http://[::ffff:0:127.0.0.1]/",
        "http://[0:0:0:0:0:ffff:7f00:1]/",
        "http://localhost./",
        "http://LOCALHOST/",
        "http://127.0.0.1./",
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://017700000001/",
        "http://127.0.1/",
        "http://0/",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
        "http://%31%32%37.0.0.1/",
        "http://127.0.0.1:22/",
        "https://127.0.0.1/",
        "HTTP://127.0.0.1/",
        "http://127.0.0.1#@paper.example/",
        "http://127.0.0.1\\@paper.example/",
    ],
)
def test_private_addresses_are_refused_however_they_are_written(address):
    with pytest.raises(FetchError, match=r"own network|no host of the name|password"):
        fetch(address)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("file:///etc/passwd", "file"),
        ("ftp://paper.example/", "ftp"),
        ("gopher://paper.example/", "gopher"),
        ("http:///page", "no host"),
        ("http://paper.example:99999/", "not an address"),
        ("http://[::1/", "not an address"),
        ("http://ann:secret@paper.example/", "password"),
        ("http://paper.example@127.0.0.1/", "password"),
        ("http://paper.example%00@127.0.0.1/", "password"),
        ("FILE:///etc/passwd", "file"),
        ("file://localhost/etc/passwd", "file"),
        ("jar:http://paper.example!/x", "no such file"),
        ("data://text/plain,x", "data"),
        ("unix:///run/x.sock", "unix"),
        ("http://paper.example/" + "x" * 3000, "characters"),
    ],
)
def test_addresses_that_are_not_read(address, message):
    with pytest.raises(ReadingError, match=message):
        read_document(address)


@contextmanager
def resolving(monkeypatch, answers: list[list[str]]):
    """Let the name server give these answers, one after the other."""
    asked = []

    def answer(host: str, port: int, *_: object, **__: object):
        if host[0].isdigit():
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        asked.append(host)
        addresses = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    yield asked


def test_a_redirect_to_a_private_address_is_refused(server, monkeypatch):
    """The first address passes as public here; the second is checked again."""
    monkeypatch.setattr(web, "is_public", lambda address: address == "127.0.0.1")
    for path in ("/to-private", "/to-mapped", "/to-decimal", "/to-link-local"):
        with pytest.raises(FetchError, match="is within your own network"):
            fetch(server + path)
    with pytest.raises(FetchError, match="password"):
        fetch(f"{server}/to-user")


def test_a_name_that_leads_to_a_private_address_is_refused(monkeypatch):
    for address in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1"):
        with (
            resolving(monkeypatch, [[address]]),
            pytest.raises(FetchError, match="is within your own network"),
        ):
            fetch("http://paper.example/")


def test_a_name_that_changes_its_address_is_asked_once_and_pinned(server, monkeypatch):
    connected = []
    connect = socket.create_connection
    monkeypatch.setattr(
        socket,
        "create_connection",
        lambda address, **more: (connected.append(address[0]), connect(address, **more))[1],
    )
    port = server.rsplit(":", 1)[1]
    with resolving(monkeypatch, [["127.0.0.1"], ["10.0.0.1"]]) as asked:
        page = fetch(f"http://paper.example:{port}/page", allow_private=True)
    assert page.host == "paper.example"
    assert asked == ["paper.example"]
    assert connected == ["127.0.0.1"]


def test_a_name_with_a_private_address_among_public_ones(monkeypatch):
    """Only the public one is tried."""
    tried = []

    def refuse(address: tuple[str, int], **_: object) -> None:
        tried.append(address[0])
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr(socket, "create_connection", refuse)
    with (
        resolving(monkeypatch, [["192.168.1.1", "93.184.215.14"]]),
        pytest.raises(FetchError, match="refused"),
    ):
        fetch("http://paper.example/")
    assert tried == ["93.184.215.14"]


def test_a_server_that_does_not_speak_https(server):
    with pytest.raises(FetchError, match="safe connection"):
        fetch(server.replace("http:", "https:") + "/page", allow_private=True)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("::", False),
        ("fd00::1", False),
        ("2002:7f00:1::", False),
        ("::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("64:ff9b:1::808:808", False),
        ("198.18.0.1", False),
        ("192.0.2.1", False),
        ("255.255.255.255", False),
    ],
)
def test_public_addresses(address, public):
    assert is_public(address) is public
