"""The half that imports torch: builds, trains, evaluates and predicts. `environment` alone is free of it."""
