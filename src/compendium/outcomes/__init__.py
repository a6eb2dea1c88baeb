"""Labour-market histories, the endpoints derived from them, and differences between arms."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
