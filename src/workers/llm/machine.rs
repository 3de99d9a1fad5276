//! What the worker takes from the machine: threads, scheduling priority, memory.

use std::collections::HashSet;
use std::fs;
use std::thread::available_parallelism;

/// Added to the scheduler's nice value: the server must stay responsive while a model computes.
const NICE: i32 = 10;

/// Writable memory granted above what the loaded model uses: prompts, grammar states, thread stacks.
const HEADROOM: u64 = 2 << 30;

/// Threads for matrix products: one per physical core, since two hardware threads of a core share its vector units, less
/// one for the server. Every operation waits for its slowest thread, so a thread that must share its core holds up all of
/// them.
pub fn threads() -> u32 {
    let allowed = available_parallelism().map_or(1, usize::from);
    let cores = physical_cores().map_or(allowed, |cores| cores.min(allowed));
    u32::try_from(cores.saturating_sub(1).max(1)).unwrap_or(1)
}

/// Distinct cores among the processors of this machine, where Linux tells.
fn physical_cores() -> Option<usize> {
    let mut cores = HashSet::new();
    for entry in fs::read_dir("/sys/devices/system/cpu").ok()?.flatten() {
        let topology = entry.path().join("topology");
        let read = |file: &str| fs::read_to_string(topology.join(file));
        if let (Ok(package), Ok(core)) = (read("physical_package_id"), read("core_id")) {
            cores.insert((package, core));
        }
    }
    (!cores.is_empty()).then_some(cores.len())
}

/// Lets other processes go first. Threads started later inherit it.
pub fn lower_priority() {
    // Refused only by unusual sandboxes, and then the worker runs at the priority it has.
    let _ = rustix::process::nice(NICE);
}

/// A limit for the process's writable memory once its model is loaded: what it has now and [`HEADROOM`]. `None` where
/// `/proc` is not readable.
pub fn memory_limit() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    // Writable private memory; the mapped model file is not part of it.
    let line = status.lines().find_map(|line| line.strip_prefix("VmData:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some((kibibytes << 10) + HEADROOM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_stay_within_what_the_process_may_use() {
        let threads = threads() as usize;
        assert!(threads >= 1 && threads <= available_parallelism().map_or(1, usize::from));
    }

    #[test]
    fn the_memory_limit_is_above_the_headroom() {
        if let Some(limit) = memory_limit() {
            assert!(limit > HEADROOM);
        }
    }
}
