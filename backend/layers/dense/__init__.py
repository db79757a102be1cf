"""Dense layers and embeddings."""
