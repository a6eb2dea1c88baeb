"""What a process imports that executes runs: papermill, without what it reads elsewhere with.

Papermill can read notebooks of a Hadoop cluster, and imports Arrow for it, and NumPy with that,
which takes as long as a third of all else. Notebooks of a book are read by us, from its folder, so
that in such a process there is no Arrow. Kernels are processes of their own, and have it.
"""

import sys

sys.modules.setdefault("pyarrow", None)  # type: ignore[arg-type] # as Python says that there is none

import papermill  # noqa: E402,F401 - after the line above, and to have been imported
