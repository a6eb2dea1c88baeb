from .building import Step as Step
from .building import build as build
from .building import draft as draft
from .crew import Terms as Terms
from .planning import Planned as Planned
from .planning import plan as plan
