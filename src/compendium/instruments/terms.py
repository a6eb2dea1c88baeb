"""What every part of a definition is made of: texts in two languages, and where things are from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["confirmed", "derived", "unconfirmed"]
"""Read in the named source; our arithmetic on what was; or found in no source yet."""

NO_SOURCE = "none"
"""The source of what was found in none; its status is unconfirmed."""


@dataclass(frozen=True)
class Text:
    """A text in English and in Danish."""

    en: str
    da: str

    def __getitem__(self, language: str) -> str:
        """Return the text in a language, English where it is not Danish that is asked for."""
        return self.da if language == "da" else self.en
