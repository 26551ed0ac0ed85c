"""C headers: preprocess with the C compiler, parse with pycparser, lower to the model."""




