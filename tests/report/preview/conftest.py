"""A preview as a person has it: the command in a process of its own."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = "import sys; from compendium.cli import main; sys.exit(main())"
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


class Served:
    """The command `serve` on a book."""

    def __init__(self, book, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "serve", "--no-browser", "--port", "0",
             "--study", str(book.study), *arguments],
            cwd=book.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            # As a terminal starts it: whoever runs the tests may be deaf to it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )  # fmt: skip
        self.told = ""

    def tells(self, text):
        """Wait until something is told, and return all that was told up to there."""
        said = ""
        while text not in said:
            line = self.process.stdout.readline()
            assert line, self.told
            said, self.told = said + line, self.told + line
        return said

    def address(self):
        """Wait until it is served and return where."""
        return ADDRESS.search(self.tells("The preview is at"))[0]

    def descendants(self):
        """Return the processes that it has started, and those that they have."""
        parents = {}
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                after = status.read_text("utf-8").rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(status.parent.name)] = int(after[1])
        found = {self.process.pid}
        while more := {pid for pid, up in parents.items() if up in found} - found:
            found |= more
        return found - {self.process.pid}

    def interrupted(self):
        """Interrupt it as Ctrl-C does and return its exit code."""
        self.process.send_signal(signal.SIGINT)
        self.told += self.process.communicate(timeout=30)[0]
        return self.process.returncode


@pytest.fixture
def serve(book):
    """Return a function that serves the small book; it is ended with the test."""
    started = []

    def serving(*arguments):
        started.append(Served(book, *arguments))
        return started[-1]

    yield serving
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
            each.process.communicate()
