"""Zipped formats, opened with care: a small file must not unpack into a large one."""

from __future__ import annotations

import io
import zipfile
from typing import Any

__all__ = ["ArchiveError", "check_archive", "read_member", "read_xml"]

MAX_UNPACKED_BYTES = 200_000_000  # of all members together, pictures included
MAX_MEMBER_BYTES = 50_000_000  # of one member that is read
MAX_RATIO = 200  # unpacked to packed bytes of a member; text in XML packs to a twentieth
MIN_SUSPECT_BYTES = 1_000_000  # members smaller than this may have any ratio
MAX_MEMBERS = 5_000
MAX_XML_NODES = 2_000_000  # tags and attributes of one member; each takes some hundred bytes


class ArchiveError(ValueError):
    """An archive that is damaged or not safe to unpack; the message says why."""


def check_archive(data: bytes) -> zipfile.ZipFile:
    """Open an archive after checking the sizes that its directory tells.

    Parameters
    ----------
    data : bytes
        The whole file.

    Raises
    ------
    ArchiveError
        If it is damaged, encrypted, or would unpack into too much. Nothing has been unpacked then.

    Examples
    --------
    >>> check_archive(b"PK...")
    Traceback (most recent call last):
    ...
    analysis.reading.formats.archives.ArchiveError: the file is damaged: File is not a zip file
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise ArchiveError(f"the file is damaged: {error}") from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise ArchiveError(f"{len(members):,} files in it; the limit is {MAX_MEMBERS:,}")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED_BYTES:
        raise ArchiveError(
            f"it would unpack into {unpacked:,} bytes; the limit is {MAX_UNPACKED_BYTES:,}"
        )
    for member in members:
        _check_member(member)
    return archive


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise ArchiveError("it is locked with a password; save it without one")
    ratio = member.file_size / max(1, member.compress_size)
    if member.file_size > MIN_SUSPECT_BYTES and ratio > MAX_RATIO:
        raise ArchiveError(
            f"{member.filename[:60]!r} in it would unpack to {ratio:,.0f} times its size; "
            f"the limit is {MAX_RATIO}"
        )


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Unpack one member, and never more of it than the limit, whatever the directory says.

    Raises
    ------
    ArchiveError
        If there is no such member, or it is damaged or too large.

    Examples
    --------
    >>> buffer = io.BytesIO()
    >>> with zipfile.ZipFile(buffer, "w") as archive:
    ...     archive.writestr("a.txt", "Rain")
    >>> read_member(check_archive(buffer.getvalue()), "a.txt")
    b'Rain'
    """
    try:
        with archive.open(name) as file:
            data = file.read(MAX_MEMBER_BYTES + 1)
    except KeyError:
        raise ArchiveError(f"{name!r} is missing in it") from None
    except Exception as error:  # zlib, lzma, bz2 and zipfile each have their own
        raise ArchiveError(f"{name!r} in it is damaged: {error}") from error
    if len(data) > MAX_MEMBER_BYTES:
        raise ArchiveError(f"{name!r} in it is larger than the limit of {MAX_MEMBER_BYTES:,} bytes")
    return data


def read_xml(data: bytes) -> Any:
    """Parse XML without entities, document types from elsewhere, or unlimited depth.

    Raises
    ------
    ArchiveError
        If it is not well-formed, is too large, or uses a document type with entities.

    Examples
    --------
    >>> read_xml(b"<a><b/></a>").tag
    'a'
    """
    from lxml import etree

    n_nodes = data.count(b"<") + data.count(b"=")
    if n_nodes > MAX_XML_NODES:
        raise ArchiveError(
            f"{n_nodes:,} tags and attributes in its XML; the limit is {MAX_XML_NODES:,}"
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ArchiveError(f"the XML in it cannot be read: {error}") from error
    document_type = root.getroottree().docinfo.internalDTD
    if document_type is not None and any(True for _ in document_type.iterentities()):
        raise ArchiveError("the XML in it defines entities, which an honest document never does")
    return root
