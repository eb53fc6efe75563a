"""Images of jobs: their rows, and the stored objects behind them."""
