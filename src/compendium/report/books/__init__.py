"""Any Jupyter Book: its notebooks executed on our kernels and kept, its pages Jupyter Book's."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
