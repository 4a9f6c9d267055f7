"""The trips: one file each, every job a `tick(now)` over our own tables."""
