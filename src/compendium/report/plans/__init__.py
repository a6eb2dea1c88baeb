"""Plans: the runs of a report, what each rests on, and why it is stale."""
