"""Lints, which find what is legal but hardly intended, and fixes for these and all other problems of the check.

A new lint goes into the module of its subject (`activations`, `batch_norm`, `data_fields`, `losses`,
`receptive_fields`, `sizes`, `wires`): write what finds its problems and, beside it, what proposes fixes, and add
``Lint(rule, find, fix)`` to that module's ``LINTS``. A fix for a rule of the check itself is one more function
there, or in `settings` or `inserting`, and a line in the tables of `catalogue`. `fixer` tries every proposal on a
copy of the document before it is offered.
"""
