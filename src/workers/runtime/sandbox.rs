//! The sandbox on Linux, closed in two steps.
//!
//! At the start, before a second thread exists, a seccomp filter takes away sockets, new programs, tracing and whatever
//! else only an intruder would want. When the model is loaded, landlock leaves no file but the named ones, a second
//! filter repeats that for threads which the engine started earlier (landlock before its eighth version restricts only the
//! calling thread), and limits on memory and core dumps follow.
//!
//! The filters name what is refused and allow the rest: OpenMP, CUDA and pthreads use many calls that no list of allowed ones
//! would get right on the next driver. The network call that is not listed still has no socket to work on.

use std::collections::BTreeMap;
use std::path::PathBuf;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, RestrictSelfAttr, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, path_beneath_rules,
};
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter, apply_filter_all_threads,
};

use crate::{Seal, SessionError};

/// Newest landlock version whose rights are asked for; an older kernel grants what it knows.
const LANDLOCK: ABI = ABI::V8;

/// Refused from the start.
const NEVER: &[i64] = &[
    // Network, with AF_UNIX: a local service is a way out as well.
    libc::SYS_socket,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_sendmmsg,
    // Work handed to the kernel's own threads, which no filter sees.
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    // Other programs and other processes.
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    // Leaving the process group that the server kills as a whole.
    libc::SYS_setsid,
    libc::SYS_setpgid,
    // Namespaces, mounts and kernel facilities with a history of privilege escalation.
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_kexec_load,
    libc::SYS_open_by_handle_at,
];

/// Changes of the file system, refused once the model is loaded.
const CHANGES: &[i64] = &[
    libc::SYS_openat2,
    libc::SYS_unlinkat,
    libc::SYS_renameat2,
    libc::SYS_mkdirat,
    libc::SYS_mknodat,
    libc::SYS_linkat,
    libc::SYS_symlinkat,
    libc::SYS_truncate,
    libc::SYS_fchmodat,
    libc::SYS_fchownat,
    libc::SYS_utimensat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_creat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_unlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rmdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rename,
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    libc::SYS_renameat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mkdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mknod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_link,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_symlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lchown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utimes,
];

/// The calls that open a file, each with the position of its flags.
const OPENS: &[(i64, u8)] = &[
    (libc::SYS_openat, 2),
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_open, 1),
];

/// Takes the network away, and with it new programs and tracing.
pub(crate) fn forbid_network() -> Result<Vec<&'static str>, SessionError> {
    let rules = NEVER.iter().map(|call| (*call, Vec::new())).collect();
    let filter = compile(rules, libc::EPERM).map_err(refused("seccomp"))?;
    apply_filter(&filter).map_err(refused("seccomp"))?;
    Ok(vec!["no_network", "no_programs"])
}

/// Takes the file system away, except for reading `seal.read_paths`, and sets the limits.
///
/// With `gpu` the device nodes of the driver stay usable: it opens them again whenever a context is made.
pub(crate) fn close(seal: &Seal, gpu: bool) -> Result<Vec<&'static str>, SessionError> {
    let devices = if gpu { gpu_nodes() } else { Vec::new() };
    let landlocked = landlock(seal, &devices).map_err(refused("landlock"))?;
    let filtered = filter_files(seal, gpu).map_err(refused("seccomp"))?;
    let mut sealed = Vec::new();
    match (landlocked, seal.read_paths.is_empty() && !gpu && filtered) {
        // Either one alone takes every file away.
        (_, true) => sealed.push("no_files"),
        (true, false) => sealed.push("only_named_files"),
        (false, false) => sealed.push("no_file_changes"),
    }
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    if setrlimit(Resource::Core, none).is_ok() && set_dumpable_behavior(DumpableBehavior::NotDumpable).is_ok() {
        sealed.push("no_core_dump");
    }
    if let Some(bytes) = seal.memory_bytes {
        // Not the address space: CUDA reserves hundreds of gigabytes of it and weights are mapped, neither of which is use.
        let limit = Rlimit {
            current: Some(bytes),
            maximum: Some(bytes),
        };
        if setrlimit(Resource::Data, limit).is_ok() {
            sealed.push("memory_limit");
        }
    }
    Ok(sealed)
}

/// Restricts this thread (every thread where the kernel can) and those it starts. False when the kernel has no landlock.
fn landlock(seal: &Seal, devices: &[PathBuf]) -> Result<bool, RulesetError> {
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(LANDLOCK))?
        .handle_access(AccessNet::from_all(LANDLOCK))?
        .scope(Scope::from_all(LANDLOCK))?
        .create()?
        .add_rules(path_beneath_rules(
            &seal.read_paths,
            AccessFs::ReadFile | AccessFs::ReadDir,
        ))?
        .add_rules(path_beneath_rules(
            devices,
            AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::IoctlDev,
        ))?
        .all_threads(true)?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

/// The second filter, for every thread of the process. Returns whether it refuses every opening of a file.
fn filter_files(seal: &Seal, gpu: bool) -> Result<bool, seccompiler::Error> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = CHANGES.iter().map(|call| (*call, Vec::new())).collect();
    let everything = seal.read_paths.is_empty() && !gpu;
    for (call, flags) in OPENS {
        if everything {
            rules.insert(*call, Vec::new());
        } else if !gpu {
            let writes = [libc::O_WRONLY, libc::O_RDWR, libc::O_CREAT, libc::O_TRUNC];
            let rule = |flag: i32| {
                let flag = flag as u64;
                let set = SeccompCmpOp::MaskedEq(flag);
                SeccompRule::new(vec![SeccompCondition::new(*flags, SeccompCmpArgLen::Dword, set, flag)?])
            };
            rules.insert(*call, writes.into_iter().map(rule).collect::<Result<_, _>>()?);
        }
    }
    apply_filter_all_threads(&compile(rules, libc::EACCES)?)?;
    Ok(everything)
}

fn compile(mut rules: BTreeMap<i64, Vec<SeccompRule>>, error: i32) -> Result<BpfProgram, seccompiler::Error> {
    if cfg!(target_arch = "x86_64") {
        // The x32 interface offers the same calls under other numbers, where a kernel has it.
        const X32: i64 = 0x4000_0000;
        let again: Vec<_> = rules.iter().map(|(call, rules)| (call | X32, rules.clone())).collect();
        rules.extend(again);
    }
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    Ok(SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::Errno(error as u32), arch)?.try_into()?)
}

/// The device nodes that GPU drivers open.
fn gpu_nodes() -> Vec<PathBuf> {
    let mut nodes = vec![PathBuf::from("/dev/dri"), PathBuf::from("/dev/kfd")];
    if let Ok(entries) = std::fs::read_dir("/dev") {
        nodes.extend(
            entries
                .flatten()
                .filter(|entry| entry.file_name().to_string_lossy().starts_with("nvidia"))
                .map(|entry| entry.path()),
        );
    }
    nodes
}

fn refused<E: std::fmt::Display>(restriction: &'static str) -> impl Fn(E) -> SessionError {
    move |error| SessionError::Sandbox {
        restriction,
        detail: error.to_string(),
    }
}
