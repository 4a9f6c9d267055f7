"""Builds maild's Debian package: `make deb`."""
