"""What pages are told: a new edition only for new pages, a fault over the last good ones."""

from compendium.report.preview.outcome import Outcome
from compendium.report.preview.shown import Shown


def test_an_edition_is_new_only_where_a_page_is():
    shown = Shown("en")
    first = shown.edition
    shown.came(Outcome())
    assert shown.edition == first
    shown.came(Outcome(changed=("index.html",)))
    assert shown.edition != first
    assert Shown("en").edition != first


def test_a_fault_is_shown_with_the_last_warnings_until_it_is_mended():
    shown = Shown("en")
    shown.came(Outcome(warnings=("book/index.md:3: WARNING: unknown",)))
    shown.came(Outcome(fault="A cell failed"))
    assert shown.state["fault"]["text"] == "A cell failed"
    assert "unknown" in shown.state["warnings"]["text"]
    shown.came(Outcome())
    assert (shown.state["fault"], shown.state["warnings"]) == (None, None)


def test_whoever_joined_is_told_until_they_leave():
    shown, told = Shown("en"), []
    shown.join(told.append, "notebooks/first.html")
    assert shown.opened == {"notebooks/first.html"}
    shown.doing("Binding the pages")
    shown.leave(told.append)
    shown.doing("nobody hears this")
    assert shown.opened == frozenset()
    assert [state["step"] for state in told] == ["", "Binding the pages"]


def test_it_speaks_danish():
    shown = Shown("da")
    shown.came(Outcome(fault="En fejl"))
    assert shown.state["fault"]["title"].startswith("Siden er, som den var")
    assert shown.state["close"] == "Luk"
