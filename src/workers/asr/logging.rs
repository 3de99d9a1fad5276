//! Keeps whisper.cpp and ggml quiet: of their many lines on standard error only errors are let through.

use std::ffi::{CStr, c_char, c_void};

use whisper_rs::whisper_rs_sys::{self, ggml_log_level, ggml_log_level_GGML_LOG_LEVEL_ERROR as ERROR};

/// Installs the filter for this process. To be called before a model is loaded.
pub fn install() {
    // SAFETY: `on_line` has the signature that both libraries declare, keeps no reference to its arguments and uses no user
    // data.
    unsafe {
        whisper_rs_sys::whisper_log_set(Some(on_line), std::ptr::null_mut());
        whisper_rs_sys::ggml_log_set(Some(on_line), std::ptr::null_mut());
    }
}

unsafe extern "C" fn on_line(level: ggml_log_level, text: *const c_char, _: *mut c_void) {
    if level != ERROR || text.is_null() {
        return;
    }
    // SAFETY: both libraries pass a C string that lives during the call.
    let text = unsafe { CStr::from_ptr(text) }.to_string_lossy();
    // Ending a run before its last window, and aborting one, are what we ask for and no errors.
    if !["encoder_begin_callback", "failed to encode", "failed to decode"]
        .iter()
        .any(|line| text.contains(line))
    {
        eprintln!("{}", text.trim_end());
    }
}
