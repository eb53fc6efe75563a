"""Jobs of all organizations, and the work behind them."""
