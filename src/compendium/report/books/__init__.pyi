from .building import Built as Built
from .building import Terms as Terms
from .building import build as build
