"""The Sphinx extension of the report: figures and results from our outputs, and our look."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
