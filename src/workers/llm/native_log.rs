//! llama.cpp's own messages. It narrates at length on standard error; here only its errors are kept, a few lines of them,
//! to explain a failure. They speak of files, tensors and buffers, never of a prompt.

use std::ffi::{CStr, c_char, c_void};
use std::sync::Mutex;

use llama_cpp_sys_2::{GGML_LOG_LEVEL_CONT, GGML_LOG_LEVEL_ERROR, ggml_log_level, llama_log_set};

/// The most text kept between two calls of [`take`].
const LIMIT: usize = 2000;

struct Errors {
    text: String,
    /// Whether the last message was an error, so that its continuation is one too.
    open: bool,
}

static ERRORS: Mutex<Errors> = Mutex::new(Errors {
    text: String::new(),
    open: false,
});

/// Routes llama.cpp's messages here. Called once, before anything else of it.
pub fn capture() {
    // SAFETY: `record` matches the callback's signature, needs no user data and never unwinds.
    unsafe { llama_log_set(Some(record), std::ptr::null_mut()) };
}

/// The errors since the last call in one line, or `fallback` when there were none.
pub fn take(fallback: &str) -> String {
    let text = ERRORS
        .lock()
        .map(|mut errors| std::mem::take(&mut errors.text))
        .unwrap_or_default();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        fallback.to_owned()
    } else {
        lines.join("; ")
    }
}

unsafe extern "C" fn record(level: ggml_log_level, text: *const c_char, _: *mut c_void) {
    let Ok(mut errors) = ERRORS.lock() else { return };
    if level != GGML_LOG_LEVEL_CONT {
        errors.open = level == GGML_LOG_LEVEL_ERROR;
    }
    if !errors.open || text.is_null() || errors.text.len() >= LIMIT {
        return;
    }
    // SAFETY: llama.cpp passes a NUL-terminated string that lives for the call.
    let text = unsafe { CStr::from_ptr(text) };
    errors.text.push_str(&text.to_string_lossy());
}
