"""What a page was made of is told by digests that confirm nobody's guess."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from compendium.report.ledgers import provenance
from compendium.report.plans.keys import Key

READS = {
    "study:screening.csv": "a" * 64,
    "study:withdrawn.txt": "absent",
    "data/evidence/prevalence.csv": "b" * 64,
    "src/compendium/present/words/en.toml": "c" * 64,
}
KEY = Key(
    notebook="1" * 64, parameters="2" * 64, given={"week": 52}, language="en", reads=READS,
    folders={}, sources={"src/compendium/errors.py": "d" * 64}, engine={}, versions={},
)  # fmt: skip


def test_files_of_the_study_are_keyed_and_all_else_is_not():
    origin = provenance.of(KEY, b"secret")
    assert origin.data["study:screening.csv"] not in "a" * 64
    assert origin.data["study:withdrawn.txt"] == "absent"
    assert origin.data["data/evidence/prevalence.csv"] == "b" * 16
    assert origin.code == {
        "src/compendium/errors.py": "d" * 16,
        "src/compendium/present/words/en.toml": "c" * 16,
    }
    assert origin.parameters == {"week": 52}


def test_another_key_gives_another_digest_and_none_gives_none():
    digests = {
        provenance.of(KEY, secret).data["study:screening.csv"] for secret in (b"one", b"two", b"")
    }
    assert len(digests) == 3
    assert "withheld" in digests


@given(st.text(min_size=1))
def test_a_keyed_digest_is_no_plain_one(text):
    plain = hashlib.sha256(text.encode()).hexdigest()
    assert provenance.keyed(b"secret", text) not in plain
    assert provenance.keyed(b"secret", text) == provenance.keyed(b"secret", text)


def test_two_pages_made_of_the_same_do_not_differ():
    origin = provenance.of(KEY, b"secret")
    assert [*provenance.differences(origin, origin)] == []
