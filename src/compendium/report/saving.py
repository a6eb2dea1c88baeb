"""A Jupyter server extension that keeps the outputs of real data out of saved notebooks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
from nbstripout import strip_output

from compendium.tables import checkout


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    server.contents_manager.register_pre_save_hook(strip_outputs)


def holds_real_data(study: str | None) -> bool:
    """Return True where `study` names a folder other than the committed synthetic study."""
    if not study:
        return False
    return Path(study).resolve() != (checkout() / "data" / "synthetic").resolve()


def strip_outputs(*, model: dict[str, Any], **_: Any) -> None:
    """Strip the outputs of a notebook about to be saved, unless its study is synthetic.

    Parameters
    ----------
    model
        The contents model that the Jupyter server is about to write; changed in place, as the
        server's interface for save hooks asks.
    """
    if model["type"] != "notebook" or not holds_real_data(os.environ.get("COMPENDIUM_STUDY")):
        return
    notebook = nbformat.from_dict(model["content"])  # type: ignore[no-untyped-call] # nbformat has none
    model["content"] = strip_output(notebook, keep_output=False, keep_count=False, keep_id=True)
