/* SPDX-License-Identifier: GPL-2.0-only */
/* page/, put together and compressed, as bytes. */
	.section .rodata
	.globl	timeline_page_start, timeline_page_end
timeline_page_start:
	.incbin	TIMELINE_PAGE
timeline_page_end:
	.section .note.GNU-stack, "", %progbits
