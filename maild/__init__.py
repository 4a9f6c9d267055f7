"""maild reads mail into values, decides by pure rules, and writes down what it will do before it does it."""

__version__ = "0.1.0"
