"""The catalogue: what comes with the package, and what is refused by file, key and reason."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pandas as pd
import pytest

from compendium import instruments
from compendium.instruments import MalformedInstrumentError
from compendium.tables import Absent

DEFINITIONS = Path(instruments.__file__).parent / "definitions"
HEARD: list[str] = []
sys.addaudithook(lambda event, args: HEARD.append(args[0]) if event == "compendium.read" else None)


def test_the_battery_is_whole():
    """Oracle: number of items, range and cut of each, from the instruments' own sources."""
    battery = instruments.catalogue()
    facts = {
        key: (
            len(instrument.items),
            (instrument.scale("total").low, instrument.scale("total").high),
            str(instrument.cut()) if instrument.cut() else None,
        )
        for key, instrument in battery.items()
        if instrument.outline is None
    }
    assert facts == {
        "gad7": (7, (0, 21), "≥ 10"),
        "mdi": (10, (0, 50), "≥ 21"),
        "who5": (5, (0, 100), "≤ 50"),
        "ips25": (25, (25, 125), None),
    }
    assert [len(part.items) for part in battery["ips25"].sections] == [3, 8, 14]


def test_the_columns_are_those_of_the_screening_table():
    """Oracle: the table of the study folder in the design; 9a and 9b are another layout."""
    mdi = instruments.catalogue()["mdi"]
    usual = [column.name for column in mdi.columns if column.required]
    assert usual == [f"mdi_{part}" for part in (*range(1, 8), "8a", "8b", 9, "10a", "10b")]
    assert [column.name for column in mdi.columns if not column.required] == ["mdi_9a", "mdi_9b"]
    assert {(column.low, column.high) for column in mdi.columns} == {(0, 5)}
    assert mdi.lacking(usual) == ()
    assert mdi.lacking(["other"]) == ()
    assert mdi.lacking(usual[1:]) == ("mdi_1",)
    assert [item.id for item in mdi.items if item.sensitive] == ["mdi_6"]


def test_every_label_is_in_both_languages_and_every_band_set_has_its_source():
    for instrument in instruments.catalogue().values():
        for label in [instrument.title, *(item.label for item in instrument.items)]:
            assert label["en"] != ""
            assert label["da"] not in ("", label["en"]) or label is instrument.title
        for bands in instrument.bands:
            assert bands.status == "unconfirmed" or instrument.reference(bands.source)


def test_of_the_ips25_bands_only_fair_is_confirmed():
    """Oracle: instruments reference, section 7."""
    levels = instruments.catalogue()["ips25"].band_set().levels
    assert [level.id for level in levels if level.status == "confirmed"] == ["fair"]


def test_reading_is_announced_folder_and_files(tmp_path):
    HEARD.clear()
    instruments.catalogue((tmp_path,))
    assert str(tmp_path) in HEARD
    assert str(DEFINITIONS) in HEARD
    assert str(DEFINITIONS / "gad7.toml") in HEARD


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "reason"),
    [
        ("from = 5, to = 9", "from = 4, to = 9", "from = 4", "bands[1].levels[2].from", "overlap"),
        ("from = 5, to = 9", "from = 6, to = 9", "from = 6", "bands[1].levels[2].from", "gap"),
        ("to = 21,", "to = 20,", "levels = [", "bands[1].levels", "the scale from 0 to 21"),
        ("from = 5, to = 9", "from = 9, to = 5", "to = 5", "bands[1].levels[2].to", "from 9 to 5"),
        ('id = "mild"', 'id = "severe"', "to = 21", "bands[1].levels[4].id", "twice: severe"),
        ('"all"', '["gad7_1",\n "gad7_8"]', ' "gad7_8"', "scales[1].items[2]", "item 'gad7_8'"),
        ('"all"', '["gad7_1", "gad7_1"]', "items = ", "scales[1].items", "counts once"),
        ("range = [0, 21]", "range = [0, 27]", "range = ", "scales[1].range", "from 0 to 21"),
        ("range =", "factor = 0\nrange =", "factor = 0", "scales[1].factor", "1 or more"),
        ("[0, 21]", "[0, 21000]\nfactor = 1000", "range = ", "scales[1].range", "most 10000"),
        ('[[scales]]\nid = "total"', '[[scales]]\nid = "band"', "id = ", "scales[1].id", "'band'"),
        ('id = "gad7_2"', 'id = "gad7_1"', 'id = "gad7_1"', "items[2].id", "given twice: gad7_1"),
        ('"nervousness"', "7", "label = { en = 7", "items[1].label.en", "type str"),
        ('en = "nervousness", ', "", "label = { da", "items[1].label.en", "missing"),
        ('id = "gad7_1"\n', 'id = "gad7_1"\nmood = 1\n', "mood = ", "items[1].mood", "unknown key"),
        ('source = "cliot"', 'source = "x"', "source = ", "cuts[1].source", "unknown reference"),
        ('source = "cliot"', 'source = "none"', "status = ", "cuts[1].status", "be confirmed"),
        ("at_least = 10", "at_least = 22", "at_least = ", "cuts[1].at_least", "no score of"),
        ("at_least = 10", "at_least = 10\nat_most = 2", "[[cuts]]", "cuts[1]", "either"),
        ("at_least = 10", 'at_least = 10\nbands = "x"', "bands = ", "cuts[1].bands", "band set"),
        ("at_least = 10", 'at_least = 10\nscale = "x"', "scale = ", "cuts[1].scale", "scale 'x'"),
        ('method = "none"', 'method = "guess"', "method = ", "missing.method", "none, prorate"),
        (
            "max_missing = 0",
            "max_missing = -1",
            "max_missing = ",
            "missing.max_missing",
            "0 or more",
        ),
        ("value = 4", 'value = "4"', "value = ", "parameters[1].value", "a number"),
        ("low = 0, high = 3", "low = 3, high = 0", "[[items]]", "items[1].high", "from 3 to 0"),
        ('kind = "questionnaire"', 'kind = "quiz"', "kind = ", "kind", "questionnaire, rating"),
        ('id = "gad7"\n', 'id = "GAD-7"\n', "id = ", "id", "letters"),
    ],
)
def test_a_malformed_file_is_refused_by_line_key_and_reason(tmp_path, old, new, line, key, reason):
    fault = refused(tmp_path, "gad7", old, new)
    assert reason in fault.what
    assert line in told(tmp_path, fault, key)
    assert str(pickle.loads(pickle.dumps(fault))) == str(fault)  # noqa: S301 - our own bytes


