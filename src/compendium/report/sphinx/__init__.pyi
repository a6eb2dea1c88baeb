from .extension import setup as setup
