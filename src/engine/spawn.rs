//! Starting a worker's process so that it can see and outlive as little as possible.

use std::io;
use std::process::Stdio;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::models::Model;
use crate::program::Executable;
use crate::{Program, WorkerConfig};

type Job = Box<dyn FnOnce() + Send>;

/// The thread that starts every worker. Linux sends the parent-death signal when the *thread* that started a process ends,
/// so it must be one that lives as long as the server does, which threads of the runtime need not.
static STARTER: Mutex<Option<mpsc::Sender<Job>>> = Mutex::new(None);

/// Starts a worker for `model` with an empty environment beside the configured one, in its own session, with pipes for its
/// three streams.
pub(crate) async fn spawn(program: Program, config: &WorkerConfig, model: &Model) -> io::Result<Child> {
    let runtime = Handle::current();
    let (config, model) = (config.clone(), model.clone());
    let (answer, started) = oneshot::channel();
    on_starter(Box::new(move || {
        let _entered = runtime.enter();
        // A receiver that is gone drops the child, and with it ends the process.
        let _ = answer.send(start(&program, &config, &model));
    }))?;
    started.await.map_err(io::Error::other)?
}

fn on_starter(job: Job) -> io::Result<()> {
    let mut starter = STARTER.lock().unwrap_or_else(PoisonError::into_inner);
    let sender = match &*starter {
        Some(sender) => sender,
        None => {
            let (sender, jobs) = mpsc::channel::<Job>();
            thread::Builder::new()
                .name("worker-starter".into())
                .spawn(move || jobs.into_iter().for_each(|job| job()))?;
            starter.insert(sender)
        }
    };
    sender
        .send(job)
        .map_err(|_| io::Error::other("the thread that starts workers is gone"))
}

/// Tries the program's ways to start until one works; the last one's error is the answer otherwise.
fn start(program: &Program, config: &WorkerConfig, model: &Model) -> io::Result<Child> {
    let mut refused = io::Error::from(io::ErrorKind::NotFound);
    for executable in program.executables(&config.state_directory) {
        match executable.and_then(|executable| command(&executable, config, model).spawn()) {
            Ok(child) => return Ok(child),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

fn command(executable: &Executable, config: &WorkerConfig, model: &Model) -> Command {
    let mut command = Command::new(&executable.path);
    command
        .arg0(&executable.name)
        .arg("--model")
        .arg(&model.path)
        .args(&config.arguments);
    command.env_clear();
    for (name, value) in &config.environment {
        if WorkerConfig::environment_allows(name) {
            command.env(name, value);
        } else {
            tracing::warn!(name, "this environment variable is not for workers");
        }
    }
    command.current_dir("/").kill_on_drop(true);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let server = rustix::process::getpid();
    // SAFETY: the closure runs between fork and exec, where other threads' locks may be held for ever. It makes system calls
    // only, allocates nothing and takes no lock.
    unsafe {
        command.pre_exec(move || isolate(server));
    }
    command
}

/// Cuts the new process off before it becomes the worker.
fn isolate(server: rustix::process::Pid) -> io::Result<()> {
    // Its own process group, so that whatever it might start can be killed together with it.
    rustix::process::setsid()?;
    #[cfg(target_os = "linux")]
    {
        // A network without interfaces, where the system lets ordinary processes have one; seccomp follows in the worker
        // itself in any case.
        // SAFETY: `unshare` takes flags and no pointers, and this process has one thread.
        let unshared = unsafe { libc::unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWNET) };
        if unshared != 0 {
            // SAFETY: as above.
            unsafe { libc::unshare(libc::CLONE_NEWNET) };
        }
        // After the change of namespaces, which resets it.
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
        // Nothing that a library in the server forgot to mark stays open in the worker. The pipes are in place by now.
        // SAFETY: the call changes flags of descriptors and dereferences nothing.
        unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, libc::CLOSE_RANGE_CLOEXEC) };
    }
    // A server that died before the signal was set will not send it.
    if rustix::process::getppid() == Some(server) {
        Ok(())
    } else {
        Err(io::ErrorKind::BrokenPipe.into())
    }
}
