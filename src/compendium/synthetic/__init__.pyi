from .parameters import Parameter as Parameter
from .parameters import Parameters as Parameters
from .parameters import catalogue as catalogue
from .truths import Truth as Truth
from .worlds import World as World
from .worlds import world as world
from .writing import write as write
