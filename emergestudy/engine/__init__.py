"""Where installations of 0.1 look for the engine of papermill."""
