"""How a layer, a loss, an optimizer, a data source or a transform is declared: once, in one place."""
