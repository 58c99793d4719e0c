#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""A web application with a hole: each line that comes through the named pipe it is given is a request, and a shell's command."""
import subprocess
import sys

while True:
    with open(sys.argv[1], encoding="utf-8") as requests:
        for request in requests:
            if request == "stop\n":
                sys.exit(0)
            subprocess.run(request, shell=True, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
