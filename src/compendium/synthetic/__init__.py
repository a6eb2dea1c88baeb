"""The synthetic twin: a study of the same shape as the real one, whose truth is known."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
