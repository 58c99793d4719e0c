/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names by which files are recognised as code; one line each, fnmatch(3) patterns. Only names:
 * what content says (ELF, `#!`) is in elf_class.c and classify.c. Included by classify.c alone.
 */

/* clang-format off */

/*
 * Base names of programs that start containers: what they start on an overlay is judged by its layers. Not those that
 * let anybody choose the root (bwrap, chroot, unshare).
 */
static const char *const runtime_names[] = {
	"buildah",
	"crun",
	"docker-runc",
	"lxc-attach",
	"lxc-execute",
	"lxc-start",
	"podman",
	"runc",
	"runsc",
	"systemd-nspawn",
	"youki",
};

/* DT_NEEDED of programs that write machine code at run time, whatever the program's name is. */
static const char *const jit_libraries[] = {
	"libcoreclr.so*",
	"libguile-3*.so*",
	"libjavascriptcoregtk-*.so*",
	"libjli.so*",
	"libjvm.so*",
	"libluajit-*.so*",
	"libmonosgen-*.so*",
	"libmono-2.0.so*",
	"libmozjs-*.so*",
	"libnode.so*",
	"libv8.so*",
	"libwebkit2gtk-*.so*",
	"libxul.so*",
};

/* DT_SONAME of dynamic linkers. */
static const char *const loader_sonames[] = {
	"ld-linux*.so*",
	"ld-musl*.so*",
	"ld-android.so",
	"ld-uClibc*.so*",
	"ld.so.1",
	"ld64-uClibc.so*",
	"ld64.so*",
	"libc.musl-*.so*",
};

/* Base names of dynamic linkers that have no DT_SONAME, for where no program names them: those of a package alone. */
static const char *const loader_names[] = {
	"klibc-*.so",
	"nix-ld",
};

/* The same of those that are the C library, too: musl's, as Debian builds it. */
static const char *const loader_library_names[] = {
	"ld-musl-*.so*",
	"libc.so",
};

/* DT_SONAME of dynamic linkers that are the C library too, so that programs need them as such. */
static const char *const loader_library_sonames[] = {
	"libc.musl-*.so*",
	"libc.so",
	"ld-musl*.so*",
};

/* Base names of text, byte code and archives that interpreters run. */
static const char *const script_names[] = {
	"*.ash",
	"*.al", /* Perl AutoLoader */
	"*.awk",
	"*.bash",
	"*.bc", /* LLVM */
	"*.beam",
	"*.bsh",
	"*.cgi",
	"*.cjs",
	"*.class",
	"*.clj",
	"*.csh",
	"*.csx",
	"*.cts",
	"*.cwasm",
	"*.dll", /* .NET and Mono assemblies */
	"*.egg",
	"*.el",
	"*.elc",
	"*.erb",
	"*.ex",
	"*.exe", /* Mono, wine */
	"*.exp",
	"*.exs",
	"*.fish",
	"*.fsx",
	"*.gemspec",
	"*.gdb",
	"*.go.compiled",
	"*.groovy",
	"*.gvy",
	"*.inc", /* PHP and shell */
	"*.ix", /* Perl AutoSplit */
	"*.jar",
	"*.jl",
	"*.js",
	"*.jsa",
	"*.jsx",
	"*.ksh",
	"*.ll", /* LLVM */
	"*.lua",
	"*.luac",
	"*.m4",
	"*.mjs",
	"*.module", /* PHP: Drupal */
	"*.mts",
	"*.ph",
	"*.phar",
	"*.php",
	"*.php[0-9]",
	"*.phtml",
	"*.pl",
	"*.plx",
	"*.pm",
	"*.ps1",
	"*.psd1",
	"*.psgi",
	"*.psm1",
	"*.pth", /* Python runs its lines that begin with "import" at start-up */
	"*.py",
	"*.pyc",
	"*.pyo",
	"*.pyw",
	"*.pyz",
	"*.R",
	"*.rb",
	"*.rbc",
	"*.rbw",
	"*.rake",
	"*.rkt",
	"*.scm",
	"*.sed",
	"*.sh",
	"*.tcl",
	"*.tk",
	"*.tm",
	"*.ts",
	"*.tsx",
	"*.vim",
	"*.wasm",
	"*.wat",
	"*.war",
	"*.whl",
	"*.zsh",
	"*.zwc",
	".bash_aliases",
	".bash_login",
	".bash_logout",
	".bash_profile",
	".bashrc",
	".cshrc",
	".emacs",
	".gdbearlyinit",
	".gdbinit",
	".kshrc",
	".lldbinit",
	".login",
	".mkshrc",
	".profile",
	".shinit",
	".sqliterc",
	".vimrc",
	".zlogin",
	".zlogout",
	".zprofile",
	".zshenv",
	".zshrc",
	"Rakefile",
	"Rprofile.site",
	"sqliterc",
};

/* Whole paths of start-up files that carry no telling name; `*` crosses slashes. */
static const char *const script_paths[] = {
	"/etc/apache2/envvars",
	"/etc/apk/commit_hooks.d/*",
	"/etc/bash.bashrc",
	"/etc/bash.bash_logout",
	"/etc/bash_completion",
	"/etc/bash_completion.d/*",
	"/etc/bashrc",
	"/etc/conf.d/*", /* OpenRC */
	"/etc/cron.*/*",
	"/etc/csh.*",
	"/etc/default/*",
	"/etc/gdb/gdbinit*",
	"/etc/grub.d/*",
	"/etc/init.d/*",
	"/etc/initramfs-tools/*",
	"/etc/kernel/*",
	"/etc/ksh.kshrc",
	"/etc/mkshrc",
	"/etc/network/if-*.d/*",
	"/etc/profile",
	"/etc/profile.d/*",
	"/etc/rc.*",
	"/etc/skel/.*",
	"/etc/sysconfig/*",
	"/etc/vim/*",
	"/etc/X11/Xsession*",
	"/etc/zsh/*",
	"/etc/zshenv",
	"/etc/zshrc",
	"/lib/init/*",
	"/lib/lsb/*",
	"/usr/lib/git-core/*",
	"/usr/lib/init/*",
	"/usr/lib/lsb/*",
	"/usr/lib/os-release", /* sourced by shell scripts everywhere */
	"/usr/libexec/git-core/*",
	"/etc/os-release",
	"/usr/share/bash-completion/*",
	"/usr/share/debconf/confmodule*",
	"/usr/share/initramfs-tools/*",
	"/usr/share/zsh/*",
	"/usr/share/vim/vimrc*",
	"/var/lib/dpkg/info/*.config",
	"/var/lib/dpkg/info/*.postinst",
	"/var/lib/dpkg/info/*.postrm",
	"/var/lib/dpkg/info/*.preinst",
	"/var/lib/dpkg/info/*.prerm",
};

/* Base names of kernel modules; compressed ones are known by name and magic alone. */
static const char *const compressed_module_names[] = {
	"*.ko.gz",
	"*.ko.xz",
	"*.ko.zst",
};
