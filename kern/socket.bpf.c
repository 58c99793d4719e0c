// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sockets of container runtimes: whoever may talk to one starts what it likes outside its container.
 *
 *	unix_stream_connect	a connection, by whatever path or mount the socket is reached
 */
#include "lib/container.bpf.h"
#include "lib/process.bpf.h"
#include "kern/core/runtime_socket.h"

/* The name that was given to bind(), which neither a mount nor a rename changes. */
struct bound_name {
	__u8 bytes[DB_SOCKET_NAME_SIZE];
	struct db_tail head, tail; /* first bytes; the last part */
};

/* A function that verifiers look at once, whatever was read before this byte: see setting.bpf.h. */
__noinline int socket_name_byte(struct bound_name *name, __u32 index)
{
	__u8 c;

	if (!name || index >= DB_SOCKET_NAME_SIZE)
		return 0; /* cannot happen: the caller has one, and asks for no more */
	c = name->bytes[index];
	if (index < DB_SOCKET_HEAD_SIZE)
		db_tail_add(&name->head, c);
	if (c == '/')
		name->tail.high = name->tail.low = 0;
	else if (c)
		db_tail_add(&name->tail, c);
	return 0;
}

static long feed_socket_name(__u32 index, struct bound_name **at)
{
	socket_name_byte(*at, index);
	return 0;
}

/* A function of its own: what is called behind it needs the stack. */
static __noinline bool is_runtime_socket(struct sock *server)
{
	struct unix_address *address = BPF_CORE_READ((struct unix_sock *)server, addr);
	int length = BPF_CORE_READ(address, len) - (int)sizeof(__u16); /* behind sun_family */
	struct bound_name name = {}, *at = &name;

	if (!address || length <= 0)
		return false; /* no name: a pair of sockets */
	if (length > DB_SOCKET_NAME_SIZE)
		length = DB_SOCKET_NAME_SIZE;
	bpf_probe_read_kernel(name.bytes, length, address->name[0].sun_path);
	bpf_loop(length, feed_socket_name, &at, 0);
	return db_is_shim_socket(&name.head) || db_is_runtime_socket(&name.tail);
}

/* The process that called listen(): net/unix/af_unix.c, init_peercred(). NULL if it has ended. */
static __always_inline struct task_struct *listener_of(struct sock *server)
{
	struct hlist_node *node = BPF_CORE_READ(server, sk_peer_pid, tasks[PIDTYPE_TGID].first);

	if (!node)
		return NULL;
	return (void *)node - bpf_core_field_offset(struct task_struct, pid_links) -
	       PIDTYPE_TGID * sizeof(struct hlist_node);
}

/* In the scope that asks: in the same container, which may have been there before the load; of a host, in no container. */
static __always_inline bool listens_inside(struct task_struct *listener, const struct scope *scope)
{
	const struct db_task *entry;

	if (!listener)
		return false;
	if (!scope->container) {
		entry = task_entry(address_of(listener));
		return !entry || !entry->image;
	}
	return in_scope(listener, scope) ||
	       (scope->root && container_root(address_of(listener)) == scope->root);
}

/* Called with the server's lock held: nothing here sleeps. */
SEC("lsm/unix_stream_connect")
int HOOK_PROG(db_connect, struct sock *sock, struct sock *other, struct sock *new, int ret)
{
	struct unix_sock *server = (struct unix_sock *)other;
	struct dentry *dentry;
	struct scope scope;

	if (ret)
		return ret;
	if (!current_scope(&scope) || level_of(&scope, DB_SETTING_RUNTIME_SOCKET) == DB_LEVEL_OFF)
		return 0; /* no scope claims this task, or none that minds */
	if (!is_runtime_socket(other))
		return 0; /* who listens there starts nothing */
	if (listens_inside(listener_of(other), &scope))
		return 0; /* it starts inside what it starts */
	dentry = BPF_CORE_READ(server, path.dentry); /* none of an abstract name */
	return judge_act(&scope, DB_MOMENT_PROCESS, DB_REASON_RUNTIME_SOCKET,
			 BPF_CORE_READ(dentry, d_inode), NULL, dentry);
}
