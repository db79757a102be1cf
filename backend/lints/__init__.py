"""What is legal and yet hardly meant, and one-click fixes for it and for every other problem of the check."""
