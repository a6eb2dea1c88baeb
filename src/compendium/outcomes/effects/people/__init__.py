"""People: who is compared, and what was known of them before the index date."""
