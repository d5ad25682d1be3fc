"""The learning algorithms: which there are, and what config, plan, figures and report know of them."""
