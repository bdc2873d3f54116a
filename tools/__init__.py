"""Set-up, demo and package: what surrounds the product and is never shipped with it."""
