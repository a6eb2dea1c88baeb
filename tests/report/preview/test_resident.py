"""A process keeps an object from call to call, tells its steps and faults, and ends for good."""

import os
import sys
import time

import pytest

from compendium.errors import CompendiumError
from compendium.report.preview.resident import DiedError, Resident, UnforeseenError
from compendium.report.steps import Step

MODULE = """
import os
from compendium.errors import CompendiumError
from compendium.report.steps import Step

class Counter:
    def __init__(self, start):
        self.count = start
    def __call__(self, listener):
        self.count += 1
        listener(Step(f"at {self.count}"))
        return self.count, os.getpid()

class Faulty:
    def __call__(self, listener):
        raise CompendiumError("It is so.", where="here", remedy="Mend it.")

class Unforeseen:
    def __call__(self, listener):
        raise LookupError("kanarie-1")

class Dying:
    def __call__(self, listener):
        os._exit(3)
"""


@pytest.fixture
def resident(tmp_path, monkeypatch):
    """Return a maker of residents of the module above; they are ended with the test."""
    (tmp_path / "kinds_of_residents.py").write_text(MODULE, "utf-8")
    (tmp_path / "unreadable_residents.py").write_text("class Counter:\n  def (:\n", "utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    made = []

    def make(name, *given, module="kinds_of_residents"):
        made.append(Resident((module, name), *given))
        return made[-1]

    yield make
    for each in made:
        each.end()


def test_it_keeps_its_object_in_a_process_of_its_own_and_tells_its_steps(resident):
    steps, counter = [], resident("Counter", 5)
    (first, process), (second, same) = counter(steps.append), counter(steps.append)
    assert (first, second) == (6, 7)
    assert process == same != os.getpid()
    assert steps == [Step("at 6"), Step("at 7")]


def test_a_fault_is_raised_as_it_was_there(resident):
    with pytest.raises(CompendiumError) as fault:
        resident("Faulty")(print)
    assert (fault.value.what, fault.value.where) == ("It is so.", "here")


def test_what_nobody_foresaw_is_told_by_kind_and_place_and_never_by_its_message(resident):
    with pytest.raises(UnforeseenError) as fault:
        resident("Unforeseen")(print)
    assert "LookupError" in str(fault.value)
    assert "line 20" in str(fault.value)
    assert "kanarie" not in str(fault.value)
    assert "kanarie" in fault.value.traceback


def test_code_that_cannot_be_read_is_told_with_its_line(resident):
    with pytest.raises(UnforeseenError) as fault:
        resident("Counter", module="unreadable_residents")(print)
    assert "SyntaxError" in fault.value.what
    assert "unreadable_residents.py, line 2" in fault.value.where


def test_a_process_that_dies_is_told(resident):
    with pytest.raises(DiedError, match="has died"):
        resident("Dying")(print)


def test_a_process_that_was_ended_is_gone(resident, alive):
    counter = resident("Counter", 1)
    _, process = counter(lambda _: None)
    counter.end()
    until = time.monotonic() + 2
    while alive(process) and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(process)
    with pytest.raises(DiedError):
        counter(print)
