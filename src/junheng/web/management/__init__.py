"""Commands of the web program's parts, started by `serve` or by an administrator."""
