"""Inputs at random for everything that reads what others write: one table of targets, for CI and for hours."""
