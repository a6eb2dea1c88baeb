"""What the slides of Væksthuset and of Viborg say in words: counted by hand, and nothing left."""

from __future__ import annotations

import re
from collections import Counter

from compendium import evidence
from compendium.evidence.reading import cells

TABLES = ("local_flows", "local_groups", "local_points", "local_systems")

LEFT_OUT = {
    "the programme of the two days, and practical matters": [(9, 36), (1844, 1848), (1860, 1876)],
    "the speaker, the agenda of the talk and how to reach the speaker": [
        (51, 51),
        (77, 86),
        (658, 675),
    ],
    "the cases of young people, and what was done for each": [(261, 319), (465, 609)],
    "titles of slides that are printed as points": [
        (104, 104),
        (113, 113),
        (214, 214),
        (224, 224),
        (233, 233),
        (240, 240),
        (323, 323),
        (341, 341),
        (378, 378),
        (388, 388),
        (415, 416),
        (464, 464),
        (610, 610),
        (635, 635),
        (650, 650),
    ],
    "what a surplus goes to: one row holds the four": [(70, 76)],
    "an open end of a list, told in the row of its head": [(260, 260)],
    "the list of literature: rows of sources": [(636, 648)],
    "what the key figure counts: told in its row": [(796, 796)],
    "the groups printed once more": [(1064, 1078), (1100, 1102)],
}
"""Why points of the slides are no rows here, with their lines; those with a figure come below."""

A_FIGURE = r"\d ?%|\d[.,]\d{3}|\d ud af|\d sager"
"""Points that are figures are rows of local_figures."""


def test_points_are_as_many_as_the_slides_print():
    """Counted by hand, slide by slide."""
    points = cells("local_points")
    young = Counter(row["topic"] for row in points if row["source"] == "vaeksthuset2019")
    assert young == {
        "actor": 4,
        "definition": 7,
        "marker": 4,
        "what_works": 5,
        "question": 1,
        "mechanism": 3,
        "characteristic": 8,
        "quick_answer": 8,
        "misunderstanding": 3,
        "advice": 3,
        "predictor": 4,
        "motivation": 5,
        "principle": 7,
        "recommendation": 11,
    }
    viborg = Counter(
        (row["group"], row["topic"]) for row in points if row["source"] == "viborg2019"
    )
    topics = ("characteristic", "approach", "offer", "attention")
    assert [viborg["ages_15_17", topic] for topic in topics] == [9, 8, 8, 8]
    assert [viborg["group_1", topic] for topic in topics] == [6, 6, 6, 4]
    assert [viborg["group_2", topic] for topic in topics] == [12, 5, 8, 8]
    assert [viborg["group_3", topic] for topic in topics] == [11, 4, 9, 6]
    assert sum(row["source"] == "bdo" for row in points) == 5


def test_no_point_of_the_slides_is_left_out(slides):
    """Each line with the mark of a list is in a row, is a figure, or is left out for a reason."""
    told = {
        line
        for name in TABLES
        for row in cells(name)
        for line in range(int(row["first_line"]), int(row["last_line"]) + 1)
    }
    for ranges in LEFT_OUT.values():
        told |= {line for first, last in ranges for line in range(first, last + 1)}
    left = [
        f"{number} {line}"
        for number, line in enumerate(slides, start=1)
        if re.match(r"\s*([•➢❖✓▪-] |o ?[A-ZÆØÅ0-9])", line)
        and number not in told
        and not re.search(A_FIGURE, line)
    ]
    assert left == []


def test_places_are_titles_as_printed(slides):
    text = " ".join(" ".join(slides).split())
    assert [
        row["place"] for name in TABLES for row in cells(name) if row["place"] not in text
    ] == []


def test_nobody_who_spoke_or_was_a_case_is_named(slides):
    cases = [re.findall(r"[A-ZÆØÅ]{3,}", slides[line - 1]) for line in (263, 293, 295)]
    named = {cases[0][0], cases[1][-1], cases[2][0]}
    for line in (664, 679, 680, 1880, 1881):
        named |= set(re.findall(r"[A-ZÆØÅ][a-zæøå]+", slides[line - 1]))
    assert len(named) > 10
    words = {
        word.casefold()
        for name in TABLES
        for row in cells(name)
        for cell in row.values()
        for word in re.findall(r"\w+", cell)
    }
    assert {name for name in named if name.casefold() in words} == set()


def test_the_groups_and_those_who_belong_to_them():
    groups = evidence.table("local_groups")
    assert Counter(groups.loc[groups["listed_in"] == "definition", "group"]) == {
        "ages_15_17": 4,
        "group_1": 5,
        "group_2": 2,
        "group_3": 4,
        "permanent": 4,
    }
    heads = groups[groups["kind"] == "group"]
    assert (heads["key"] == heads["group"]).all()


def test_no_end_of_a_flow_is_guessed(slides):
    """A flow has an end only where its own words name the plan; only nearness tells a keeper."""
    flows = evidence.table("local_flows")
    given = {"neither": (False, False), "sender": (True, False)}
    ends = zip(flows["sender"].notna(), flows["receiver"].notna(), strict=True)
    assert [given[certainty] for certainty in flows["certainty"]] == list(ends)
    systems = evidence.table("local_systems").set_index("key")
    for row in cells("local_flows"):
        if row["sender"]:
            text = " ".join(slides[int(row["first_line"]) - 1 : int(row["last_line"])])
            assert systems.loc[row["sender"], "anchor"].casefold() in text.casefold()
    kept = systems["kept_by"].notna()
    assert (systems.loc[kept, "certainty"] == "order_assumed").all()
