"""What a notebook may not say is found before it runs, and told with its cell and line."""

import nbformat
import pytest

from compendium.report.pages import sources
from compendium.report.pages.sources import ForbiddenSourceError


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("open('x.csv')", "reads no files"),
        ("Path('x').open()", "reads no files"),
        ("pd.read_csv('x.csv')", "reads no files"),
        ("read_excel('x.xlsx')", "reads no files"),
        ("Path('x').read_text()", "reads no files"),
        ("np.loadtxt('x')", "reads no files"),
        ("import duckdb", "does not use duckdb"),
        ("import pyarrow.parquet as pq", "does not use pyarrow"),
        ("from pyreadstat import read_sav", "does not use pyreadstat"),
        ("import subprocess", "does not use subprocess"),
        ("def f():\n    return 1", "defines nothing"),
        ("async def f():\n    return 1", "defines nothing"),
        ("class A:\n    pass", "defines nothing"),
        ("!ls", "not Python"),
        ("%matplotlib inline", "not Python"),
        ("exec('x')", "reads no files"),
        ("[open(p) for p in paths]", "reads no files"),
    ],
)
def test_it_is_found(code, words):
    (finding, *_) = sources.findings("import pandas as pd\n" + code)
    assert words in finding.what
    assert finding.line == 2


@pytest.mark.parametrize(
    "code",
    [
        "study.load()",
        "study.load().table('screening')",
        "evidence.table('prevalence')",
        "frame.assign(x=lambda rows: rows.y + 1)",
        "from compendium import present, study",
        "opened = frame['open']",
        "",
    ],
)
def test_what_a_thin_notebook_does_passes(code):
    assert sources.findings(code) == []


def test_the_message_names_notebook_cell_line_and_cure():
    cells = [
        nbformat.v4.new_markdown_cell("# Title\n\n`open()` may be spoken of"),
        nbformat.v4.new_code_cell("x = 1"),
        nbformat.v4.new_code_cell("import pandas as pd\nframe = pd.read_csv('rows.csv')"),
    ]
    with pytest.raises(ForbiddenSourceError) as told:
        sources.check("screening", nbformat.v4.new_notebook(cells=cells))
    assert told.value.where == "notebooks/screening.ipynb, cell 3, line 2"
    assert "frame = pd.read_csv('rows.csv')" in told.value.what
    assert "compendium.study" in told.value.remedy


@pytest.mark.parametrize("name", ["pandas.py", "json.py", "matplotlibrc", "scipy/__init__.py"])
def test_a_file_that_would_take_the_place_of_another_is_refused(tmp_path, name):
    (tmp_path / "first.ipynb").write_text("{}", "utf-8")
    (tmp_path / "helpers_of_ours.py").write_text("", "utf-8")
    sources.check_folder(tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("", "utf-8")
    with pytest.raises(ForbiddenSourceError, match="would take the place") as told:
        sources.check_folder(tmp_path)
    assert told.value.where == f"notebooks/{name.partition('/')[0]}"
