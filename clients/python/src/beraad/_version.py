"""The version of this client, the same as that of the server it was made with."""

__version__ = "0.1.0"
