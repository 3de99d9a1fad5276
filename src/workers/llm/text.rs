//! From token bytes to text. Tokens may end in the middle of a character, so bytes wait here until they make whole ones.

/// Collects an answer and hands out what is already valid UTF-8.
#[derive(Debug, Default)]
pub struct Utf8Stream {
    text: String,
    pending: Vec<u8>,
}

impl Utf8Stream {
    /// Adds the bytes of a token and returns the text that they completed. Bytes that can never become a character (an
    /// unconstrained model may produce them) turn into U+FFFD.
    pub fn push(&mut self, bytes: &[u8]) -> &str {
        self.pending.extend_from_slice(bytes);
        self.take(false)
    }

    /// Ends the stream: what still waits for its continuation turns into U+FFFD. Returns that last text.
    pub fn finish(&mut self) -> &str {
        self.take(true)
    }

    /// Everything handed out.
    pub fn into_text(self) -> String {
        self.text
    }

    fn take(&mut self, all: bool) -> &str {
        let start = self.text.len();
        let mut used = 0;
        for chunk in self.pending.utf8_chunks() {
            self.text.push_str(chunk.valid());
            used += chunk.valid().len();
            let invalid = chunk.invalid();
            if invalid.is_empty() {
                continue;
            }
            let may_continue = used + invalid.len() == self.pending.len()
                && std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
            if may_continue && !all {
                break;
            }
            self.text.push(char::REPLACEMENT_CHARACTER);
            used += invalid.len();
        }
        self.pending.drain(..used);
        &self.text[start..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_split_over_tokens_comes_out_once_whole() {
        let mut stream = Utf8Stream::default();
        assert_eq!(stream.push(&[b'a', 0xE2]), "a");
        assert_eq!(stream.push(&[0x82]), "");
        assert_eq!(stream.push(&[0xAC, b'b']), "€b");
        assert_eq!(stream.finish(), "");
        assert_eq!(stream.into_text(), "a€b");
    }

    #[test]
    fn impossible_and_unfinished_bytes_are_replaced() {
        let mut stream = Utf8Stream::default();
        assert_eq!(stream.push(&[0xFF, b'x', 0xC3]), "\u{FFFD}x");
        assert_eq!(stream.finish(), "\u{FFFD}");
        assert_eq!(stream.into_text(), "\u{FFFD}x\u{FFFD}");
    }
}
