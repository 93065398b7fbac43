#!/usr/bin/env python3
"""Writes the system-call filters of the bridge's children, with libseccomp (Debian: python3-seccomp).

  sealed.bpf     memory, threads, files that are in sight, pipes; no socket, no second process
  connected.bpf  the same, and IPv4, IPv6 and routing sockets

Whatever is not listed is answered EPERM. Run it after a change, and commit what it writes:
  python3 ingest-bridge/src/main/seccomp/policies.py ingest-bridge/src/main/resources/io/streamlation/ingest/child
"""
import errno
import os
import socket
import sys

from seccomp import ALLOW, ERRNO, Arch, Arg, EQ, MASKED_EQ, SyscallFilter

CLONE_THREAD = 0x00010000
# Any of these makes a namespace: mount, cgroup, uts, ipc, user, pid, net.
CLONE_NEW = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000

MEMORY = "brk mmap munmap mremap mprotect madvise membarrier"
THREADS = (
    "futex set_robust_list get_robust_list rseq set_tid_address arch_prctl sched_yield sched_getaffinity"
    " sched_setaffinity sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min getcpu"
    " gettid tgkill exit exit_group restart_syscall prctl"
)
SIGNALS = "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigtimedwait sigaltstack"
TIME = "clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage timerfd_create timerfd_settime"
ABOUT_ITSELF = "getpid getppid getuid geteuid getgid getegid uname sysinfo getrandom getrlimit prlimit64 getcwd umask"
# What is in sight is read-only, but for a receiver's own folder.
FILES = (
    "read write readv writev pread64 pwrite64 close open openat stat lstat fstat newfstatat statx access faccessat"
    " faccessat2 readlink readlinkat lseek fcntl ioctl dup dup2 dup3 pipe pipe2 getdents64 statfs fstatfs fadvise64"
    " ftruncate fallocate fsync fdatasync rename renameat renameat2 unlink unlinkat mkdir mkdirat flock utimensat"
)
WAITING = "poll ppoll select pselect6 epoll_create1 epoll_create epoll_ctl epoll_wait epoll_pwait eventfd2"
# How the program itself begins: the filter stands before it does.
BEGINNING = "execve"

SOCKETS = (
    "bind connect listen accept accept4 getsockopt setsockopt getsockname getpeername sendto recvfrom sendmsg"
    " recvmsg sendmmsg recvmmsg shutdown"
)
FAMILIES = (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)


def policy(connected):
    rules = SyscallFilter(ERRNO(errno.EPERM))
    assert rules.exist_arch(Arch.X86_64), "made for x86-64, as FFmpeg is"
    for group in (MEMORY, THREADS, SIGNALS, TIME, ABOUT_ITSELF, FILES, WAITING, BEGINNING):
        for call in group.split():
            rules.add_rule(ALLOW, call)
    rules.add_rule(ALLOW, "clone", Arg(0, MASKED_EQ, CLONE_THREAD | CLONE_NEW, CLONE_THREAD))
    # Its flags lie in memory, where no filter looks: libc falls back to clone.
    rules.add_rule(ERRNO(errno.ENOSYS), "clone3")
    if connected:
        for call in SOCKETS.split():
            rules.add_rule(ALLOW, call)
        for family in FAMILIES:
            rules.add_rule(ALLOW, "socket", Arg(0, EQ, family))
    return rules


for name, connected in (("sealed", False), ("connected", True)):
    with open(os.path.join(sys.argv[1], name + ".bpf"), "wb") as out:
        policy(connected).export_bpf(out)
