"""Disclosure: what may be shown, and the only place that says so.

Counts, shares, means and estimates of people leave this room as `Safe` tables, in which a hidden
number no longer exists; `present` draws nothing else. How the numbers are hidden is told in
`suppression`, how a whole report is attacked in `auditing`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
