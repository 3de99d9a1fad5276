//! Short pieces of the demo recordings, made with ffmpeg at test time.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Seconds of an excerpt: seven sentences, two speakers, three of the recogniser's windows.
pub const SECONDS: &str = "24";

/// Runs ffmpeg.
pub fn ffmpeg<A: AsRef<std::ffi::OsStr>>(arguments: &[A]) {
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "error", "-nostdin", "-y"])
        .args(arguments)
        .output()
        .expect("ffmpeg runs");
    let told = String::from_utf8_lossy(&output.stderr);
    let arguments: Vec<_> = arguments.iter().map(AsRef::as_ref).collect();
    assert!(output.status.success(), "ffmpeg {arguments:?}: {told}");
}

/// The beginning of `source` as 16-bit WAV with its own rate and channels, which the other files are made of.
pub fn beginning(source: &Path, directory: &Path, name: &str) -> PathBuf {
    let path = directory.join(name);
    let [from, to] = [source, &path].map(|path| path.to_str().expect("a path in UTF-8"));
    ffmpeg(&["-i", from, "-t", SECONDS, "-c:a", "pcm_s16le", to]);
    path
}

/// Encodes `source` into `directory/name` with these ffmpeg arguments, which are split at blanks. `video` puts a moving
/// picture beside the sound.
pub fn encoded(source: &Path, directory: &Path, name: &str, arguments: &str, video: bool) -> PathBuf {
    let path = directory.join(name);
    let [from, to] = [source, &path].map(|path| path.to_str().expect("a path in UTF-8"));
    let mut all = vec!["-i", from];
    if video {
        all.extend(["-f", "lavfi", "-i", "testsrc=size=160x120:rate=10", "-t", SECONDS]);
    }
    all.extend(arguments.split_whitespace());
    all.push(to);
    ffmpeg(&all);
    path
}
