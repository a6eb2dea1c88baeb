"""Names of places as addresses can hold them."""

from __future__ import annotations

import re
import unicodedata

DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def slug(name: str) -> str:
    """Return a name in lower-case ASCII with hyphens: København becomes koebenhavn."""
    spelled = unicodedata.normalize("NFC", name).lower().translate(DANISH)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
