"""One target under atheris, which looks for inputs that reach more code.

Started as a process of its own, for libFuzzer ends the one it runs in.
"""

import sys

import atheris

with atheris.instrument_imports(include=["custom_components.han_port.decoder"]):
    from .targets import TARGETS

if __name__ == "__main__":
    program, name, *options = sys.argv
    atheris.Setup([program, *options], TARGETS[name])
    atheris.Fuzz()
