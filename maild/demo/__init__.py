"""Embedded servers and a sample province."""
