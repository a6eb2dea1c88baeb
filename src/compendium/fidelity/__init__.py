"""Fidelity reviews: the consensus of the raters, its sections and totals, round by round."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
