"""What is generated from the declarations for people and other programs: the file's JSON Schema."""
