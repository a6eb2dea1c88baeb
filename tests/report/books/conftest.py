"""Small Jupyter Books that know nothing of us, in folders of their own."""

import json
import textwrap
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

from compendium.report import books

HEAD = "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n"
REFERENCES = "@book{knuth, title={The book}, author={Knuth, D.}, year={1984}, publisher={A}}\n"


class Volume:
    """A Jupyter Book, and what is told while it is built."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pages = ["index"]
        self.told: list[str] = []
        self.config()
        self.write("index.md", "# The book\n")

    def write(self, name: str, text: str) -> None:
        """Write a file of the book."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def config(self, **more) -> None:
        """Write _config.yml; `execute` is given in words of Jupyter Book's."""
        execute = {"execute_notebooks": "force", "timeout": 120, **more.pop("execute", {})}
        content = {"title": "Any", "only_build_toc_files": True, "execute": execute, **more}
        self.write("_config.yml", yaml.safe_dump(content))

    def _listed(self, name: str) -> None:
        page = str(Path(name).with_suffix(""))
        if page not in self.pages:
            self.pages.append(page)
        chapters = [{"file": page} for page in self.pages[1:]]
        toc = {"format": "jb-book", "root": "index", "chapters": chapters}
        self.write("_toc.yml", yaml.safe_dump(toc))

    def text(self, name: str, *sources: str, words: str = "Words.") -> None:
        """Write a notebook in MyST markdown."""
        cells = "".join(f"\n```{{code-cell}}\n{textwrap.dedent(each)}\n```\n" for each in sources)
        self.write(name, f"{HEAD}# {name}\n\n{words}\n{cells}")
        self._listed(name)

    def notebook(self, name: str, *sources: str, kernel: str = "python3") -> None:
        """Write a notebook as JupyterLab would."""
        code = [nbformat.v4.new_code_cell(textwrap.dedent(source)) for source in sources]
        content = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_markdown_cell(f"# {name}"), *code],
            metadata={"kernelspec": {"name": kernel, "display_name": kernel}},
        )
        self.write(name, json.dumps(content))
        self._listed(name)

    def build(self, **terms) -> books.Built:
        """Build the book."""
        self.told = []
        terms = books.Terms(**{"jobs": 2, **terms})
        return books.build(
            self.root, terms=terms, listener=lambda step: self.told.append(step.text)
        )

    @property
    def executed(self) -> set[str]:
        """The pages that the last build executed well."""
        return {text.removesuffix(" executed") for text in self.told if text.endswith(" executed")}

    def page(self, name: str) -> str:
        """Return the words of a page that was built."""
        return words(self.root / "_build" / "html" / f"{name}.html")


def words(path: Path) -> str:
    """Return the words of a page's article."""
    soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    return " ".join(soup.find("article").get_text(" ").split())


@pytest.fixture
def volume(tmp_path) -> Volume:
    """Return a book without notebooks."""
    return Volume(tmp_path / "book")


@pytest.fixture
def full(volume) -> Volume:
    """Return a book with notebooks of both kinds, a module, data, a glued number and a source."""
    volume.config(bibtex_bibfiles=["references.bib"], execute={"exclude_patterns": ["left*"]})
    volume.write("references.bib", REFERENCES)
    volume.write(
        "index.md",
        "# The book\n\nAs {cite}`knuth` says, {glue:text}`words/second.md::rows:d` rows.\n\n"
        "```{bibliography}\n```\n",
    )
    volume.write("helper.py", "def twice(number):\n    return 2 * number\n")
    volume.write("first.csv", "a\n1\n2\n")
    volume.write("words/second.csv", "a\n3\n4\n5\n")
    volume.notebook(
        "first.ipynb",
        "import pandas as pd\nfrom helper import twice\nrows = pd.read_csv('first.csv')",
        "print('sum', twice(rows.a.sum()))",
        "rows.plot();",
    )
    volume.text(
        "words/second.md",
        "import pandas as pd\nfrom myst_nb import glue\nrows = pd.read_csv('second.csv')",
        "glue('rows', len(rows), display=False)\nprint('mean', rows.a.mean())",
    )
    volume.notebook("left.ipynb", "print('was it executed?')")
    return volume
