"""One module a measurement: `measure(bench)` gives what was found."""
