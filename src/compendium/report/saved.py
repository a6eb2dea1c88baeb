"""Private text files of the build: written whole or not at all, known by their digest."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def write(path: Path, content: str | bytes) -> None:
    """Write a file that its owner alone may read, in the place of the last one in one step."""
    folder(path.parent)
    aside = path.with_name(f".{path.name}.part")
    aside.unlink(missing_ok=True)
    with os.fdopen(
        os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE), "wb"
    ) as file:
        file.write(content.encode() if isinstance(content, str) else content)
    aside.replace(path)


def folder(path: Path) -> None:
    """Make a folder that its owner alone may enter, and those above it that are missing."""
    for each in (*reversed(path.parents), path):
        if not each.exists():
            each.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def read(path: Path) -> dict[str, Any]:
    """Return the JSON mapping in a file; an empty one where there is none that can be read."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def sealed(content: dict[str, Any]) -> str:
    """Return a mapping as readable JSON that carries its own digest."""
    return json.dumps({"digest": _digest(content), **content}, ensure_ascii=False, indent=1) + "\n"


def unsealed(path: Path, version: int) -> dict[str, Any]:
    """Return a sealed mapping; an empty one where it is not byte for byte as it was written."""
    content = read(path)
    content.pop("digest", None)
    whole = content and path.read_bytes() == sealed(content).encode()
    return content if whole and content.get("format") == version else {}


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
