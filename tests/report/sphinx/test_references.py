"""Which pages quote a result that is not as they say, from one pass to the next."""

from types import SimpleNamespace

import pytest
import yaml

from compendium.report.sphinx.references import Results


def record(text, **more):
    """Return the record of a result."""
    texts = {"value": text, "full": f"{text} (7 to 9)", "n": "663"}
    return {"text": texts, "shown": True, "absent": None, **more}


@pytest.fixture
def results(tmp_path):
    """Return what is known of results in a book of two pages that quote those of a third."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "runs.yml").write_text("[]", "utf-8")
    env = SimpleNamespace(
        srcdir=str(tmp_path),
        domaindata={},
        found_docs={"a", "b", "notebooks/shown"},
        config=SimpleNamespace(language="en"),
    )
    made = Results(env)
    made.note("notebooks/shown", "mean", record("7.4"))
    made.note("notebooks/shown", "share", record("0.3"))
    made.note_quote("a", "shown/mean", "value")
    made.note_quote("b", "shown/share", "full")
    return made


def test_at_first_all_pages_that_quote_are_to_be_written(results):
    assert results.changed() == ["a", "b"]


def test_only_the_page_that_quotes_what_has_changed_is_written_again(results):
    results.written(well=True)
    assert results.changed() == []
    results.note("notebooks/shown", "mean", record("8.1"))
    assert results.changed() == ["a"]


def test_a_result_that_is_as_it_was_on_another_page_is_a_link_elsewhere(results):
    results.written(well=True)
    results.clear_doc("notebooks/shown")
    assert results.changed() == ["a", "b"]
    for name, text in (("mean", "7.4"), ("share", "0.3")):
        results.note("elsewhere/shown", name, record(text))
    assert results.changed() == ["a", "b"]


@pytest.mark.parametrize(
    "now",
    [
        record("7.4", absent="Too few."),
        record("7.4", shown=False),
        {**record("7.4"), "text": {**record("7.4")["text"], "n": "664"}},
    ],
)
def test_why_a_result_is_absent_and_of_how_many_it_is_count_too(results, now):
    results.written(well=True)
    results.note("notebooks/shown", "mean", now)
    assert results.changed() == ["a"]


def test_what_a_form_does_not_show_does_not_count(results):
    results.written(well=True)
    results.note("notebooks/shown", "mean", {**record("7.4"), "low": 6.9})
    assert results.changed() == []


def test_a_page_that_quotes_more_is_written_and_one_that_is_gone_is_not(results):
    results.written(well=True)
    results.note_quote("b", "shown/mean", "value")
    assert results.changed() == ["b"]
    results.env.found_docs = {"a"}
    assert results.changed() == []


def test_where_writing_failed_nothing_is_remembered(results):
    results.written(well=True)
    results.written(well=False)
    assert results.changed() == ["a", "b"]


def test_another_definition_of_a_result_counts(results, tmp_path):
    results.written(well=True)
    words = {"en": "Mean", "da": "Middel"}
    declared = [{"notebook": "shown", "results": {"mean": {"definition": words, "method": words}}}]
    (tmp_path / "notebooks" / "runs.yml").write_text(yaml.safe_dump(declared), "utf-8")
    vars(results).pop("declarations")
    assert results.changed() == ["a"]
