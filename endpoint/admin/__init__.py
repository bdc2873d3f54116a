"""Commands for the people who run an endpoint, on its own machine. None of them speaks over the network."""
