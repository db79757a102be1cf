"""Plain torch functions that generated modules carry; the source writer reads them as text."""
