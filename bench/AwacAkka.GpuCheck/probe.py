"""Prints, as one JSON object, what a Python's PyTorch is and sees, and which of TorchSharp's symbols its libraries lack.

Called as: probe.py DEVICE SYMBOLS, where SYMBOLS is a file of names, one a line, that TorchSharp's library does not define itself.
"""

import ctypes
import json
import os
import subprocess
import sys

import torch


def driver_version():
    try:
        query = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
        return subprocess.run(query, capture_output=True, text=True, check=True).stdout.split("\n")[0].strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def missing_symbols(folder, file):
    """Names that neither libtorch nor what it loads defines; the process has loaded it with PyTorch."""
    library = ctypes.CDLL(os.path.join(folder, "lib", "libtorch.so"))
    with open(file, encoding="utf-8") as names:
        return [name for name in names.read().split() if not hasattr(library, name)]


device, symbols = sys.argv[1:]
folder = os.path.dirname(torch.__file__)
seen = {
    "torch": str(torch.__version__),
    "folder": folder,
    "python": sys.version.split()[0],
    "cuda": torch.version.cuda,
    "driver": driver_version(),
}
if device.startswith("cuda") and torch.cuda.is_available():
    seen["device"] = torch.cuda.get_device_name(device)
    seen["capability"] = ".".join(map(str, torch.cuda.get_device_capability(device)))
if os.path.exists(symbols):
    seen["missing_symbols"] = missing_symbols(folder, symbols)
print(json.dumps(seen))
