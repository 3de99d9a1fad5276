//! Other Unixes have no seccomp and no landlock: what remains is the separate process with its limits.

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::{Seal, SessionError};

pub(crate) fn forbid_network() -> Result<Vec<&'static str>, SessionError> {
    Ok(Vec::new())
}

pub(crate) fn close(_: &Seal, _: bool) -> Result<Vec<&'static str>, SessionError> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    Ok(if setrlimit(Resource::Core, none).is_ok() {
        vec!["no_core_dump"]
    } else {
        Vec::new()
    })
}
