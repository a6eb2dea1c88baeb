"""Scanning: whether a built report holds a pseudonym, a civil registration number or a canary.

It is the last look, at bytes and not at intentions. Every file is read as text, whatever it is;
what is packed inside (PNG text, base64, gzip, zip, a Sphinx inventory) is unpacked and read too.
Letters are compared without case, for the search index has only small ones.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import json
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

#: A pseudonym shorter than this, or of digits only and shorter than `_SHORTEST_NUMBER`, is met
#: anywhere by chance.
_SHORTEST = 4
_SHORTEST_NUMBER = 6

# Six digits of a date and four more. Letters, digits, points and commas around it make it a part
# of something else: a digest, a decimal number, a longer number. The date must be one, which
# leaves some 4 % of all numbers of ten digits; women and men alike have days of 01-31, and 61-91
# is for people whose number was given by a hospital or an agency. There is no modulus check: since
# 2007 numbers are given that fail it.
_CPR = re.compile(
    r"(?<![\w.,])(?<!\d[-/ ])"
    r"(?P<day>\d{2})(?P<month>\d{2})\d{2}[-\u2010\u2011 \u00a0]?\d{4}"
    r"(?![\w]|[-.,/ ]\d)"
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# Fonts and source maps come from the theme and are full of numbers that pass for one.
_NO_PROSE = (".ttf", ".otf", ".eot", ".woff", ".woff2", ".map")
_BASE64 = re.compile(r";base64,([A-Za-z0-9+/=\s]{16,})")
_PNG = b"\x89PNG\r\n\x1a\n"
_INVENTORY = b"# Sphinx inventory version 2\n"


@dataclass(frozen=True)
class Finding:
    """Something in a report that must not be there. It does not quote it.

    Attributes
    ----------
    file
        Its path below the folder.
    kind
        ``id``, ``cpr`` or ``canary``.
    place
        Where in it: ``name`` of the file, ``text``, or what was unpacked (``PNG zTXt``, …).
    times
        How often.
    """

    file: str
    kind: str
    place: str
    times: int

    def __str__(self) -> str:
        return f"{self.file}: {self.kind}, {self.times} × in the {self.place}"


def scan(
    folder: Path | str,
    ids: Iterable[str] = (),
    canaries: Iterable[str] = (),
    *,
    allowed: Collection[str] = (),
) -> list[Finding]:
    """Return what must not be in the files below a folder.

    Parameters
    ----------
    folder
        A built report.
    ids
        Pseudonyms. Those of fewer than 4 characters, or of digits only and fewer than 6, are
        passed over: nobody could tell them from other numbers.
    canaries
        Other strings that must not occur, wherever in a word.
    allowed
        Strings that look like a civil registration number and are known to be none, such as a
        number in a library's script.

    Returns
    -------
    list of Finding
        Sorted by file; empty where all is well.

    Raises
    ------
    NotADirectoryError
        Where there is no such folder, so that no scan of nothing passes.
    """
    root = Path(folder)
    if not root.is_dir():
        raise NotADirectoryError(f"no folder to scan: {root.name}")
    searches: list[tuple[str, Callable[[str], int]]] = [
        ("id", _ids(ids)),
        ("canary", _canaries(canaries)),
        ("cpr", lambda text: _cprs(text, allowed)),
    ]
    found = []
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        file = path.relative_to(root).as_posix()
        times: dict[tuple[str, str], int] = defaultdict(int)
        wanted = [s for s in searches if s[0] != "cpr" or path.suffix not in _NO_PROSE]
        for place, text in [("name", file), *_texts(path.read_bytes())]:
            low = text.casefold()
            for kind, search in wanted:
                times[kind, place] += search(low)
        found += [Finding(file, kind, place, n) for (kind, place), n in times.items() if n]
    return found


def _ids(ids: Iterable[str]) -> Callable[[str], int]:
    """Return a search for any of many ids that takes one pass for each shape they have."""
    shapes: dict[str, set[str]] = defaultdict(set)
    for one in {str(one).casefold() for one in ids}:
        least = _SHORTEST_NUMBER if one.isdigit() else _SHORTEST
        if len(one) >= least:
            shape = re.sub(r"[^\W_]+", lambda run: f"\0{len(run[0])}\0", one)
            shapes[shape].add(one)
    patterns = [
        (re.compile(rf"(?<![^\W_])(?=({_pattern(shape)})(?![^\W_]))"), wanted)
        for shape, wanted in shapes.items()
    ]

    def search(text: str) -> int:
        return sum(
            match[1] in wanted for pattern, wanted in patterns for match in pattern.finditer(text)
        )

    return search


def _pattern(shape: str) -> str:
    """Return the expression of a shape, in which runs of letters and digits stand as lengths."""
    parts = shape.split("\0")
    return "".join(
        rf"[^\W_]{{{part}}}" if number % 2 else re.escape(part) for number, part in enumerate(parts)
    )


def _canaries(canaries: Iterable[str]) -> Callable[[str], int]:
    """Return a search for strings as they are, and as HTML, JSON and addresses write them."""
    wanted = {
        written.casefold()
        for one in canaries
        if one
        for written in (one, html.escape(one), json.dumps(one)[1:-1], quote(one))
    }
    return lambda text: sum(text.count(one) for one in wanted)


def _cprs(text: str, allowed: Collection[str]) -> int:
    return sum(_is_day(match) and match[0] not in allowed for match in _CPR.finditer(text))


def _is_day(match: re.Match[str]) -> bool:
    day, month = int(match["day"]), int(match["month"])
    day -= 60 if day > 60 else 0
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def _texts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the file as text and all that is packed in it, each with what it is."""
    text = data.decode("utf-8", "replace")
    yield "text", text
    if data.startswith(_PNG):
        yield from _png(data)
    for packed in _BASE64.finditer(text):
        try:
            inner = base64.b64decode("".join(packed[1].split()) + "==")
        except binascii.Error:
            continue
        for place, part in _texts(inner):
            yield f"base64 {place}", part
    for place, unpacked in _unpacked(data):
        for inside, part in _texts(unpacked):
            yield f"{place} {inside}", part


def _png(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the text of a PNG's chunks that are no pixels, unpacked where they are packed."""
    at = len(_PNG)
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8].decode("latin-1")
        body = data[at + 8 : at + 8 + length]
        at += length + 12
        if kind in ("zTXt", "iTXt"):
            # Keyword, a few flags, then the text: packed wherever it begins like it.
            for start in range(len(body)):
                if body[start] == 0x78 and (inner := _inflated(body[start:])) is not None:
                    yield f"PNG {kind}", inner.decode("utf-8", "replace")
                    break
        if kind == "tEXt":
            yield f"PNG {kind}", body.decode("latin-1")


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data.startswith(b"\x1f\x8b"):
        try:
            yield "gzip", gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return
    elif data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    yield "zip", archive.read(name)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
            return
    elif data.startswith(_INVENTORY):
        packed = data.split(b"\n", 4)[-1]
        if (inner := _inflated(packed)) is not None:
            yield "inventory", inner


def _inflated(packed: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(packed)
    except zlib.error:
        return None
