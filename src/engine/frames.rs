//! Frames over asynchronous pipes.

use std::io;

use bytes::Bytes;
use protocol::frame::{self, FrameError, PREFIX};
use protocol::{FromWorker, ToWorker};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Reads one frame; `None` at the end of the pipe, also within a frame: a process that dies stops anywhere.
///
/// Not cancel-safe: a read that was given up leaves the pipe unusable.
///
/// # Errors
/// When the bytes are no frame of the protocol, or the pipe fails.
pub(crate) async fn read(from: &mut (impl AsyncRead + Unpin)) -> Result<Option<(FromWorker, Bytes)>, FrameError> {
    match read_whole(from).await {
        Ok(frame) => Ok(Some(frame)),
        Err(FrameError::Io(error)) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

async fn read_whole(from: &mut (impl AsyncRead + Unpin)) -> Result<(FromWorker, Bytes), FrameError> {
    let mut prefix = [0; PREFIX];
    from.read_exact(&mut prefix).await?;
    let (header, body) = frame::lengths(prefix)?;
    let header = read_exactly(from, header).await?;
    let message = frame::decode(&header)?;
    Ok((message, read_exactly(from, body).await?.into()))
}

/// Grows the buffer with what arrives: the announced length is only a claim.
async fn read_exactly(from: &mut (impl AsyncRead + Unpin), length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(length.min(64 << 10));
    from.take(length as u64).read_to_end(&mut bytes).await?;
    if bytes.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

/// Writes one frame.
///
/// # Errors
/// When it is larger than the protocol allows, or the pipe fails.
pub(crate) async fn write(
    to: &mut (impl AsyncWrite + Unpin),
    message: &ToWorker,
    body: &[u8],
) -> Result<(), FrameError> {
    to.write_all(&frame::encode(message, body.len())?).await?;
    to.write_all(body).await?;
    to.flush().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_frame_that_ends_early_is_the_end_and_not_garbage() {
        let whole = frame::encode(&FromWorker::Alive, 0).unwrap();
        for length in 0..whole.len() {
            assert!(read(&mut &whole[..length]).await.unwrap().is_none());
        }
        assert_eq!(read(&mut &whole[..]).await.unwrap().unwrap().0, FromWorker::Alive);
    }

    #[tokio::test]
    async fn printed_text_is_not_taken_for_a_frame() {
        let mut printed = &b"ggml_init: loading model from disk, please wait"[..];
        assert!(matches!(read(&mut printed).await, Err(FrameError::TooLarge { .. })));
    }
}
