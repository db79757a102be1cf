"""The open documents: the session, which block of each is shown, and how views follow them. No widgets."""
