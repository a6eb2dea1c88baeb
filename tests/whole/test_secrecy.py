"""Nothing about one person can be read in a report, nor worked out from it."""

from __future__ import annotations

import re
import struct
import zlib
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from compendium import disclosure, instruments, study

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("whole")]

THRESHOLD = 5
CANARIES = ["kanarie", "Kvidrelund", "Gulfjerborg"]
DATES = ["2020-02-29", "29-02-2020", "29/02/2020", "29.02.2020", "29.2.2020", "20200229"]


def inflated(path: Path) -> bytes:
    """Return a file's bytes, and those that the chunks of a PNG hold compressed."""
    data = path.read_bytes()
    if path.suffix != ".png":
        return data
    place, found = 8, [data]
    while place < len(data):
        (size,) = struct.unpack(">I", data[place : place + 4])
        kind, chunk = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        if kind in {b"zTXt", b"iTXt"}:
            for start in range(len(chunk)):
                try:
                    found.append(zlib.decompress(chunk[start:]))
                except zlib.error:
                    continue
        place += size + 12
    return b"".join(found)


@pytest.mark.parametrize("canary", [*CANARIES, *DATES])
def test_no_canary_is_in_any_byte_of_the_report(canary_report, canary):
    """Ids, names and dates that stand in every table of the study, in any case of letters."""
    source = b"".join(path.read_bytes() for path in canary_report.study.glob("*.csv"))
    assert b"Kvidrelund" in source
    assert b"2020-02-29" in source
    pattern = re.compile(re.escape(canary.encode()), re.IGNORECASE)
    files = [path for path in canary_report.html.rglob("*") if path.is_file()]
    assert any(path.suffix == ".png" for path in files)
    assert [path.name for path in files if pattern.search(inflated(path))] == []


def test_no_pseudonym_is_in_any_byte_of_the_report(canary_report):
    ids = set(study.load(canary_report.study).table("participants")["participant_id"])
    assert len(ids) == 2500
    text = b"".join(inflated(path) for path in canary_report.html.rglob("*") if path.is_file())
    assert [one for one in ids if one.encode() in text] == []


def test_a_cell_of_three_cannot_be_bounded_by_all_that_is_published(canary_report):
    """Linear programming over everything published of GAD-7 at screening, written apart from ours.

    Unknown are the persons of each municipality, mode and score; every published count of the
    report that speaks of these is an equation, every mean a bound on the sum of scores.
    """
    loaded = study.load(canary_report.study)
    gad7 = loaded.instruments["gad7"]
    scores = instruments.scored(study.screened(loaded), gad7)
    first = scores[scores["wave"] == "baseline"]
    severe = (first["municipality"] == "Bornholm") & (first["gad7_band"] == "severe")
    assert severe.sum() == 3

    leaves = [
        ("complete", "complete", str(total >= 10), level.id, str(total))
        for level in gad7.band_set().levels
        for total in range(level.low, level.high + 1)
    ] + [("incomplete", "partial", "", "", ""), ("incomplete", "none", "", "", "")]
    atoms = [
        {
            "municipality": place,
            "mode": mode,
            "gad7_completed": leaf[0],
            "gad7_answered": leaf[1],
            "gad7_above_cut": leaf[2],
            "gad7_band": leaf[3],
            "gad7_class": leaf[4],
        }
        for place, mode, leaf in product(
            loaded.settings.municipalities, first["mode"].cat.categories, leaves
        )
    ]
    equations, known, weights, most = [], [], [], []
    for record in canary_report.records:
        by = record["by"]
        if record["of"] != "screened" or not set(by) - {"wave"} <= set(atoms[0]):
            continue
        for *levels, persons in record["cells"]:
            cell = dict(zip(by, levels, strict=True))
            if cell.pop("wave") != "baseline" or persons is None:
                continue
            wanted = {name: level for name, level in cell.items() if level != "all"}
            equations.append([all(atom[k] == v for k, v in wanted.items()) for atom in atoms])
            known.append(persons)
        for *levels, least, greatest in record.get("sums", {"told": []})["told"]:
            cell = dict(zip(record["sums"]["by"], levels, strict=True))
            if cell.pop("wave") == "baseline":
                wanted = {name: level for name, level in cell.items() if level != "all"}
                scores_of = [
                    float(atom["gad7_class"] or 0) * all(atom[k] == v for k, v in wanted.items())
                    for atom in atoms
                ]
                weights += [scores_of, [-score for score in scores_of]]
                most += [greatest, -least]
    assert len(weights) == 8, "the means of three municipalities and of all, from two sides each"
    assert len(known) > 50
    aim = np.array(
        [atom["municipality"] == "Bornholm" and atom["gad7_band"] == "severe" for atom in atoms],
        dtype=float,
    )
    matrix = np.array(equations, dtype=float)
    low, high = (
        sign
        * linprog(
            sign * aim, A_ub=np.array(weights), b_ub=most, A_eq=matrix, b_eq=known, bounds=(0, None)
        ).fun
        for sign in (1, -1)
    )
    assert low <= 3 <= high
    assert high - low >= THRESHOLD


def test_the_audit_of_the_whole_report_finds_nothing(canary_report):
    assert disclosure.attack(canary_report.records) == []
