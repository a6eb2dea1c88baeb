"""The page on promising practice, of a programme of the VIVE report instead of Reconnect."""

from __future__ import annotations


def test_the_page_is_of_the_programme_asked_for_and_tells_of_all_others(shown):
    found = {each.get("name"): each for each in shown("promising-practice", programme="u_turn")}
    profile = found["profile"]
    assert profile["caption"].startswith("U-turn:")
    rows = {row["practice_element"]: row["tells"] for row in profile["table"]}
    assert len(rows) == 11
    assert {element for element, tells in rows.items() if tells == "told"} == {
        *("theory_and_knowledge", "effect", "aims", "relational_cooperation"),
    }
    others = {row["programme"] for row in found["others"]["table"]}
    assert "reconnect" in others
    assert "u_turn" not in others
    counted = {row["practice_element"]: row for row in found["told-of"]["table"]}
    assert counted["effect"]["all_told"] == 17
    figure = found["profiles"]["table"]
    told = [row for row in figure if row["tells"] == "told" and row["whose"] == "programme"]
    assert sum(row["practice_element"] == "effect" for row in told) == counted["effect"]["value"]
    ground = {row["key"]: row for row in found["ground"]["table"]}
    assert ground["typology"]["figure_to"] == ground["typology"]["figure_from"] == 11
