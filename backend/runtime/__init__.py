"""Plain torch functions that generated modules carry with them; read as text by the source writer."""
