# SPDX-License-Identifier: GPL-2.0-only
# Targets, no logic: each directory says in its build.mk what it builds; `make help` lists the rest.
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
SHELL     := /bin/bash

VERSION   := 0.1.0
B         := build
prefix     ?= /usr/local
bindir     ?= $(prefix)/bin
sbindir    ?= $(prefix)/sbin
datadir    ?= $(prefix)/share
mandir     ?= $(datadir)/man
docdir     ?= $(datadir)/doc/driftbolt
hooksdir   ?= $(datadir)/containers/oci/hooks.d
libexecdir ?= $(prefix)/libexec
aptdir     ?= /etc/apt/apt.conf.d
initramfsdir ?= /etc/initramfs-tools
dracutdir  ?= /usr/lib/dracut/modules.d
unitdir    ?= $(prefix)/lib/systemd/system

CC        := gcc
CLANG     ?= clang-19
LLVM_STRIP ?= llvm-strip-19
BPFTOOL   ?= /usr/sbin/bpftool
ARCH      := $(shell uname -m)
OPT       ?= -O2 -g
WARN      := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
	     -Wno-unused-parameter -Wformat=2 -Wpointer-arith
CPPFLAGS_ := -D_GNU_SOURCE -DDRIFTBOLT_VERSION='"$(VERSION)"' -I. -I$(B)/gen $(CPPFLAGS)
CFLAGS_   := -std=gnu11 $(OPT) $(WARN) -fstack-protector-strong $(CFLAGS)

# Kernel-style output: one short line a step, V=1 shows the commands.
V ?= 0
ifeq ($(V),1)
Q    :=
say   = @:
else
Q    := @
say   = @printf '  %-8s%s\n' '$(1)' '$(2)'
MAKEFLAGS += --no-print-directory
endif

# A stamp that changes only when the text given to it does: objects that depend on it are rebuilt
# when flags or tools change. Use: $(call stamp,name,text)
stamp = $(shell mkdir -p $(B)/stamp; \
	  printf '%s\n' '$(subst ','\'',$(2))' | cmp -s - $(B)/stamp/$(1) || \
	  printf '%s\n' '$(subst ','\'',$(2))' > $(B)/stamp/$(1))$(B)/stamp/$(1)
FLAGS_STAMP := $(call stamp,flags,$(CC) $(CPPFLAGS_) $(CFLAGS_) $(LDFLAGS) $(CLANG) $(BPFTOOL))

