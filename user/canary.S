/* SPDX-License-Identifier: GPL-2.0-only */
/* The smallest program: leaves with status 42. The loader runs it to prove that enforcement works. */
	.globl	_start
	.text
_start:
#if defined(__x86_64__)
	mov	$42, %edi
	mov	$60, %eax	/* __NR_exit */
	syscall
#elif defined(__aarch64__)
	mov	x0, #42
	mov	x8, #93		/* __NR_exit */
	svc	#0
#else
#error "no canary for this architecture"
#endif
	.section .note.GNU-stack, "", %progbits
