# SPDX-License-Identifier: GPL-2.0-only
import multiprocessing
import numpy as np


def rank(seed):
    return int(np.linalg.matrix_rank(np.random.default_rng(seed).random((30, 30))))


if __name__ == "__main__":
    a = np.random.default_rng(7).random((200, 200))
    b = np.linalg.solve(a, np.eye(200))
    assert np.allclose(a @ b, np.eye(200), atol=1e-6)
    u, s, v = np.linalg.svd(a)
    assert np.allclose((u * s) @ v, a)
    assert np.allclose(np.fft.ifft(np.fft.fft(a[0])).real, a[0])
    np.save("/tmp/a.npy", a)
    assert np.load("/tmp/a.npy", mmap_mode="r+")[3, 4] == a[3, 4]
    for method in "fork", "spawn", "forkserver":
        with multiprocessing.get_context(method).Pool(2) as pool:
            assert pool.map(rank, range(4)) == [30] * 4
    print("numpy", np.__version__)
