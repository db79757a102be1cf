"""What might repair a problem of the check itself: proposals by subject, each to be tried before it is offered."""
