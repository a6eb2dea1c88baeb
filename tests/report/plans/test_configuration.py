"""`_config.yml`: what Jupyter Book passes over in silence is refused here."""

import copy

import pytest
import yaml

from compendium.report.plans import configuration
from compendium.report.plans.configuration import ConfigurationError
from compendium.tables import checkout

SOUND = {
    "title": "A book",
    "only_build_toc_files": True,
    "execute": {"execute_notebooks": "force"},
    "sphinx": {"config": {"language": "en", "html_copy_source": False}},
}


def test_the_committed_configuration_is_sound():
    config = configuration.read(checkout())
    assert ".*" in config["exclude_patterns"]
    assert config["execute"] == {
        "execute_notebooks": "force",
        "timeout": -1,
        "raise_on_error": True,
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"titel": "A book"}, "Unknown key 'titel'"),
        (
            {"execute": {"excute_notebooks": "off"}},
            "Unknown key 'excute_notebooks' under 'execute'",
        ),
        ({"launch_buttons": {"binderhub_url": "x"}}, "under 'launch_buttons'"),
        ({"copyright": 2026}, "wrong type"),
        ({"only_build_toc_files": False}, "'only_build_toc_files' is not true"),
    ],
)
def test_a_key_or_value_that_would_pass_in_silence_is_refused(change, words):
    with pytest.raises(ConfigurationError, match=words) as told:
        configuration.check({**SOUND, **change})
    assert told.value.where == "_config.yml"
    assert told.value.remedy


def test_a_missing_or_broken_file_is_told(tmp_path):
    with pytest.raises(ConfigurationError, match="no configuration"):
        configuration.read(tmp_path)
    (tmp_path / "_config.yml").write_text("title: [", "utf-8")
    with pytest.raises(ConfigurationError, match="not YAML"):
        configuration.read(tmp_path)


def test_the_staged_copy_executes_nothing_and_speaks_one_language():
    given = copy.deepcopy(SOUND)
    staged = configuration.staged(given, "da")
    # A bare off is False in YAML, which Jupyter Book understands, but 'off' says what is meant.
    assert "execute_notebooks: 'off'" in yaml.safe_dump(staged)
    assert staged["sphinx"]["config"] == {"language": "da", "html_copy_source": False}
    assert given == SOUND
