//! What the system knows about processes.

use std::collections::BTreeSet;
use std::fs;

use rustix::process::{Pid, Signal, kill_process};

/// The running children of a process, oldest first: the workers of a server.
pub fn children(parent: u32) -> Vec<u32> {
    let mut children: Vec<u32> = fs::read_dir("/proc")
        .expect("/proc")
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|process| parent_if_running(*process) == Some(parent))
        .collect();
    children.sort_unstable();
    children
}

/// The parent of a process that has not ended.
fn parent_if_running(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in parentheses may hold anything.
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace();
    let (state, parent) = (fields.next()?, fields.next()?);
    if state == "Z" { None } else { parent.parse().ok() }
}

/// Sends a signal; `false` when the process is gone already.
pub fn signal(process: u32, signal: Signal) -> bool {
    let id = i32::try_from(process)
        .ok()
        .and_then(Pid::from_raw)
        .expect("a process id");
    kill_process(id, signal).is_ok()
}

/// A line of `/proc/PID/status`, without its name.
pub fn status(process: u32, name: &str) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    Some(line.trim().to_owned())
}

/// The most memory a process has held so far, in bytes.
pub fn peak_memory(process: u32) -> u64 {
    let peak = status(process, "VmHWM").expect("the process is there");
    let kib: u64 = peak.trim_end_matches(" kB").parse().expect("a number");
    kib << 10
}

/// A socket of a process.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Socket {
    /// `tcp`, `tcp6`, `udp`, `udp6`, `raw` or `raw6`.
    pub protocol: &'static str,
    pub local_port: u16,
    /// The other side's port; 0 while there is none.
    pub remote_port: u16,
    pub listening: bool,
}

/// The internet sockets that a process holds at this moment; `None` when the system does not let us see its descriptors.
pub fn sockets(process: u32) -> Option<BTreeSet<Socket>> {
    let mut inodes = BTreeSet::new();
    for entry in fs::read_dir(format!("/proc/{process}/fd")).ok()?.flatten() {
        // A descriptor may be closed in between.
        let Ok(target) = fs::read_link(entry.path()) else {
            continue;
        };
        let target = target.to_string_lossy();
        if let Some(inode) = target.strip_prefix("socket:[").and_then(|rest| rest.strip_suffix(']')) {
            inodes.insert(inode.to_owned());
        }
    }
    let mut sockets = BTreeSet::new();
    for protocol in ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"] {
        let table = fs::read_to_string(format!("/proc/{process}/net/{protocol}")).unwrap_or_default();
        for row in table.lines().skip(1) {
            let fields: Vec<&str> = row.split_ascii_whitespace().collect();
            let [_, local, remote, state, _, _, _, _, _, inode, ..] = fields[..] else {
                continue;
            };
            if inodes.contains(inode) {
                const LISTEN: &str = "0A";
                let listening = protocol.starts_with("tcp") && state == LISTEN;
                sockets.insert(Socket {
                    protocol,
                    local_port: port(local),
                    remote_port: port(remote),
                    listening,
                });
            }
        }
    }
    Some(sockets)
}

fn port(address: &str) -> u16 {
    let (_, port) = address.rsplit_once(':').expect("address:port");
    u16::from_str_radix(port, 16).expect("a port in hexadecimal")
}
