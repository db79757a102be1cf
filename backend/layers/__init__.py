"""The declared layers, one folder or file per family. Importing this package fills the registry, in this order."""

# ruff: noqa: I001 - the palette and the reference show the layers in the order of these imports.
import backend.layers.inputs
import backend.layers.convolution.convolution
import backend.layers.convolution.transposed
import backend.layers.pooling.sliding
import backend.layers.pooling.fixed_size
import backend.layers.pooling.unpooling
import backend.layers.recurrent.recurrent
import backend.layers.recurrent.conv_lstm
import backend.layers.dense.dense
import backend.layers.dense.embedding
import backend.layers.recurrent.cells
import backend.layers.attention.attention
import backend.layers.attention.transformer
import backend.layers.attention.positions
import backend.layers.activation.activations
import backend.layers.activation.piecewise
import backend.layers.activation.softmax
import backend.layers.normalisation.normalisation
import backend.layers.normalisation.scaling
import backend.layers.normalisation.dropout
import backend.layers.shape.reshape
import backend.layers.resize.resize
import backend.layers.resize.pixel_shuffle
import backend.layers.convolution.patches
import backend.layers.shape.select
import backend.layers.shape.merge
import backend.layers.shape.reorder
import backend.layers.arithmetic.reduce
import backend.layers.arithmetic.products
import backend.layers.arithmetic.constants
import backend.layers.signal
import backend.layers.arithmetic.elementwise
import backend.layers.losses.classification
import backend.layers.losses.regression
import backend.layers.losses.metric_learning
import backend.layers.losses.distributions
import backend.layers.metrics
import backend.layers.blocks_and_notes  # noqa: F401
