"""A call beside a build gives and raises what it would here, and its process ends with it."""

import os
import sys
from concurrent.futures import BrokenExecutor

import pytest

from compendium.report.kernels import warm_parent
from compendium.report.kernels.aside import Here, WarmExecutor, outcome

linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")


@pytest.fixture(params=["warm", "here"])
def aside(request, tmp_path):
    if request.param == "here":
        yield Here()
        return
    if sys.platform != "linux":
        pytest.skip("processes are forked on Linux only")
    with warm_parent(tmp_path) as nursery, WarmExecutor(nursery) as executor:
        yield executor


def test_what_is_returned_and_raised_is_the_same_as_here(aside):
    assert aside.submit(sorted, [3, 1, 2]).result() == [1, 2, 3]
    with pytest.raises(ZeroDivisionError):
        aside.submit(divmod, 1, 0).result()


def test_a_large_answer_arrives_whole(aside):
    assert aside.submit(bytes, 3_000_000).result() == bytes(3_000_000)


@linux
def test_a_call_is_made_in_a_process_of_its_own_that_has_the_libraries(tmp_path):
    with warm_parent(tmp_path) as nursery, WarmExecutor(nursery) as executor:
        assert executor.submit(os.getpid).result() != os.getpid()
        first, second = executor.submit(os.getpid), executor.submit(os.getpid)
        assert first.result() != second.result()
        loaded = executor.submit(eval, "'pandas' in __import__('sys').modules").result()
        assert loaded


@linux
def test_a_call_whose_process_dies_is_told_as_that(tmp_path):
    with warm_parent(tmp_path) as nursery, WarmExecutor(nursery) as executor:
        with pytest.raises(BrokenExecutor, match="has died"):
            executor.submit(os._exit, 3).result()
        assert executor.submit(int).result() == 0


@linux
def test_arguments_by_name_are_refused(tmp_path):
    with (
        warm_parent(tmp_path) as nursery,
        WarmExecutor(nursery) as executor,
        pytest.raises(TypeError, match="by place"),
    ):
        executor.submit(sorted, [1], reverse=True)


@linux
def test_a_call_whose_parent_is_gone_is_made_here(tmp_path):
    with warm_parent(tmp_path) as nursery:
        executor = WarmExecutor(nursery)
    with executor:
        assert outcome(executor, sorted, [2, 1]) == [1, 2]


@linux
def test_an_answer_is_whole_however_soon_it_comes(tmp_path):
    """The process of a call may have answered before its parent has gone on."""
    with warm_parent(tmp_path) as nursery, WarmExecutor(nursery) as executor:
        calls = [executor.submit(str, number) for number in range(200)]
        assert [call.result() for call in calls] == [str(number) for number in range(200)]
