/* SPDX-License-Identifier: GPL-2.0-only */
/* canary.S, assembled and linked, as bytes. */
	.section .rodata
	.globl	canary_start, canary_end
	.balign	8
canary_start:
	.incbin	CANARY
canary_end:
	.section .note.GNU-stack, "", %progbits