PHONY :=
include $(wildcard */build.mk */*/build.mk)

PHONY += all help install uninstall clean distclean
all: ## build/driftbolt and build/driftbolt-manifest
all: $(ALL)

help: ## this list
	@awk -F':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  V=1 shows commands; prefix=$(prefix) and DESTDIR= are honoured by install"

# Of a directory that another program reads and that does not follow prefix: below DESTDIR always, else only if that program is there.
where_the_machine_has = case '$(DESTDIR):$(prefix)' in :/usr | :/usr/local) test -d '$(1)' ;; :*) false ;; esac

install: ## programs, manual pages, documents, OCI and APT hooks, units under DESTDIR and prefix
install: all
	$(call say,INSTALL,$(DESTDIR)$(prefix))
	$(Q)install -Dm755 -t '$(DESTDIR)$(sbindir)' $(B)/driftbolt
	$(Q)install -Dm755 -t '$(DESTDIR)$(bindir)' $(B)/driftbolt-manifest
	$(Q)install -Dm644 -t '$(DESTDIR)$(mandir)/man8' docs/man/driftbolt.8
	$(Q)install -Dm644 -t '$(DESTDIR)$(mandir)/man1' docs/man/driftbolt-manifest.1
	$(Q)install -Dm644 -t '$(DESTDIR)$(docdir)' README.md docs/*.md
	$(Q)install -Dm644 scripts/oci/hooks.d.json.in '$(DESTDIR)$(hooksdir)/driftbolt.json'
	$(Q)install -Dm644 scripts/oci/runtime-spec.json.in '$(DESTDIR)$(datadir)/driftbolt/runtime-spec.json'
	$(Q)sed -i 's|@sbindir@|$(sbindir)|' '$(DESTDIR)$(hooksdir)/driftbolt.json' '$(DESTDIR)$(datadir)/driftbolt/runtime-spec.json'
	$(Q)install -Dm755 scripts/apt/hook.sh '$(DESTDIR)$(libexecdir)/driftbolt/apt-hook'
	$(Q)sed -i 's|@sbindir@|$(sbindir)|; s|@bindir@|$(bindir)|' '$(DESTDIR)$(libexecdir)/driftbolt/apt-hook'
	$(Q)set -e; for u in driftbolt driftbolt@ driftbolt-events driftbolt-save; do \
		install -Dm644 scripts/fleet/systemd/$$u.service.in '$(DESTDIR)$(unitdir)'/$$u.service; \
		sed -i 's|@sbindir@|$(sbindir)|; s|@docdir@|$(docdir)|' '$(DESTDIR)$(unitdir)'/$$u.service; done
	$(Q)set -e; cd scripts/fleet/kubernetes && for f in *.yaml */*.yaml; do install -Dm644 $$f '$(DESTDIR)$(datadir)/driftbolt/kubernetes'/$$f; done
	$(Q)install -Dm755 scripts/fleet/artifact.sh '$(DESTDIR)$(libexecdir)/driftbolt/artifact'
	$(Q)install -Dm644 scripts/boot/systemd/driftbolt-seal.service.in '$(DESTDIR)$(unitdir)/driftbolt-seal.service'
	$(Q)sed -i 's|@sbindir@|$(sbindir)|; s|@docdir@|$(docdir)|' '$(DESTDIR)$(unitdir)/driftbolt-seal.service'
	$(Q)install -Dm755 scripts/boot/boot-load.sh '$(DESTDIR)$(libexecdir)/driftbolt/boot-load'
	$(Q)$(call where_the_machine_has,$(aptdir)) || exit 0; \
		install -Dm644 scripts/apt/apt.conf.in '$(DESTDIR)$(aptdir)/00driftbolt' && \
		sed -i 's|@libexecdir@|$(libexecdir)|g' '$(DESTDIR)$(aptdir)/00driftbolt'
	$(Q)$(call where_the_machine_has,$(initramfsdir)) || exit 0; \
		install -Dm755 scripts/boot/initramfs-tools/hook.in '$(DESTDIR)$(initramfsdir)/hooks/driftbolt' && \
		install -Dm755 scripts/boot/initramfs-tools/init-bottom '$(DESTDIR)$(initramfsdir)/scripts/init-bottom/driftbolt' && \
		sed -i 's|@sbindir@|$(sbindir)|; s|@libexecdir@|$(libexecdir)|' '$(DESTDIR)$(initramfsdir)/hooks/driftbolt'
	$(Q)$(call where_the_machine_has,$(dracutdir)) || exit 0; \
		install -Dm755 scripts/boot/dracut/module-setup.sh.in '$(DESTDIR)$(dracutdir)/90driftbolt/module-setup.sh' && \
		install -Dm755 -t '$(DESTDIR)$(dracutdir)/90driftbolt' scripts/boot/dracut/pre-pivot.sh && \
		sed -i 's|@sbindir@|$(sbindir)|g; s|@libexecdir@|$(libexecdir)|' '$(DESTDIR)$(dracutdir)/90driftbolt/module-setup.sh'

uninstall: ## what install put there
	$(Q)rm -f '$(DESTDIR)$(sbindir)/driftbolt' '$(DESTDIR)$(bindir)/driftbolt-manifest' \
		'$(DESTDIR)$(mandir)/man8/driftbolt.8' '$(DESTDIR)$(mandir)/man1/driftbolt-manifest.1'
	$(Q)rm -f '$(DESTDIR)$(hooksdir)/driftbolt.json' '$(DESTDIR)$(aptdir)/00driftbolt'
	$(Q)rm -f '$(DESTDIR)$(initramfsdir)'/{hooks,scripts/init-bottom}/driftbolt
	$(Q)rm -rf '$(DESTDIR)$(dracutdir)/90driftbolt'
	$(Q)rm -f '$(DESTDIR)$(unitdir)'/driftbolt{,@,-events,-save,-seal}.service
	$(Q)rm -rf '$(DESTDIR)$(libexecdir)/driftbolt' '$(DESTDIR)$(docdir)' '$(DESTDIR)$(datadir)/driftbolt'

clean: ## what was built, keeping downloads and kernels
	$(Q)find $(B) -mindepth 1 -maxdepth 1 ! -name cache -exec rm -rf {} + 2>/dev/null || :

distclean: ## everything under build/
	$(Q)rm -rf $(B)

.PHONY: $(PHONY)
