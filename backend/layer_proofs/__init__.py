"""Property tests for layers, for LayerLoom's own and for those of plug-ins; the program itself never imports this.

Needs pytest and hypothesis: ``pip install layerloom[development]``.
"""
