"""Figures, tables, numbers and words: one look, two languages, drawn from `Safe` tables only."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
