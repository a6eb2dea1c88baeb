"""Arms: what two arms have reached, set against each other, and how sure that is."""
