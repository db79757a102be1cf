"""The check: symbolic shapes, costs and problems of a document, kept up to date edit by edit."""
