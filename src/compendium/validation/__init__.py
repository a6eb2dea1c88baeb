"""Validation: published results beside what this package computes of the same counts and data."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
