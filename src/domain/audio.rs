//! Which files are recordings: told by their first bytes, never by their name.
//!
//! This is a cheap gate at the door. Whether a file can really be decoded is found out by the sealed speech worker.

/// A container that speech recognition can open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// RIFF/WAVE, also RF64.
    Wav,
    /// MPEG audio, with or without an ID3 tag.
    Mp3,
    /// FLAC.
    Flac,
    /// Ogg with Vorbis, Opus or FLAC.
    Ogg,
    /// Matroska or WebM, audio or video.
    WebM,
    /// MPEG-4: m4a, mp4, mov.
    Mp4,
    /// AIFF and AIFF-C.
    Aiff,
    /// Apple's Core Audio Format.
    Caf,
    /// Bare AAC in ADTS frames.
    Adts,
}

/// How many first bytes [`Container::sniff`] needs to be sure.
pub const SNIFF_BYTES: usize = 64;

/// The accepted formats, for a person who sent something else.
pub const ACCEPTED: [&str; 9] = [
    "WAV",
    "MP3",
    "FLAC",
    "Ogg (Vorbis or Opus)",
    "WebM or Matroska",
    "M4A or MP4 (also video)",
    "AIFF",
    "CAF",
    "AAC",
];

impl Container {
    /// Recognises a container by its first bytes.
    pub fn sniff(first: &[u8]) -> Option<Self> {
        let at = |offset: usize, magic: &[u8]| first.get(offset..offset + magic.len()) == Some(magic);
        if (at(0, b"RIFF") || at(0, b"RF64")) && at(8, b"WAVE") {
            return Some(Self::Wav);
        }
        if at(0, b"FORM") && (at(8, b"AIFF") || at(8, b"AIFC")) {
            return Some(Self::Aiff);
        }
        if at(0, b"caff") {
            return Some(Self::Caf);
        }
        if at(0, b"fLaC") {
            return Some(Self::Flac);
        }
        if at(0, b"OggS") {
            return Some(Self::Ogg);
        }
        if at(0, &[0x1a, 0x45, 0xdf, 0xa3]) {
            return Some(Self::WebM);
        }
        if at(4, b"ftyp") || at(4, b"moov") || at(4, b"mdat") || at(4, b"wide") || at(4, b"free") || at(4, b"skip") {
            return Some(Self::Mp4);
        }
        if at(0, b"ID3") {
            return Some(Self::Mp3);
        }
        match first {
            // Frame sync of eleven bits; then version, layer, and a bit rate and sample rate that are not reserved.
            [0xff, second, third, ..] if second & 0xe0 == 0xe0 => {
                let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
                if second & 0xf6 == 0xf0 {
                    Some(Self::Adts)
                } else if version != 1 && layer != 0 && third >> 4 != 15 && third >> 2 & 3 != 3 {
                    Some(Self::Mp3)
                } else {
                    None
                }
            }
            _ => None,
        }
    }

    /// Media type for playback in a browser.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Wav => "audio/wav",
            Self::Mp3 => "audio/mpeg",
            Self::Flac => "audio/flac",
            Self::Ogg => "audio/ogg",
            Self::WebM => "audio/webm",
            Self::Mp4 => "audio/mp4",
            Self::Aiff => "audio/aiff",
            Self::Caf => "audio/x-caf",
            Self::Adts => "audio/aac",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_are_told_by_their_first_bytes() {
        assert_eq!(Container::sniff(b"RIFF\x24\0\0\0WAVEfmt "), Some(Container::Wav));
        assert_eq!(Container::sniff(b"ID3\x04\0\0\0\0\0\0"), Some(Container::Mp3));
        assert_eq!(Container::sniff(&[0xff, 0xfb, 0x90, 0x64]), Some(Container::Mp3));
        assert_eq!(Container::sniff(&[0xff, 0xf3, 0x40, 0xc4]), Some(Container::Mp3));
        assert_eq!(Container::sniff(&[0xff, 0xf1, 0x50, 0x80]), Some(Container::Adts));
        assert_eq!(Container::sniff(b"\0\0\0\x20ftypisom"), Some(Container::Mp4));
        assert_eq!(Container::sniff(&[0x1a, 0x45, 0xdf, 0xa3, 0x9f]), Some(Container::WebM));
    }

    #[test]
    fn other_files_are_not_recordings() {
        for other in [
            &b""[..],
            b"Dear diary",
            b"%PDF-1.7",
            b"\x89PNG\r\n\x1a\n",
            b"PK\x03\x04",
            &[0xff, 0xff, 0xff, 0xff],
            b"RIFF\0\0\0\0AVI ",
        ] {
            assert_eq!(Container::sniff(other), None, "{other:?}");
        }
    }
}
