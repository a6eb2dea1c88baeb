"""Tables: what their schemas say of them, how they are read, announced, and absent."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
