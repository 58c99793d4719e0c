#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Reads its first argument as data, in the shell itself.
while read -r line; do echo "$line"; done <"$1"
