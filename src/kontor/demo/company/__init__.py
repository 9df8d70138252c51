"""The sample company as plain values, made from a size, a seed and the present instant. Pure."""
