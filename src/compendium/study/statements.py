"""Statements: what a study records of itself, in the words of those who hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compendium.study.settings import METHODS, StudySettings

if TYPE_CHECKING:
    import pandas as pd

NOT_RECORDED = "not_recorded"
"""Stands for a statement that study.toml does not make."""


def statements(settings: StudySettings) -> pd.DataFrame:
    """Return the study's own statements, as study.toml makes them below ``[methods]``.

    Parameters
    ----------
    settings
        Of the study.

    Returns
    -------
    pandas.DataFrame
        One row a statement that a study may make: subject (legal_basis, ethics, funding,
        safety_protocol) and statement, its text, or ``not_recorded``.
    """
    import pandas as pd

    said = [settings.methods.get(subject, NOT_RECORDED) for subject in METHODS]
    return pd.DataFrame({"subject": METHODS, "statement": said})
