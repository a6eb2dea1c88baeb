"""The glossary: each word is explained once, asked for, and led to where a page first uses it."""

import csv
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = sorted((ROOT / "book").glob("*.md"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
GLOSSARY = ROOT / "book" / "glossary.md"
PAGES = [page for page in (*CHAPTERS, *NOTEBOOKS) if page != GLOSSARY]

NAMES = (
    *("activity-ready", "bridge-building course", "cash benefit", "disability pension"),
    *("education benefit", "education-ready", "flexible job", "folk high school", "FGU", "IPS"),
    *("job centre", "job clarification course", "job-ready", "KUI", "lower secondary school"),
    *("mentor", "municipality", "NEET", "production school", "psychosocial services", "region"),
    *("rehabilitation team", "residual group", "resource course", "satspulje", "sickness benefit"),
    *("STU", "supported employment", "tenth grade", "UU", "unemployment insurance benefit"),
    *("upper secondary education", "VIVE", "vocational education", "wage subsidy"),
    *("work practice",),
)
"""What pages may lead to; an entry is never renamed without its pages."""

FORMS = {
    "activity-ready": "activity-ready|ready for activity",
    "education-ready": "education-ready|ready for education",
    "job clarification course": "job clarification(?: courses?)?",
    "resource course": "resource (?:course|programme)s?",
    "bridge-building course": "bridg(?:e-building|ing) courses?",
    "flexible job": "flexible jobs?|flexjobs?",
    "lower secondary school": "lower secondary(?: schools?)?|basic schools?",
    "municipality": "municipalit(?:y|ies)",
    "psychosocial services": "psychosocial services?",
    "supported employment": "supported employment|individual placement and support",
    "IPS": r"IPS(?!-\w)",
    "tenth grade": "tenth grade|10th grade",
    "upper secondary education": "upper secondary(?: educations?| schools?)?",
    "wage subsidy": "wage subsid(?:y|ies)",
}
"""How a word stands in prose, where it is more than the word or its plural."""

PROPER = re.compile(
    r"IPS Team København|Municipality of \w+|Region Midtjylland|Central Denmark Region"
)
"""Names that hold a word and do not use it."""

FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ .*$", re.MULTILINE)
ROLE = re.compile(r"\{([\w:-]+)\}`([^`]*)`")
ENTRIES = re.compile(r"^```\{glossary\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def groups(text: str) -> list[list[list[str]]]:
    """Return the entries of each group, and of each entry the names that lead to it."""
    found = []
    for block in ENTRIES.findall(text):
        entries = re.split(r"\n\n+", block.strip())
        found.append([[n for n in e.split("\n") if not n.startswith(" ")] for e in entries])
    return found


def prose(page: Path) -> str:
    """Return what a page says in running text: no code, no heading."""
    text = page.read_text("utf-8")
    if page.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n\n".join(
            "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"
        )
    return HEADING.sub("", FENCE.sub("", text))


def led(text: str) -> list[str]:
    """Return the entries that a text leads to, in order."""
    inside = [inner for role, inner in ROLE.findall(text) if role == "term"]
    return [re.sub(r"^.*<(.+)>$", r"\1", " ".join(inner.split())) for inner in inside]


def uses(name: str) -> re.Pattern[str]:
    """Return how an entry stands in prose; a name in capitals stands as it is."""
    flags = re.IGNORECASE if name.islower() else re.NOFLAG
    return re.compile(rf"\b(?:{FORMS.get(name, f'{name}s?')})\b(?!-)", flags)


def unled(text: str) -> dict[str, str]:
    """Return the words whose first use leads nowhere, each with what stands around it."""
    text = PROPER.sub("", " ".join(text.split()))
    missed = {}
    for name in NAMES:
        before, *_ = re.split(rf"\{{term\}}`(?:[^`]*<)?{name}>?`", text, maxsplit=1)
        bare = ROLE.sub("…", before)
        if used := uses(name).search(bare):
            missed[name] = bare[max(used.start() - 40, 0) : used.end() + 40].strip()
    return missed


def evidence() -> str:
    """Return what the tables of evidence say, in English and in Danish."""
    cells = []
    for path in sorted((ROOT / "data" / "evidence").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        cells += [row[name] for row in rows for name in row if name.endswith(("_en", "_da"))]
    return "\n".join(cells)


def test_every_word_is_explained_once():
    first = [entry[0] for group in groups(GLOSSARY.read_text("utf-8")) for entry in group]
    assert sorted(first) == sorted(NAMES)


def test_no_two_entries_share_a_name():
    names = [
        name.strip("*").casefold()
        for group in groups(GLOSSARY.read_text("utf-8"))
        for entry in group
        for name in entry
    ]
    assert len(names) == len(set(names))


def test_the_entries_of_a_group_are_in_order():
    for group in groups(GLOSSARY.read_text("utf-8")):
        first = [entry[0].casefold() for entry in group]
        assert first == sorted(first)


@pytest.mark.parametrize("page", [*PAGES, GLOSSARY], ids=lambda page: page.stem)
def test_every_lead_is_to_an_entry(page):
    text = page.read_text("utf-8") if page == GLOSSARY else prose(page)
    assert set(led(text)) <= set(NAMES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_leads_to_the_glossary_where_it_first_uses_a_word(page):
    assert unled(prose(page)) == {}


def test_every_entry_is_asked_for():
    text = GLOSSARY.read_text("utf-8")
    asked = {name for page in PAGES for name in led(prose(page))} | set(led(text))
    tables = evidence()
    assert [name for name in NAMES if name not in asked and not uses(name).search(tables)] == []


def test_a_first_use_without_a_lead_is_found():
    late = "A mentor helps. See the {term}`mentor` and two {term}`municipalities <municipality>`."
    assert unled(late) == {"mentor": "A mentor helps. See the"}


def test_a_lead_before_the_plain_word_is_enough():
    text = "The {term}`municipalities <municipality>` of IPS Team København; each municipality."
    assert unled(text) == {}


@pytest.mark.parametrize("text", ["A FGU.", "FGU at the end", "Two *flexjobs*", "Wage\nsubsidies"])
def test_a_word_is_seen_however_it_stands(text):
    assert len(unled(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        *("Mentoring", "IPS-25", "the Municipality of Copenhagen", "in Region Midtjylland"),
        *("{cite:p}`mentor`", "{doc}`the mentor </book/glossary>`", "regional", "stu"),
    ],
)
def test_what_only_looks_like_a_word_needs_no_lead(text):
    assert unled(text) == {}
