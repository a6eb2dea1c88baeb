"""Instruments: questionnaires and rating scales as data, and the one way of scoring them all."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
