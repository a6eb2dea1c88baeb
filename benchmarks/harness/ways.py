"""Ways to build a book, ours and others, each measured as a user has it: whole commands."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.books import Book

TOLD = 30
"""How many last lines of a command that failed are told."""


class FailedCommandError(Exception):
    """A command that is measured did not do what it is measured for."""


@dataclass(frozen=True)
class Command:
    """A program of this interpreter's environment, where it is run, and what it is told."""

    program: str
    arguments: tuple[str, ...]
    folder: Path
    study: Path

    @property
    def words(self) -> list[str]:
        """The whole command."""
        return [str(Path(sys.executable).with_name(self.program)), *self.arguments]

    @property
    def environment(self) -> dict[str, str]:
        """The variables: those of the shell, and the study."""
        return {**os.environ, "COMPENDIUM_STUDY": str(self.study)}

    def seconds(self) -> float:
        """Run it and return how long that took.

        Raises
        ------
        FailedCommandError
            Where it fails.
        """
        began = time.perf_counter()
        done = subprocess.run(
            self.words,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        taken = time.perf_counter() - began
        if done.returncode:
            raise self.failed(done.stdout)
        return taken

    def failed(self, output: str) -> FailedCommandError:
        """Return the error of this command, with the end of what it said."""
        said = "\n".join(output.splitlines()[-TOLD:])
        return FailedCommandError(f"{' '.join((self.program, *self.arguments))} failed:\n{said}")


def compendium(book: Book, jobs: int) -> Command:
    """Return our way: one command, which executes what is stale and binds the book."""
    arguments = ("build", "--study", str(book.study), "--jobs", str(jobs))
    return Command("compendium", arguments, book.root, book.study)


def jupyter_book(book: Book) -> Command:
    """Return Jupyter Book's own way: it executes while it binds, as its configuration says."""
    return Command("jupyter-book", ("build", "."), book.root, book.study)


def papermill(book: Book) -> Sequence[Command]:
    """Return the way of a script: papermill on each notebook in turn, then Jupyter Book."""
    folder = book.root / "notebooks"
    names = (f"{page}.ipynb" for page in book.pages)
    mills = [
        Command("papermill", (name, name, "-k", "python3"), folder, book.study) for name in names
    ]
    return [*mills, jupyter_book(book)]
