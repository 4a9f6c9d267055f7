"""The pages: each function answers one row of `maild.web.table`."""
