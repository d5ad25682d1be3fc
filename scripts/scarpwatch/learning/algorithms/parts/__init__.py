"""What the algorithms share: a pipeline of scikit-learn and its file without pickle, and tables of classes."""