def test_what_is_not_toml_is_refused_by_its_line(tmp_path):
    fault = refused(tmp_path, "gad7", "answers =", "answers = 1 2")
    assert "not TOML" in fault.what
    assert "line 5" in fault.what
    assert fault.where == str(tmp_path / "own.toml")


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "reason"),
    [
        ('"mdi_3"], label', '"mdi_33"], label', "mdi_33", "[1].groups[1].items[3]", "'mdi_33'"),
        ('["mdi_4", "mdi_5"],', '["mdi_4", 5],', "5],", "[2].groups[3].items[1]", "item '5'"),
        ('["mdi_4", "mdi_5"],', "[],", "[],", "[2].groups[3].items", "has symptoms"),
        (
            'items = ["mdi_3"]',
            'items = ["mdi_2"]',
            "groups = [",
            "[2].groups",
            "each item counts once",
        ),
        (
            '"core", at_least = 4',
            '"core", at_least = 6',
            "= 6",
            "[1].groups[1].at_least",
            "'mdi_1'",
        ),
        (
            '"core", at_least = 4',
            '"core", at_least = 0',
            "= 0",
            "[1].groups[1].at_least",
            "'mdi_1'",
        ),
        ('id = "others"', 'id = "core"', "mdi_4", "[1].groups[2].id", "given twice: core"),
        (
            '"core"], at_least = 3',
            '"x"], at_least = 3',
            '"x"',
            "[1].grades[4].needs[1].of[1]",
            "'x'",
        ),
        (
            '"core"], at_least = 3',
            '"core"], at_least = 4',
            "= 4",
            "[1].grades[4].needs[1].at_least",
            "3",
        ),
        (
            'label = { en = "major',
            'why = 1, label = { en = "major',
            "why",
            "[2].grades[2].why",
            "known",
        ),
    ],
)
def test_a_malformed_algorithm_is_refused_by_line_key_and_reason(
    tmp_path, old, new, line, key, reason
):
    fault = refused(tmp_path, "mdi", old, new)
    assert reason in fault.what
    assert line in told(tmp_path, fault, f"algorithms{key}")


