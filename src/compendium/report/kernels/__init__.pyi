from .provisioner import WarmProvisioner as WarmProvisioner
from .stopping import StoppedError as StoppedError
from .surroundings import Surroundings as Surroundings
from .warmth import POSSIBLE as POSSIBLE
from .warmth import warm_parent as warm_parent
