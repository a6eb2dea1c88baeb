"""Evidence: the published facts of the literature as tables, each row with its source and place."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
