"""The book's `_config.yml`: which keys it may have, and the staged copy that executes nothing."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

from compendium.errors import CompendiumError

FILE = "_config.yml"
ALLOWED: dict[str, set[str] | None] = {
    "title": None,
    "author": None,
    "copyright": None,
    "logo": None,
    "exclude_patterns": None,
    "only_build_toc_files": None,
    "execute": {"execute_notebooks", "timeout", "raise_on_error", "exclude_patterns"},
    "bibtex_bibfiles": None,
    "repository": {"url", "path_to_book", "branch"},
    "html": {
        "baseurl",
        "extra_footer",
        "favicon",
        "home_page_in_navbar",
        "use_edit_page_button",
        "use_issues_button",
        "use_multitoc_numbering",
        "use_repository_button",
    },
    "latex": {"use_jupyterbook_latex"},
    "launch_buttons": {"thebe"},
    "parse": {"myst_enable_extensions", "myst_substitutions", "myst_url_schemes"},
    "sphinx": {"config", "extra_extensions", "recursive_update"},
}


class ConfigurationError(CompendiumError):
    """`_config.yml` has a key or a value that Jupyter Book would pass over in silence."""

    @classmethod
    def of(cls, what: str, remedy: str) -> ConfigurationError:
        """Return a fault of the file."""
        return cls(what, where=FILE, remedy=remedy)


def read(root: Path) -> dict[str, Any]:
    """Return the configuration of the book at `root`.

    Jupyter Book only warns about a value of the wrong type and passes over a misspelt key; both
    are refused here.

    Raises
    ------
    ConfigurationError
        Where the file is missing, is not YAML, or holds a key that is not in `ALLOWED`.
    """
    try:
        config = yaml.safe_load((root / FILE).read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigurationError.of(
            "The book has no configuration.", "Run the command in a checkout of the compendium."
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" Line {mark.line + 1} is at fault." if mark else ""
        raise ConfigurationError.of(f"This is not YAML.{line}", "Mend it.") from None
    if not isinstance(config, dict):
        raise ConfigurationError.of("The file holds no keys.", "Give it at least a title.")
    check(config)
    return config


def check(config: dict[str, Any]) -> None:
    """Refuse unknown keys, values of the wrong type, and a book that would publish too much."""
    from jsonschema import ValidationError  # type: ignore[import-untyped] # it has none
    from jupyter_book.config import validate_yaml

    for key, inner in config.items():
        if key not in ALLOWED:
            raise _unknown(key, "", set(ALLOWED))
        known = ALLOWED[key]
        if known is not None:
            for name in inner or {}:
                if name not in known:
                    raise _unknown(name, f" under '{key}'", known)
    try:
        validate_yaml(config, raise_on_errors=True)
    except ValidationError as error:
        raise ConfigurationError.of(
            f"A value is of the wrong type.\n{error.message}", "Mend the value."
        ) from None
    if config.get("only_build_toc_files") is not True:
        raise ConfigurationError.of(
            "'only_build_toc_files' is not true.", "Set it, or files outside the toc are published."
        )


def staged(config: dict[str, Any], language: str) -> dict[str, Any]:
    """Return the configuration of the staged copy: nothing executed, one language.

    Parameters
    ----------
    config
        The committed configuration.
    language
        Of the report; the words of the pages' frame are in it too.
    """
    changed = copy.deepcopy(config)
    changed["execute"] = {"execute_notebooks": "off"}
    sphinx = changed.setdefault("sphinx", {})
    sphinx["config"] = {**(sphinx.get("config") or {}), "language": language}
    return changed


def _unknown(key: str, under: str, known: set[str]) -> ConfigurationError:
    return ConfigurationError.of(
        f"Unknown key '{key}'{under}.", f"Use one of: {', '.join(sorted(known))}."
    )
