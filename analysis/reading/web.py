"""Fetching one page from the web, and nothing that its address did not promise.

Only http and https are spoken. The host's name is resolved once, the address is checked, and the
connection is made to that very address, so that a name cannot point elsewhere a moment later. Every
redirect is checked the same way. Proxies from the environment are not used.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from analysis.files import PROJECT, one_line
from analysis.reading.formats.registry import format_of_type

__all__ = ["FetchError", "Page", "fetch", "is_public", "looks_like_paywall"]

MAX_PAGE_BYTES = 20_000_000  # after unpacking
MAX_SECONDS = 30.0  # for all of it: names, redirects, and the page
CONNECT_SECONDS = 10.0  # for each address that is tried
MAX_REDIRECTS = 5
MAX_ADDRESSES = 4  # of a host that are tried
MAX_URL = 2_000  # characters
CHUNK = 65_536  # bytes
# A page that asks for a subscription and has fewer words than this shows only the beginning.
MAX_TEASER_WORDS = 150

HEADERS = {
    "User-Agent": f"{PROJECT} (reads single pages for its user)",
    "Accept": "text/html,application/xhtml+xml,text/plain,application/pdf;q=0.9,*/*;q=0.1",
    "Accept-Language": "en",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
UNTOLD = frozenset(
    ["application/octet-stream", "binary/octet-stream", ""]
)  # types that say nothing
REDIRECTS = frozenset([301, 302, 303, 307, 308])
REFUSALS = {
    401: "the site asks for a password; save the page from your browser and give the file",
    402: "the site asks for payment; save the page from your browser and give the file",
    403: "the site refuses programs; save the page from your browser and give the file",
    404: "there is no such page (404); check the address",
    410: "the page has been taken down (410)",
    429: "the site has had too many requests (429); try again later",
    451: "the site may not show the page here for legal reasons (451)",
}
PAYWALL = re.compile(
    r"""["']isAccessibleForFree["']\s{0,9}:\s{0,9}["']?false|already a (?:subscriber|member)\?|"""
    r"subscribe (?:now )?to (?:continue|read|keep|unlock)|to continue reading|"
    r"(?:article|content|story|page) is (?:only )?(?:for|reserved for|available (?:only )?to|"
    r"exclusive to) (?:our )?(?:paid |paying )?(?:subscribers|members)|"
    r"(?:reached|used) (?:your|all) (?:\w+ ){0,4}(?:limit|free articles)|"
    r"free articles? (?:left|remaining)",
    re.I,
)
IN_ADDRESS = "/%:=&?#[]~+!$,;'@()*"  # signs that have a meaning in an address
# All that is given out on the public internet; what lies outside wraps or stays within a network.
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class FetchError(ValueError):
    """A page that cannot be fetched; the message says why, in one line.

    What a server says of itself is cleared of all that steers a terminal.
    """

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


class Page(NamedTuple):
    """What a server sent.

    Parameters
    ----------
    url : str
        The address after all redirects.
    host, path : str
        Its parts.
    data : bytes
        The page, unpacked.
    format : str or None
        "html", "text", "pdf", …; None if the server did not say.
    charset : str or None
        The charset that the server named.
    """

    url: str
    host: str
    path: str
    data: bytes
    format: str | None
    charset: str | None


class _Target(NamedTuple):
    scheme: str
    host: str
    port: int
    path: str
    request: str


def fetch(address: str, *, allow_private: bool = False) -> Page:
    """Fetch one page.

    Parameters
    ----------
    address : str
        Beginning with ``http://`` or ``https://``.
    allow_private : bool
        Allow a host within the own network, or the own computer.

    Returns
    -------
    Page
        Its bytes and what the server said about them.

    Raises
    ------
    FetchError
        If the address is not allowed, the host is not known or does not answer, the time or the
        size goes beyond the limit, or the server does not send a document.

    Examples
    --------
    >>> fetch("ftp://paper.example/page")
    Traceback (most recent call last):
    ...
    analysis.reading.web.FetchError: 'ftp' is not read; give an address with http:// or https://
    >>> fetch("http://127.0.0.1/page")
    Traceback (most recent call last):
    ...
    analysis.reading.web.FetchError: 127.0.0.1 is within your own network or computer; ...
    """
    deadline = time.monotonic() + MAX_SECONDS
    for _ in range(MAX_REDIRECTS + 1):
        target = _parse_address(address)
        with _request(target, deadline, allow_private) as response:
            location = response.headers.get("Location")
            if response.status not in REDIRECTS or not location:
                return _read_page(address, target, response, deadline)
        # A header is read as Latin-1; what no address may hold is written as its bytes.
        address = urljoin(address, quote(location, safe=IN_ADDRESS, encoding="latin-1"))
    raise FetchError(f"more than {MAX_REDIRECTS} redirects; the site sends in circles")


def _parse_address(address: str) -> _Target:
    if len(address) > MAX_URL:
        raise FetchError(f"an address of {len(address):,} characters; the limit is {MAX_URL:,}")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise FetchError(f"this is not an address: {error}") from None
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https"):
        raise FetchError(f"{scheme!r} is not read; give an address with http:// or https://")
    if parts.username is not None or parts.password is not None:
        raise FetchError("the address holds a name or a password; leave it out")
    try:
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    if not host:
        raise FetchError("the address names no host, as in http://paper.example/page")
    path = quote(parts.path or "/", safe="/%:=&~+!$,;'@()*")
    query = "?" + quote(parts.query, safe="/%:=&?~+!$,;'@()*") if parts.query else ""
    default = 443 if scheme == "https" else 80
    return _Target(scheme, host, port or default, parts.path, path + query)


def is_public(address: str) -> bool:
    """Tell an address on the public internet from one in a private or special range.

    Parameters
    ----------
    address : str
        An IPv4 or IPv6 address. One that wraps an IPv4 address is judged by that.

    Examples
    --------
    >>> is_public("93.184.215.14"), is_public("192.168.1.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        wrapped = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if found in NAT64:
            wrapped = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
        if found not in GLOBAL_UNICAST:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _resolve(host: str, port: int, deadline: float) -> list[str]:
    """Return a host's addresses; a name server that does not answer is not waited for."""
    found: list[str] = []
    problem: list[OSError | UnicodeError] = []

    def look_up() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(str(answer[4][0]) for answer in answers)
        except (OSError, UnicodeError) as error:
            problem.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(max(0.0, min(CONNECT_SECONDS, deadline - time.monotonic())))
    if thread.is_alive():
        raise FetchError(f"the name server did not answer for {host}")
    if problem or not found:
        raise FetchError(f"there is no host of the name {host}; check the address")
    return list(dict.fromkeys(found))


def _connect(target: _Target, deadline: float, allow_private: bool) -> socket.socket:
    """Connect to an address that was checked, and to no other."""
    addresses = _resolve(target.host, target.port, deadline)
    allowed = [address for address in addresses if allow_private or is_public(address)]
    if not allowed:
        raise FetchError(
            f"{target.host} is within your own network or computer; allow it with "
            "allow_private=True (--allow-private) if you mean it"
        )
    problem: OSError = OSError("no address")
    for address in allowed[:MAX_ADDRESSES]:
        seconds = min(CONNECT_SECONDS, deadline - time.monotonic())
        if seconds <= 0:
            raise _too_slow()
        try:
            return socket.create_connection((address, target.port), timeout=seconds)
        except OSError as error:
            problem = error
    reason = "did not answer" if isinstance(problem, TimeoutError) else "refused the connection"
    raise FetchError(f"{target.host} {reason}: {problem}")


def _too_slow() -> FetchError:
    return FetchError(f"it took more than {MAX_SECONDS:.0f} seconds, the limit")


@contextmanager
def _request(
    target: _Target, deadline: float, allow_private: bool
) -> Iterator[http.client.HTTPResponse]:
    """Ask for a page; the connection is cut when the time is over, however slow the server."""
    connection = _connect(target, deadline, allow_private)
    remaining = max(0.01, deadline - time.monotonic())
    connection.settimeout(remaining)
    # The descriptor goes over to the encrypted socket; a copy of it can cut both.
    cutter = connection.dup()
    alarm = threading.Timer(remaining, _cut, [cutter])
    alarm.daemon = True
    alarm.start()
    try:
        connection = _secured(connection, target)
        yield _ask(connection, target)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, FetchError):
            raise
        if time.monotonic() >= deadline:
            raise _too_slow() from None
        if isinstance(error, ssl.SSLError):
            reason = error.reason or error
            raise FetchError(f"no safe connection to {target.host}: {reason}") from None
        raise FetchError(f"{target.host} broke off the answer: {error!r}") from None
    finally:
        alarm.cancel()
        alarm.join()
        cutter.close()
        connection.close()


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _secured(connection: socket.socket, target: _Target) -> socket.socket:
    if target.scheme != "https":
        return connection
    context = ssl.create_default_context()
    return context.wrap_socket(connection, server_hostname=target.host)


