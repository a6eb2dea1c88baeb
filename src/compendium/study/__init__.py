"""What a study is: a folder with a study.toml and its tables, loaded, checked, and begun anew."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
