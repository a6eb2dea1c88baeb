"""Pages: what stands on the pages of a report, from the cell that shows it to its links."""
