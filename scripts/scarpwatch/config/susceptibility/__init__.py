"""Sections of the config from factors and mapping units to susceptibility classes."""
