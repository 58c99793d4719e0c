# SPDX-License-Identifier: GPL-2.0-only
# C calls python: libffi writes code for it.
import ctypes

compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))
values = (ctypes.c_int * 5)(5, 1, 4, 2, 3)
ctypes.CDLL(None).qsort(values, 5, 4, compare(lambda x, y: x[0] - y[0]))
print(list(values))
