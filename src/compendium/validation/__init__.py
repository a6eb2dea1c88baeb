"""Validation: what this package computes, beside what is known: published results, and truths."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
