from .building import Terms as Terms
from .building import build as build
from .standing import Built as Built
from .standing import stands as stands
