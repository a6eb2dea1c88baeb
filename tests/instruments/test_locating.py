"""Where the entries of a TOML text stand, against the text itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compendium import instruments
from compendium.instruments.locating import lines

DEFINITIONS = sorted((Path(instruments.__file__).parent / "definitions").glob("*.toml"))
KEYS = st.sampled_from(["a", "b", '"c d"', "'e'"])
VALUES = st.sampled_from(
    ["1", "-2.5", "true", "1979-05-27", '"[x] # {y}, = z"', "'\\'", '"""two\n[lines]"""', '"\\""']
)


def places(data, place: str = "") -> set[str]:
    """Return the place of every entry of what tomllib read."""
    if isinstance(data, dict):
        below = [(f"{place}.{key}" if place else key, value) for key, value in data.items()]
    else:
        below = [(f"{place}[{number}]", value) for number, value in enumerate(data, start=1)]
    return {name for name, _ in below}.union(
        *(places(value, name) for name, value in below if isinstance(value, dict | list))
    )


def nested(inner):
    lists = st.lists(inner, max_size=3).map(lambda parts: "[ # (\n" + ",\n".join(parts) + "\n]")
    tables = st.dictionaries(KEYS, inner, max_size=3).map(
        lambda parts: "{" + ", ".join(f"{key} = {value}" for key, value in parts.items()) + "}"
    )
    return lists | tables


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_every_entry_of_the_definitions_is_found(path):
    """Oracle: tomllib, which knows the entries, and the text, which has the key on the line."""
    text = path.read_text("utf-8")
    found, rows = lines(text), text.splitlines()
    assert set(found) == places(tomllib.loads(text))
    for place, line in found.items():
        key = place.rpartition(".")[2].partition("[")[0]
        assert place.endswith("]") or key in rows[line - 1]


@given(st.dictionaries(KEYS, st.recursive(VALUES, nested, max_leaves=12), max_size=4))
def test_every_entry_of_any_text_is_found(entries):
    """Oracle: tomllib."""
    text = "# [no]\n" + "\n".join(f"{key}={value}" for key, value in entries.items())
    text += "\n[t.u] # no = 1\n[[t.v]]\nx.y = 1\n[[t.v]]\n[t.v.w]\nz = 2"
    assert set(lines(text)) | {"t"} == places(tomllib.loads(text))


def test_lines_are_counted_from_one_and_through_texts_of_several():
    text = 'a = """\nb = 1\n"""\nc = [\n  1, {d = 2},\n]\n[[e]]\n\n[[e]]\nf = 3'
    assert lines(text) == {
        "a": 1,
        "c": 4,
        "c[1]": 5,
        "c[2]": 5,
        "c[2].d": 5,
        "e": 7,
        "e[1]": 7,
        "e[2]": 9,
        "e[2].f": 10,
    }
