"""The workload of `benchmarks/canvas.py`: one graph, two editors, the same steps."""