def _ask(connection: socket.socket, target: _Target) -> http.client.HTTPResponse:
    kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
    client = kind(target.host, target.port)
    client.sock = connection
    client.request("GET", target.request, headers=HEADERS)
    return client.getresponse()


def _read_page(
    address: str, target: _Target, response: http.client.HTTPResponse, deadline: float
) -> Page:
    """Check what a server is about to send, and read it."""
    if response.status in REFUSALS:
        raise FetchError(REFUSALS[response.status])
    if response.status != 200:
        side = "the site failed" if response.status >= 500 else "the site sent no page"
        raise FetchError(f"{side} ({response.status} {response.reason}); try again later")
    kind = response.headers.get_content_type() if "Content-Type" in response.headers else ""
    form = format_of_type(kind)
    if form is None and kind not in UNTOLD:
        raise FetchError(f"this is no page of text: the site sent {kind}")
    data = b"".join(_chunks(response, deadline))
    charset = response.headers.get_content_charset()
    return Page(address, target.host, target.path, data, form.name if form else None, charset)


def _chunks(response: http.client.HTTPResponse, deadline: float) -> Iterator[bytes]:
    """Yield a page piece by piece, unpacked, up to the limits of size and time."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise FetchError(f"the site packed the page in a way that was not asked for: {encoding}")
    is_packed = encoding not in ("identity", "")
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    size = 0
    while chunk := response.read(CHUNK):
        if time.monotonic() >= deadline:
            raise _too_slow()
        if is_packed:
            try:
                chunk = unpacker.decompress(chunk, MAX_PAGE_BYTES + 1 - size)
            except zlib.error as error:
                raise FetchError(f"the page arrived damaged: {error}") from None
        size += len(chunk)
        if size > MAX_PAGE_BYTES or unpacker.unconsumed_tail:
            raise FetchError(f"larger than {MAX_PAGE_BYTES // 1_000_000} MB, the limit for a page")
        yield chunk
    if time.monotonic() >= deadline:  # a connection that was cut looks like the end of a page
        raise _too_slow()
    # What the server announced and did not send, or what the packed page still lacks.
    if response.length or (is_packed and not unpacker.eof):
        raise FetchError("the site broke off the answer; try again")


def looks_like_paywall(markup: str, n_words: int) -> bool:
    """Tell a page that shows only the beginning of an article to those who do not pay.

    Parameters
    ----------
    markup : str
        The page's HTML.
    n_words : int
        Words of the article that were found in it.

    Examples
    --------
    >>> looks_like_paywall("<p>It rained.</p><p>Subscribe to continue reading</p>", 2)
    True
    """
    return n_words < MAX_TEASER_WORDS and bool(PAYWALL.search(markup))
