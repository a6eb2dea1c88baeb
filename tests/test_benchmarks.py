"""The benchmark of the build measures what it says: different notebooks, equal figures, memory."""

import itertools
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from compendium.present.wording import word
from compendium.report.pages import sources

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
PAGE = '<img src="../_static/logo.png"><img alt="{alt}" src="../_images/{picture}">'


@pytest.fixture(autouse=True)
def harness(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)


def book(folder, notebooks=3):
    from harness import books

    return books.generated(folder, notebooks, 0.3)


def built(book, alt="Lines", picture=b"drawn"):
    """Write the pages of a book as if it had been built."""
    html = book.root / "_build" / "html"
    (html / "notebooks").mkdir(parents=True)
    (html / "_images").mkdir()
    for page in book.pages:
        text = PAGE.format(alt=f"{alt} of {page}", picture=f"{page}.png")
        (html / "notebooks" / f"{page}.html").write_text(text, "utf-8")
        (html / "_images" / f"{page}.png").write_bytes(picture)
    return book


def test_no_two_notebooks_or_editions_have_the_same_cells_and_all_are_admitted(tmp_path):
    generated = book(tmp_path)
    kept = []
    for edition, page in itertools.product((0, 1), generated.pages):
        generated.edit(page, edition)
        notebook = json.loads((generated.root / f"notebooks/{page}.ipynb").read_text("utf-8"))
        sources.check(page, notebook)
        kept.append(str([cell["source"] for cell in notebook["cells"][1:]]))
    assert len(set(kept)) == 6


def test_the_caption_of_a_generated_figure_asks_for_nothing_that_its_cell_does_not_give(tmp_path):
    text = (book(tmp_path).root / "notebooks/page-01.ipynb").read_text("utf-8")
    (caption,) = re.findall(r'caption=\\"(\w+)\\"', text)
    assert word(f"captions.{caption}", "en")


def test_books_that_show_the_same_agree(tmp_path):
    from harness import figures

    first, second = built(book(tmp_path / "first")), built(book(tmp_path / "second"))
    assert set(figures.agree(first, second)) == {"page-01", "page-02", "page-03"}


@pytest.mark.parametrize("other", [{"alt": "Bars"}, {"picture": b"drawn otherwise"}])
def test_another_picture_or_text_alternative_is_told(tmp_path, other):
    from harness import figures

    first, second = built(book(tmp_path / "first")), built(book(tmp_path / "second"), **other)
    with pytest.raises(figures.DifferingFiguresError, match="on page-01"):
        figures.agree(first, second)


def test_a_page_without_its_figure_is_told(tmp_path):
    from harness import figures

    bare = built(book(tmp_path))
    (bare.root / "_build/html/notebooks/page-02.html").write_text("<p>nothing</p>", "utf-8")
    with pytest.raises(figures.DifferingFiguresError, match="page-02 shows 0"):
        figures.shown(bare)


def test_a_promise_is_kept_up_to_its_bound_and_a_number_without_one_always():
    from harness.promises import faster

    assert faster("case", 1.0, 5.0, "other", 5.0).kept
    assert not faster("case", 1.0, 4.9, "other", 5.0).kept
    assert faster("case", 1.0, 0.1, "other", None).kept


def test_both_ways_of_scoring_respondents_agree_and_a_difference_is_told():
    """The speed of two ways says something only where they give the same."""
    from harness import respondents

    from compendium import instruments

    frame = respondents.drawn(3_000)
    assert set(frame.dtypes.astype(str)) == {"Int8"}
    assert 0.015 < frame.isna().to_numpy().mean() < 0.025
    ours = [instruments.score(frame, one) for one in respondents.BATTERY]
    respondents.same(ours, respondents.in_pandas(frame))
    for scores, one, (points, gaps) in zip(
        ours, respondents.BATTERY, respondents.in_numpy(frame), strict=True
    ):
        if one is not respondents.MDI:
            total = scores[f"{one.id}_total"]
            complete = gaps == 0
            assert total.notna().eq(complete).all()
            assert (total[complete] == points[complete] * one.scale("total").factor).all()
    ours[1] = ours[1].assign(mdi_icd10="none")
    with pytest.raises(respondents.DifferingScoresError, match="mdi_icd10"):
        respondents.same(ours, respondents.in_pandas(frame))


def test_both_ways_of_resampling_agree_and_a_difference_is_told():
    import resampling

    lines = list(resampling.measured(2_000))
    assert len(lines) == 8
    assert all("500 v 2000, 2000 replicates" in line.case for line in lines[::2])
    near, far = (resampling.outcomes.Estimate("", 0.5, low, 1, 9, "") for low in (0.01, 0.2))
    known = resampling.outcomes.Estimate("", 0.5, 0, 1, 9, "")
    resampling.agree("ratio", near, known)
    with pytest.raises(resampling.DifferingIntervalsError, match="of the ratio differ"):
        resampling.agree("ratio", far, known)


def test_matching_is_measured_in_each_way_beside_r_or_without_a_promise(monkeypatch):
    import matching

    monkeypatch.setattr(matching, "REPEATS", 1)
    monkeypatch.setattr(matching, "in_r", lambda _: [2.0, 2.0, 2.0, 2.0])
    lines = list(matching.measured(20, 80))
    assert [line.case.split(", ")[1:] for line in lines] == [
        ["anywhere", "again"],
        ["anywhere", "once"],
        ["within the quarter", "again"],
        ["within the quarter", "once"],
    ]
    assert all(line.bound == 1 and line.kept for line in lines)
    monkeypatch.setattr(matching, "in_r", lambda _: [])
    assert {line.bound for line in matching.measured(20, 80)} == {None}


def test_memory_is_that_of_all_descendants(tmp_path):
    from harness import memory
    from harness.ways import Command

    if not memory.POSSIBLE:
        pytest.skip("this system does not say how memory is shared")
    taking = "import time; taken = bytes(range(250)) * 400_000; time.sleep(0.5)"
    starting = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {taking!r}])"
    program = Path(sys.executable).name
    assert 100 < memory.peak(Command(program, ("-c", starting), tmp_path, tmp_path)) < 160


def test_recovery_goes_on_where_it_was_stopped_and_keeps_nothing_of_another_scenario(
    tmp_path, monkeypatch
):
    import recovery

    class Here:
        map = staticmethod(map)

    monkeypatch.setattr(recovery, "KEPT", tmp_path)
    scenario = recovery.scenarios()["matched"]
    assert recovery.kept(scenario, 3) == []
    attempts = recovery.run(scenario, 3, Here())
    assert recovery.kept(scenario, 3) == attempts
    assert recovery.kept(scenario, 2) == attempts[:2]
    assert recovery.kept(scenario, 4) == []
    other = replace(scenario, setting=replace(scenario.setting, motivation=1.0))
    assert recovery.kept(other, 3) == []


def test_recovery_keeps_on_record_what_was_not_run_now_where_its_code_is_the_same(
    tmp_path, monkeypatch
):
    import recovery

    known, before = recovery.scenarios(), recovery.record.recoveries()
    monkeypatch.setattr(recovery, "shelf", lambda: tmp_path)
    new = {"weighted": before.entries["matched"]}
    recovery.write(new, before.studies, known)
    assert set(recovery.record.recoveries(tmp_path).entries) == {*before.entries, "weighted"}
    recovery.write(new, before.studies + 1, known)
    assert set(recovery.record.recoveries(tmp_path).entries) == {"weighted"}
