"""The command `serve`: where it serves, what it refuses, and that nothing is left of it."""

import socket
import sys
import time

import pytest

linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")


@linux
@pytest.mark.slow
def test_ctrl_c_ends_every_process_at_once_and_between_two_passes(serve, alive):
    for moment in ("Checking the study", " changed ("):
        served = serve()
        served.tells(moment)
        started = served.descendants()
        assert len(started) > 3
        assert served.interrupted() == 0
        assert served.told.endswith("The preview has ended.\n")
        until = time.monotonic() + 2
        while any(map(alive, started)) and time.monotonic() < until:
            time.sleep(0.02)
        assert not any(map(alive, started))


@linux
@pytest.mark.slow
def test_a_preview_that_is_killed_leaves_no_process(serve, alive):
    served = serve()
    served.tells(" changed (")
    started = served.descendants()
    served.process.kill()
    until = time.monotonic() + 2
    while any(map(alive, started)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(alive, started))


def test_a_port_in_use_is_told_before_anything_is_made(serve, book):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        served = serve("--port", str(taken.getsockname()[1]))
        told, _ = served.process.communicate(timeout=30)
    assert served.process.returncode == 1
    assert "is in use" in told
    assert "what to do: Give another one with --port" in told
    assert "Traceback" not in told
    assert not (book.root / "_build" / ".cache").exists()


def test_a_second_preview_of_a_book_is_refused(serve):
    serve().address()
    second = serve()
    told, _ = second.process.communicate(timeout=30)
    assert second.process.returncode == 1
    assert "Another preview of this book is running" in told
