use axum::body::Body;
use bytes::Bytes;
use futures::stream::{self, StreamExt};

/// Separates the parts of a form; no recording of these tests holds it.
const BOUNDARY: &str = "part-of-the-form";
/// How a browser cuts an upload.
const CHUNK: usize = 16 * 1024;

/// A file that begins like a WAV recording and goes on for `length` bytes that differ everywhere.
pub fn wav(length: usize) -> Vec<u8> {
    let mut bytes = b"RIFF\0\0\0\0WAVEfmt ".to_vec();
    // A linear congruential generator (Knuth's MMIX): every 64 KiB of it is different.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    while bytes.len() < length {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&state.to_be_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// A multipart form as a browser writes it.
pub struct Form {
    head: Vec<u8>,
    tail: Vec<u8>,
    bytes: Bytes,
}

impl Form {
    /// With one file in the field `field`. The name is written as it is.
    pub fn file(field: &str, filename: &str, bytes: impl Into<Bytes>) -> Self {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{filename}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        Self {
            head: head.into_bytes(),
            tail: format!("\r\n--{BOUNDARY}--\r\n").into_bytes(),
            bytes: bytes.into(),
        }
    }

    /// Puts a text field before the file.
    pub fn after_text(mut self, field: &str, text: &str) -> Self {
        let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n");
        self.head.splice(0..0, part.into_bytes());
        self
    }

    /// The `Content-Type` of the request.
    pub fn content_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    /// Bytes of the whole form.
    pub fn byte_len(&self) -> usize {
        self.head.len() + self.bytes.len() + self.tail.len()
    }

    fn chunks(&self) -> Vec<Bytes> {
        let mut chunks = vec![Bytes::from(self.head.clone())];
        let mut rest = self.bytes.clone();
        while !rest.is_empty() {
            chunks.push(rest.split_to(CHUNK.min(rest.len())));
        }
        chunks
    }

    /// The form in pieces.
    pub fn body(&self) -> Body {
        let whole = self.chunks().into_iter().chain([Bytes::from(self.tail.clone())]);
        arriving(whole.map(Ok).collect())
    }

    /// The form without its end: the sender was cut off and the connection closed in order.
    pub fn cut_off(&self) -> Body {
        arriving(self.chunks().into_iter().map(Ok).collect())
    }

    /// The form up to the middle of the file, then the connection breaks.
    pub fn broken(&self) -> Body {
        let chunks = self.chunks();
        let half = chunks.len().div_ceil(2);
        let reset = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        arriving(chunks.into_iter().take(half).map(Ok).chain([Err(reset)]).collect())
    }
}

/// A body whose pieces come one after the other, as from a network, instead of all being there at once.
fn arriving(pieces: Vec<std::io::Result<Bytes>>) -> Body {
    Body::from_stream(stream::iter(pieces).then(|piece| async {
        tokio::task::yield_now().await;
        piece
    }))
}
