"""The config: pydantic models, one module per section, and the loader that explains what is wrong."""

from scarpwatch.config.load import load_config, read_config
from scarpwatch.config.settings import Config

__all__ = ["Config", "load_config", "read_config"]
