from .previewing import serve as serve
