//! Where a worker's executable comes from.
//!
//! The release binary carries its workers. On Linux such an image runs from a sealed memory file: nothing is written to disk,
//! and nobody can change it between the check and the start. Where that is refused (no `/proc`, a policy against it) and on
//! other systems, it runs from a file in the state directory that is named by its hash and compared with the image before
//! every start.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A worker's executable.
#[derive(Clone)]
pub enum Program {
    /// A file.
    File(PathBuf),
    /// An executable image inside this program.
    Carried {
        /// The worker's name, as it appears in process lists.
        name: &'static str,
        /// The whole executable file.
        image: Arc<[u8]>,
    },
}

impl std::fmt::Debug for Program {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "File({})", path.display()),
            Self::Carried { name, image } => write!(formatter, "Carried({name}, {} bytes)", image.len()),
        }
    }
}

/// Something that can be given to `execve`. Keep it until the process has started.
#[derive(Debug)]
pub(crate) struct Executable {
    /// The path to execute.
    pub(crate) path: PathBuf,
    /// What the process calls itself.
    pub(crate) name: OsString,
    /// The memory file behind `path`. Its descriptor closes itself in the started program: the kernel resolves the path
    /// before that.
    _memory: Option<File>,
}

impl Program {
    /// The ways to start this program, to be tried in order until one works.
    pub(crate) fn executables<'a>(
        &'a self,
        state_directory: &'a Path,
    ) -> impl Iterator<Item = io::Result<Executable>> + 'a {
        let ways: Vec<Box<dyn FnOnce() -> io::Result<Executable> + 'a>> = match self {
            Self::File(path) => vec![Box::new(move || {
                let name = path.file_name().unwrap_or(path.as_os_str()).to_owned();
                Ok(Executable {
                    path: std::path::absolute(path)?,
                    name,
                    _memory: None,
                })
            })],
            Self::Carried { name, image } => vec![
                #[cfg(target_os = "linux")]
                Box::new(move || in_memory(name, image)),
                Box::new(move || on_disk(name, image, state_directory)),
            ],
        };
        ways.into_iter().map(|way| way())
    }
}

#[cfg(target_os = "linux")]
fn in_memory(name: &str, image: &[u8]) -> io::Result<Executable> {
    use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
    use std::os::fd::AsRawFd;

    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    // Kernels before 6.3 do not know the flag that asks for an executable file: theirs always are.
    let memory = memfd_create(name, flags | MemfdFlags::EXEC).or_else(|_| memfd_create(name, flags))?;
    let mut memory = File::from(memory);
    memory.write_all(image)?;
    fcntl_add_seals(
        &memory,
        SealFlags::SEAL | SealFlags::SHRINK | SealFlags::GROW | SealFlags::WRITE,
    )?;
    let path = PathBuf::from(format!("/proc/self/fd/{}", memory.as_raw_fd()));
    Ok(Executable {
        path,
        name: name.into(),
        _memory: Some(memory),
    })
}

fn on_disk(name: &str, image: &[u8], state_directory: &Path) -> io::Result<Executable> {
    let digest = ring::digest::digest(&ring::digest::SHA256, image);
    let hash: String = digest
        .as_ref()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let path = std::path::absolute(state_directory)?.join(format!("{name}-{hash}"));
    if fs::read(&path).is_ok_and(|found| found == image) {
        return Ok(Executable {
            path,
            name: name.into(),
            _memory: None,
        });
    }
    fs::create_dir_all(state_directory)?;
    let unfinished = path.with_extension(format!("{}.part", std::process::id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o700)
        .open(&unfinished)?;
    file.write_all(image)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&unfinished, &path)?;
    Ok(Executable {
        path,
        name: name.into(),
        _memory: None,
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    use super::*;

    fn carried() -> Program {
        Program::Carried {
            name: "true",
            image: fs::read("/bin/true").unwrap().into(),
        }
    }

    #[test]
    fn a_carried_program_runs_from_memory_and_from_disk() {
        let state = tempfile::tempdir().unwrap();
        let program = carried();
        let ways: Vec<_> = program.executables(state.path()).map(Result::unwrap).collect();
        assert_eq!(ways.len(), if cfg!(target_os = "linux") { 2 } else { 1 });
        for way in &ways {
            assert!(Command::new(&way.path).status().unwrap().success(), "{way:?}");
        }
    }

    #[test]
    fn a_program_on_disk_that_somebody_changed_is_written_anew() {
        let state = tempfile::tempdir().unwrap();
        let image = fs::read("/bin/true").unwrap();
        let first = on_disk("true", &image, state.path()).unwrap();
        assert_eq!(fs::metadata(&first.path).unwrap().permissions().mode() & 0o777, 0o700);
        fs::write(&first.path, "#!/bin/false").unwrap();
        let second = on_disk("true", &image, state.path()).unwrap();
        assert_eq!(second.path, first.path);
        assert_eq!(fs::read(second.path).unwrap(), image);
    }
}
