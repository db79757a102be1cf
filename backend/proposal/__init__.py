"""Documents proposed for a data set: a sound first network to begin with."""
