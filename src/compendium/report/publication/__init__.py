"""Publication: what a report has to pass, and how it is put in its place, whole or not at all."""
