// SPDX-License-Identifier: GPL-2.0-only
import java.util.concurrent.*;
import java.util.stream.*;

public class Hello {
	static int collatz(long n) {
		int steps = 0;
		for (; n != 1; steps++)
			n = n % 2 == 0 ? n / 2 : 3 * n + 1;
		return steps;
	}

	public static void main(String[] args) throws Exception {
		if (args.length > 0)
			new java.io.File(args[0]).createNewFile();
		ExecutorService pool = Executors.newFixedThreadPool(4);
		Future<Integer> longest = pool.submit(() -> IntStream.range(1, 20000).map(Hello::collatz).max().getAsInt());
		int parallel = IntStream.range(1, 20000).parallel().map(Hello::collatz).max().getAsInt();
		System.out.println("hello " + longest.get() + " " + parallel);
		pool.shutdown();
	}
}
