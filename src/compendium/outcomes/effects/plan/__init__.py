"""Plan: what was to be estimated, dated before anybody looked, and what was done instead."""
