"""`_toc.yml` agrees with runs.yml, and pages of families are added in the staged copy only."""

import copy

import pytest
import yaml

from compendium.report.plans import contents
from compendium.report.plans.contents import ContentsError
from compendium.report.plans.runs import Declaration, Run

TOC = {
    "format": "jb-book",
    "root": "book/index",
    "parts": [
        {"caption": "Methods", "chapters": [{"file": "book/methods"}]},
        {
            "caption": "Results",
            "chapters": [{"file": "notebooks/fidelity"}, {"file": "notebooks/neet"}],
        },
    ],
}
FIDELITY = Run("fidelity")
BORNHOLM = Run("fidelity", case="bornholm", label="Bornholm")
ROEDOVRE = Run("fidelity", case="roedovre", label="Rødovre")
AGREEMENT = Run("agreement", audience="internal")


def test_the_pages_of_a_family_stand_below_their_notebook():
    given = copy.deepcopy(TOC)
    staged = contents.staged(given, [FIDELITY, BORNHOLM, ROEDOVRE, Run("neet")])
    assert staged["parts"][1]["chapters"][0] == {
        "file": "notebooks/fidelity",
        "sections": [
            {"file": "notebooks/fidelity-bornholm", "title": "Bornholm"},
            {"file": "notebooks/fidelity-roedovre", "title": "Rødovre"},
        ],
    }
    assert staged["parts"][1]["chapters"][1] == {"file": "notebooks/neet"}
    assert given == TOC


def test_internal_pages_are_added_last():
    staged = contents.staged(TOC, [FIDELITY, Run("neet"), AGREEMENT])
    assert staged["parts"][-1] == {
        "caption": "Internal",
        "chapters": [{"file": "notebooks/agreement"}],
    }


def test_the_documents_are_listed_in_order():
    assert contents.documents(TOC) == [
        "book/index",
        "book/methods",
        "notebooks/fidelity",
        "notebooks/neet",
    ]


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ([Declaration("fidelity")], "'neet' is not declared"),
        (
            [Declaration("fidelity"), Declaration("neet", audience="internal")],
            "'neet' is internal",
        ),
        (
            [Declaration("fidelity"), Declaration("neet"), Declaration("outcomes")],
            "'outcomes' of notebooks/runs.yml has no place",
        ),
    ],
)
def test_the_two_files_must_agree(declared, words):
    with pytest.raises(ContentsError, match=words) as told:
        contents.check(TOC, declared)
    assert told.value.where == "_toc.yml"


def test_an_internal_notebook_has_no_place_in_the_committed_contents():
    contents.check(
        TOC,
        [
            Declaration("fidelity"),
            Declaration("neet"),
            Declaration("agreement", audience="internal"),
        ],
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "no table of contents"),
        ("root: [", "malformed"),
        (yaml.safe_dump({"format": "jb-book", "parts": []}), "malformed"),
    ],
)
def test_contents_that_cannot_be_read_are_told(tmp_path, text, words):
    if text is not None:
        (tmp_path / "_toc.yml").write_text(text, "utf-8")
    with pytest.raises(ContentsError, match=words):
        contents.read(tmp_path)
