"""A notebook is bound with what was executed of its code, and with its text as it is now."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from compendium.report.pages import cells


def text(words):
    return {"cell_type": "markdown", "metadata": {}, "source": words}


def code(words, *tags):
    return {"cell_type": "code", "metadata": {"tags": [*tags]}, "source": words, "outputs": []}


def executed(notebook):
    """Return what papermill makes of a notebook whose first code holds its parameters."""
    made = copy.deepcopy(notebook)
    found = []
    for cell in made["cells"]:
        found.append(cell)
        if cell["cell_type"] == "code":
            cell["outputs"] = [f"of {cell['source']}"]
            if cells.PARAMETERS in cells.tags(cell):
                found.append(code("week = 78", cells.INJECTED))
    return {"cells": found, "metadata": {"papermill": {}}}


written = st.lists(
    st.one_of(
        st.builds(text, st.text(max_size=3)),
        st.builds(code, st.text(max_size=3)),
        st.builds(lambda words: code(words, cells.PARAMETERS), st.text(max_size=3)),
    ),
    max_size=6,
)


@given(written, written)
def test_it_has_the_text_of_now_and_all_that_was_executed(before, more):
    then = {"cells": before}
    # Other text between the same code.
    own = [cell for cell in before if cell["cell_type"] == "code"]
    texts = [cell for cell in more if cell["cell_type"] != "code"]
    now = {"cells": [*texts[:1], *own, *texts[1:]]}
    told = cells.retold(executed(then), now)
    assert told["cells"] == executed(now)["cells"]
    assert cells.retold(executed(now), now) == executed(now)


@given(written)
def test_what_was_executed_of_other_code_is_left_as_it_is(before):
    then = executed({"cells": before})
    assert cells.retold(then, {"cells": [*before, code("more")]}) is then
