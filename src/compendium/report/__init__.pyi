from .building import Step as Step
from .building import build as build
from .building import draft as draft
