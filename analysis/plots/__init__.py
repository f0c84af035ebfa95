"""Plots: every figure is a function of one table."""
