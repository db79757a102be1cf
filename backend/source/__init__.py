"""The compiler: document to plan to Python source. The text shown, trained and exported is the same."""
