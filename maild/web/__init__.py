"""The desk: pages for the people of the round, over the same actions as the commands. It only asks and shows.

`table.py` says who may see and do what, `app.py` enforces it; `ask.py` is what a page gets; a page is a function in
`pages/` and a template in `templates/`.
"""
