"""The processes of a build are silent, start clean, and import what they need beforehand."""

import sys

from compendium.report import binding, execution, processes


def loaded(name):
    return name in sys.modules


def test_a_process_has_imported_what_it_needs_before_its_first_task():
    with processes.pool(1, *execution.NEEDED) as pool:
        assert pool.submit(loaded, "papermill").result()
        assert pool.submit(loaded, "compendium.report.kernels.engine").result()
        for heavy in ("pandas", "numpy", "pyarrow.lib"):
            assert not pool.submit(loaded, heavy).result(), heavy


def test_no_process_spends_a_second_on_formats_that_nobody_uses():
    """Both import jsonschema, whose optional parts are slower than all else together."""
    for needed in (execution.NEEDED, binding.NEEDED):
        with processes.pool(1, *needed) as pool:
            assert pool.submit(loaded, "jsonschema").result()
            for part in ("rfc3987_syntax.syntax_helpers", "isoduration.parser", "arrow"):
                assert not pool.submit(loaded, part).result(), part


def print_a_secret():
    sys.stdout.write("p-canary\n")
    sys.stdout.flush()


def test_what_a_process_prints_goes_nowhere(capfd):
    with processes.pool(1) as pool:
        pool.submit(print_a_secret).result()
    assert capfd.readouterr() == ("", "")
