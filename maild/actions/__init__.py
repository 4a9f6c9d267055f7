"""What a person may do: one function a verb, with actor, checks and events. `cli/` and `web/` only ask and show."""
