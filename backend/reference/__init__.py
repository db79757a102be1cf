"""What is generated from the declarations: the layer reference, and the JSON Schema of documents."""
