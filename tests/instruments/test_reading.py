"""The catalogue: what comes with the package, and what is refused by file, key and reason."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from compendium import instruments
from compendium.instruments import MalformedInstrumentError

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
    ("old", "new", "key", "reason"),
    [
        ("from = 5, to = 9", "from = 4, to = 9", "bands[1].levels", "overlap"),
        ("from = 5, to = 9", "from = 6, to = 9", "bands[1].levels", "gap"),
        ("to = 21,", "to = 20,", "bands[1].levels", "cover the scale from 0 to 21"),
        ("from = 5, to = 9", "from = 9, to = 5", "bands[1].levels[2].to", "from 9 to 5"),
        ('id = "mild"', 'id = "severe"', "bands[1].levels", "given twice: severe"),
        ('items = "all"', 'items = ["gad7_8"]', "scales[1].items", "unknown item 'gad7_8'"),
        ('items = "all"', 'items = ["gad7_1", "gad7_1"]', "scales[1].items", "counts once"),
        ("range = [0, 21]", "range = [0, 27]", "scales[1].range", "from 0 to 21"),
        ("range = [0, 21]", "range = [0, 21]\nfactor = 0", "scales[1].factor", "1 or more"),
        ('[[scales]]\nid = "total"', '[[scales]]\nid = "band"', "scales[1].id", "'band'"),
        ('id = "gad7_2"', 'id = "gad7_1"', "items", "given twice: gad7_1"),
        ('"nervousness"', "7", "items[1].label.en", "type str"),
        ('en = "nervousness", ', "", "items[1].label.en", "missing"),
        ('id = "gad7_1"\n', 'id = "gad7_1"\nlabell = 1\n', "items[1].labell", "unknown key"),
        ('source = "cliot"', 'source = "kroenke"', "cuts[1].source", "unknown reference"),
        ('source = "cliot"', 'source = "none"', "cuts[1].status", "cannot be confirmed"),
        ("at_least = 10", "at_least = 22", "cuts[1]", "no score of the scale"),
        ("at_least = 10", "at_least = 10\nat_most = 2", "cuts[1]", "either"),
        ("at_least = 10", 'at_least = 10\nbands = "x"', "cuts[1].bands", "unknown band set"),
        ("at_least = 10", 'at_least = 10\nscale = "x"', "cuts[1].scale", "unknown scale"),
        ('method = "none"', 'method = "guess"', "missing.method", "none, prorate"),
        ("max_missing = 0", "max_missing = -1", "missing.max_missing", "0 or more"),
        ("value = 4", 'value = "4"', "parameters[1].value", "a number"),
        ("low = 0, high = 3", "low = 3, high = 0", "items[1].high", "from 3 to 0"),
        ('kind = "questionnaire"', 'kind = "quiz"', "kind", "questionnaire, rating"),
        ('id = "gad7"\n', 'id = "GAD-7"\n', "id", "letters"),
        ("answers =", "answers = [", "", "not TOML"),
    ],
)
def test_a_malformed_file_is_refused_by_file_key_and_reason(tmp_path, old, new, key, reason):
    text = (DEFINITIONS / "gad7.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "own.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(MalformedInstrumentError) as fault:
        instruments.catalogue((path,))
    assert reason in fault.value.what
    assert fault.value.where == (f"{path}, {key}" if key else str(path))
    assert str(pickle.loads(pickle.dumps(fault.value))) == str(fault.value)  # noqa: S301 - our own bytes


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