def refused(folder: Path, name: str, old: str, new: str) -> MalformedInstrumentError:
    """Return the fault that a definition of the package has where one thing in it is another."""
    text = (DEFINITIONS / f"{name}.toml").read_text("utf-8")
    assert old in text
    (folder / "own.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(MalformedInstrumentError) as fault:
        instruments.catalogue((folder / "own.toml",))
    return fault.value


def told(folder: Path, fault: MalformedInstrumentError, key: str) -> str:
    """Return the line that a fault names, having seen that it names the file and the key."""
    file, line, place = fault.where.rsplit(", ", 2)
    assert (file, place) == (str(folder / "own.toml"), key)
    return Path(file).read_text("utf-8").splitlines()[int(line.removeprefix("line ")) - 1]


SCALES = """
[[scales]]
id = "worry"
title = { en = "worry", da = "bekymring" }
items = ["gad7_2", "gad7_3"]
range = [0, 6]

[[scales]]
id = "mind"
title = { en = "mind", da = "sind" }
items = ["worry", "gad7_1"]
range = [0, 9]

[[bands]]
"""


def test_a_scale_may_be_made_of_scales(tmp_path):
    text = (DEFINITIONS / "gad7.toml").read_text("utf-8").replace('id = "gad7"', 'id = "own"')
    (tmp_path / "own.toml").write_text(text.replace("[[bands]]", SCALES, 1), "utf-8")
    own = instruments.catalogue((tmp_path,))["own"]
    assert own.scale("mind").items == ("gad7_2", "gad7_3", "gad7_1")


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('["gad7_2", "gad7_3"]', '["gad7_2", "mind"]', "[3].items[1]", "worry > mind > worry"),
        ('["gad7_2", "gad7_3"]', '["worry"]', "[2].items[1]", "a cycle of scales: worry > worry"),
        ('["worry", "gad7_1"]', '["worry", "gad7_2"]', "[3].items", "each item counts once"),
        ("[0, 6]", "[0, 12]\nfactor = 2", "[3].items[1]", "'worry' has a factor"),
        ('id = "mind"', 'id = "worry"', "[3].id", "given twice: worry"),
        ('id = "mind"', 'id = "class"', "[3].id", "a column of every score is called 'class'"),
    ],
)
def test_scales_in_a_circle_and_otherwise_wrong_are_refused(tmp_path, old, new, key, reason):
    assert old in SCALES
    fault = refused(tmp_path, "gad7", "[[bands]]", SCALES.replace(old, new, 1))
    assert reason in fault.what
    told(tmp_path, fault, f"scales{key}")


def test_what_is_not_there_or_there_twice_is_refused(tmp_path):
    with pytest.raises(MalformedInstrumentError, match="no such file"):
        instruments.catalogue((tmp_path / "gone.toml",))
    with pytest.raises(MalformedInstrumentError, match="two definitions"):
        instruments.catalogue((DEFINITIONS / "gad7.toml",))


def test_what_is_rated_has_one_row_an_item_and_no_columns(tmp_path):
    text = (DEFINITIONS / "mdi.toml").read_text("utf-8")
    path = tmp_path / "rated.toml"
    path.write_text(text.replace('"questionnaire"', '"rating"').replace('"mdi"', '"rated"'))
    with pytest.raises(MalformedInstrumentError, match="no columns of its own"):
        instruments.catalogue((path,))


def test_an_outline_says_what_is_known_and_has_nothing_that_could_be_scored():
    """Oracle: instruments reference, sections 8 and 9."""
    battery = instruments.catalogue()
    ips_y, se_youth = battery["ips_y"], battery["se_youth"]
    assert ips_y.outline.items == 35
    assert [part.en for part in ips_y.outline.parts] == ["IPS-Employment", "IPS-Education"]
    assert se_youth.outline.items is None
    assert [part.en for part in se_youth.outline.parts] == ["Staffing", "Organisation", "Services"]
    for each in (ips_y, se_youth):
        assert (each.items, each.scales, each.bands, each.cuts) == ((), (), (), ())
        assert each.band_set() is None
        assert isinstance(instruments.score(pd.DataFrame({"x": [1]}), each), Absent)
    published = {each.id: each.value for each in ips_y.parameters}
    assert list(published.values())[:4] == [63, 110, 33, 49]


def test_a_whole_definition_takes_the_place_of_an_outline_and_of_nothing_else(tmp_path):
    whole = (DEFINITIONS / "ips25.toml").read_text("utf-8").replace("ips25", "se_youth")
    path = tmp_path / "se_youth.toml"
    path.write_text(whole, "utf-8")
    assert len(instruments.catalogue((path,))["se_youth"].items) == 25
    with pytest.raises(MalformedInstrumentError, match="two definitions"):
        instruments.catalogue((path, tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "reason"),
    [
        ("items = 35", "items = 0", "items = ", "outline.items", "1 or more"),
        ("items = 35", "items = 35\nbands = 3", "bands = ", "outline.bands", "unknown key"),
        ("items = 35", 'items = "35"', "items = ", "outline.items", "type int"),
        ('source = "bond2022"', 'source = "x"', "source = ", "outline.source", "unknown reference"),
        ("[outline]", "[missing]\nmax_missing = 0\n[outline]", "[missing]", "missing", "unknown"),
        ('id = "ips_y"', 'id = "IPS-Y"', "id = ", "id", "letters"),
    ],
)
def test_a_malformed_outline_is_refused(tmp_path, old, new, line, key, reason):
    fault = refused(tmp_path, "ips_y", old, new)
    assert reason in fault.what
    assert line in told(tmp_path, fault, key)
