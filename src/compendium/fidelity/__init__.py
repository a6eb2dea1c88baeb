"""Fidelity reviews: consensus, sections and totals round by round, principles, agreement."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
