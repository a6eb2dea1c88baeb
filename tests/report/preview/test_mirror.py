"""One folder is made equal to another, and what is the same is not touched."""

from compendium.report.preview import mirror


def written(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def test_new_changed_and_removed_files_differ_and_the_same_do_not(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    written(source, same="1", changed="2", a__new="3", left_out="4")
    written(target, same="1", changed="1", a__gone="3")
    assert mirror.differing(source, target, {"left_out"}) == ["a/gone", "a/new", "changed"]


def test_a_renewed_folder_is_the_same_and_untouched_files_keep_their_times(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    written(source, same="1", changed="2", a__new="3")
    written(target, same="1", changed="1", a__gone="3")
    before = (target / "same").stat().st_mtime_ns
    mirror.renew(source, target, mirror.differing(source, target))
    assert mirror.differing(source, target) == []
    assert (target / "changed").read_text("utf-8") == "2"
    assert (target / "same").stat().st_mtime_ns == before
    assert mirror.files(target) == {"same", "changed", "a/new"}
