"""Kernels: a warm parent that forks them, and papermill's engine that executes in them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
