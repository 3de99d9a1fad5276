//! Length-prefixed frames: `u32` header length, `u32` body length (little-endian), the JSON header, the body.
//!
//! The blocking functions here serve the workers; the server reads the same bytes asynchronously with [`lengths`],
//! [`decode`] and [`encode`].

use std::io::{self, Read, Write};

use serde::{Serialize, de::DeserializeOwned};

/// Bytes before the header.
pub const PREFIX: usize = 8;
/// The longest header: a prompt with a whole session's transcript is well below this.
pub const MAX_HEADER: usize = 16 << 20;
/// The longest body.
pub const MAX_BODY: usize = 16 << 20;

/// A frame that breaks the rules. The connection is unusable afterwards.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The pipe broke.
    #[error("the pipe to the other side broke")]
    Io(#[from] io::Error),
    /// A length beyond [`MAX_HEADER`] or [`MAX_BODY`]: the other side wrote something that is no frame.
    #[error("a frame announced {header} header and {body} body bytes, more than allowed")]
    TooLarge {
        /// Announced header length.
        header: usize,
        /// Announced body length.
        body: usize,
    },
    /// The header is no message of this protocol.
    #[error("a frame's header is no known message")]
    Message(#[from] serde_json::Error),
}

/// Reads the two lengths of a frame's prefix.
///
/// # Errors
/// [`FrameError::TooLarge`] when a length is beyond its limit.
pub fn lengths(prefix: [u8; PREFIX]) -> Result<(usize, usize), FrameError> {
    let [a, b, c, d, e, f, g, h] = prefix;
    let header = u32::from_le_bytes([a, b, c, d]) as usize;
    let body = u32::from_le_bytes([e, f, g, h]) as usize;
    if header > MAX_HEADER || body > MAX_BODY {
        return Err(FrameError::TooLarge { header, body });
    }
    Ok((header, body))
}

/// Parses a frame's header.
///
/// # Errors
/// [`FrameError::Message`] when it is no message of type `T`.
pub fn decode<T: DeserializeOwned>(header: &[u8]) -> Result<T, FrameError> {
    Ok(serde_json::from_slice(header)?)
}

/// The bytes of a frame up to its body: prefix and header.
///
/// # Errors
/// [`FrameError::TooLarge`] when the message or the body is beyond its limit.
pub fn encode<T: Serialize>(message: &T, body_length: usize) -> Result<Vec<u8>, FrameError> {
    let mut bytes = vec![0; PREFIX];
    serde_json::to_writer(&mut bytes, message)?;
    let header = bytes.len() - PREFIX;
    if header > MAX_HEADER || body_length > MAX_BODY {
        return Err(FrameError::TooLarge {
            header,
            body: body_length,
        });
    }
    bytes[..4].copy_from_slice(&(header as u32).to_le_bytes());
    bytes[4..PREFIX].copy_from_slice(&(body_length as u32).to_le_bytes());
    Ok(bytes)
}

/// Writes one frame and flushes.
///
/// # Errors
/// As [`encode`], or the writer's own error.
pub fn write<T: Serialize>(to: &mut impl Write, message: &T, body: &[u8]) -> Result<(), FrameError> {
    to.write_all(&encode(message, body.len())?)?;
    to.write_all(body)?;
    to.flush()?;
    Ok(())
}

/// Reads one frame; `None` at a clean end of the pipe.
///
/// # Errors
/// Any [`FrameError`]; a pipe that ends inside a frame is `Io` with `UnexpectedEof`.
pub fn read<T: DeserializeOwned>(from: &mut impl Read) -> Result<Option<(T, Vec<u8>)>, FrameError> {
    let mut prefix = [0; PREFIX];
    if from.read(&mut prefix[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut prefix[1..])?;
    let (header, body) = lengths(prefix)?;
    let mut bytes = vec![0; header];
    from.read_exact(&mut bytes)?;
    let message = decode(&bytes)?;
    let mut bytes = vec![0; body];
    from.read_exact(&mut bytes)?;
    Ok(Some((message, bytes)))
}
