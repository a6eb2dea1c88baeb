"""The scan finds what was planted, wherever it was packed, and quotes none of it."""

from __future__ import annotations

import base64
import gzip
import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from compendium import disclosure

IDS = [f"P-{number:04d}" for number in range(1000, 3000)]


def png(kind: bytes, body: bytes) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(kind, body) + chunk(b"IEND", b"")
    )


PLANTED = {
    "page.html": b"<p>as P-2345 said</p>",
    "searchindex.js": b'Search.setIndex({"terms":{"p-2345":[1]}})',
    "data.json": b'{"id": "P-2345"}',
    "text.png": png(b"tEXt", b"Comment\0of P-2345"),
    "packed.png": png(b"zTXt", b"Comment\0\0" + zlib.compress(b"of P-2345")),
    "international.png": png(b"iTXt", b"C\0\1\0\0\0" + zlib.compress(b"of P-2345")),
    "inline.html": b'<img src="data:image/png;base64,'
    + base64.b64encode(png(b"zTXt", b"C\0\0" + zlib.compress(b"of P-2345")))
    + b'">',
    "page.html.gz": gzip.compress(b"of P-2345"),
    "objects.inv": b"# Sphinx inventory version 2\n# Project: R\n# Version: 1\n# zlib\n"
    + zlib.compress(b"P-2345 std:doc -1"),
    "P-2345.txt": b"",
}


@pytest.mark.parametrize("file", PLANTED)
def test_an_id_is_found_wherever_it_is(tmp_path: Path, file: str):
    (tmp_path / file).write_bytes(PLANTED[file])
    found = disclosure.scan(tmp_path, IDS)
    assert {(one.file, one.kind) for one in found} == {(file, "id")}
    assert all("2345" not in str(one).replace(file, "") for one in found)


def test_an_id_inside_a_zip_is_found(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "book.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "of P-2345")
    assert [one.place for one in disclosure.scan(tmp_path, IDS)] == ["zip text"]


def test_an_id_is_a_word_and_not_a_part_of_one(tmp_path: Path):
    (tmp_path / "a.html").write_text("MAP-23456 P-2345a P-9999 xP-2345 100 234567")
    assert disclosure.scan(tmp_path, [*IDS, "100", "abc"]) == []
    assert len(disclosure.scan(tmp_path, ["234567"])) == 1


def test_a_canary_is_found_as_it_is_and_as_others_write_it(tmp_path: Path):
    canary = 'Søren "O\'Hare" & Ågård'
    for number, text in enumerate([canary, json.dumps(canary), canary.upper()]):
        (tmp_path / f"{number}.html").write_text(text, encoding="utf-8")
    (tmp_path / "3.html").write_text("S&oslash;ren")
    found = disclosure.scan(tmp_path, (), [canary])
    assert [(one.file, one.kind) for one in found] == [
        ("0.html", "canary"),
        ("1.html", "canary"),
        ("2.html", "canary"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "010190-1234",
        "0101901234",
        "311299 1234",
        "610190-1234",
        "(290200-4321)",
        "290200\u20114321",
    ],
)
def test_a_civil_registration_number_is_found(tmp_path: Path, text: str):
    (tmp_path / "a.html").write_text(f"<td>{text}</td>", encoding="utf-8")
    assert [one.kind for one in disclosure.scan(tmp_path)] == ["cpr"]


@pytest.mark.parametrize(
    "text",
    [
        "320190-1234",  # no such day
        "011390-1234",  # no such month
        "300200-1234",  # no such day in February
        "a0101901234f",  # part of a digest
        "0.0101901234",  # decimals
        "10101901234",  # a longer number
        "0101901234567",
        "0101901234.5",
        "2024-010190-1234",
        "10.1001/jama.2025.13350",
    ],
)
def test_other_numbers_are_left_alone(tmp_path: Path, text: str):
    (tmp_path / "a.html").write_text(f"<td>{text}</td>")
    assert disclosure.scan(tmp_path) == []


def test_a_number_known_to_be_none_is_allowed(tmp_path: Path):
    (tmp_path / "random.js").write_text("seed * 1103515245 + 12345")
    assert [one.kind for one in disclosure.scan(tmp_path)] == ["cpr"]
    assert disclosure.scan(tmp_path, allowed=["1103515245"]) == []


def test_no_folder_is_no_clean_folder(tmp_path: Path):
    with pytest.raises(NotADirectoryError):
        disclosure.scan(tmp_path / "nothing")
