//! Containers and codecs: any recording becomes blocks of interleaved `f32` samples.
//!
//! Everything here reads bytes that a stranger may have written. So the first audio is decoded before anything is
//! believed (a header's word for rate and channels is not enough), what is decoded is bounded by [`Limits`], a packet that
//! does not decode costs silence of its own length and not the recording, a file that ends in the middle is kept as far as
//! it goes, and a panic in a demuxer or codec becomes [`Failure::Damaged`]. Silence stands in for gaps between packets,
//! so that the time of a sample is its index divided by the sample rate, whatever was lost before it.

use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use protocol::Failure;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions, CODEC_ID_NULL_AUDIO};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::TimeBase;

/// What a recording may be at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Length in seconds.
    pub seconds: f64,
    /// Channels of the audio track.
    pub channels: usize,
    /// Lowest sample rate in hertz.
    pub lowest_rate: u32,
    /// Highest sample rate in hertz.
    pub highest_rate: u32,
}

impl Default for Limits {
    /// Twelve hours, 32 channels, 1 kHz to 768 kHz: beyond every recorder a clinic could own.
    fn default() -> Self {
        Self {
            seconds: 12.0 * 3600.0,
            channels: 32,
            lowest_rate: 1_000,
            highest_rate: 768_000,
        }
    }
}

/// What a recording turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub struct AudioFormat {
    /// Container and codec, for example `ogg/opus`.
    pub name: String,
    /// Channels of the audio track.
    pub channels: usize,
    /// Sample rate in hertz.
    pub sample_rate: u32,
    /// Length in seconds where the container tells it; not to be trusted for more than a progress bar.
    pub total_seconds: Option<f64>,
}

/// Packets in a row without a single sample after which a file is given up: no encoder makes them, and an index may
/// claim four thousand million of them.
const MAX_EMPTY_PACKETS: u32 = 20_000;

/// A difference between a packet's time and the samples so far above which silence is filled in, in seconds. Containers
/// round times to a millisecond and encoders trim a few hundredths, so smaller ones are no gaps.
const GAP_SECONDS: f64 = 0.25;

/// A source of bytes that remembers whether reading it failed, to tell a lost server from a damaged file.
struct Source<R> {
    inner: Arc<Mutex<R>>,
    /// Length of the file, or `None` to be read from front to back like a live stream.
    bytes: Option<u64>,
    failed: Arc<AtomicBool>,
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        lock(&self.inner).read(buffer).inspect_err(|error| {
            if error.kind() != std::io::ErrorKind::Interrupted {
                self.failed.store(true, Ordering::Relaxed);
            }
        })
    }
}

impl<R: Seek> Seek for Source<R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        lock(&self.inner).seek(to)
    }
}

impl<R: Read + Seek + Send> MediaSource for Source<R> {
    fn is_seekable(&self) -> bool {
        self.bytes.is_some()
    }

    fn byte_len(&self) -> Option<u64> {
        self.bytes
    }
}

fn lock<R>(mutex: &Mutex<R>) -> MutexGuard<'_, R> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn codecs() -> &'static CodecRegistry {
    static CODECS: OnceLock<CodecRegistry> = OnceLock::new();
    CODECS.get_or_init(|| {
        let mut codecs = CodecRegistry::new();
        symphonia::default::register_enabled_codecs(&mut codecs);
        codecs.register_audio_decoder::<symphonia_adapter_libopus::OpusDecoder>();
        codecs
    })
}

/// A recording being decoded.
pub struct Decoder {
    reader: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    time_base: Option<TimeBase>,
    format: AudioFormat,
    limits: Limits,
    source_failed: Arc<AtomicBool>,
    /// Samples decoded while opening, interleaved.
    first: Vec<f32>,
    /// Frames handed out or waiting in `first`.
    frames: u64,
    /// What a packet's time minus `frames` is where nothing is missing, in seconds; unknown before the first packet.
    origin: Option<f64>,
    bad_packets: u64,
    bad_seconds: f64,
    filled_seconds: f64,
    scratch: Vec<f32>,
    ended: bool,
    warnings: Vec<String>,
}

/// What one packet gave.
enum Step {
    Samples,
    Nothing,
    End,
}

impl Decoder {
    /// Opens a recording and decodes its first audio.
    ///
    /// # Errors
    /// [`Failure::Empty`] without bytes or samples, [`Failure::UnsupportedFormat`] for anything that is no audio container
    /// or has a codec unknown here, [`Failure::Damaged`] when nothing of it decodes, [`Failure::BeyondLimits`],
    /// [`Failure::Unreadable`] when `source` itself failed.
    pub fn open(source: impl Read + Seek + Send + Sync + 'static, limits: Limits) -> Result<Self, Failure> {
        catch_unwind(AssertUnwindSafe(|| Self::open_inner(source, limits))).unwrap_or_else(|_| {
            Err(Failure::Damaged {
                detail: "the start of the file breaks its decoder".into(),
            })
        })
    }

    fn open_inner(mut source: impl Read + Seek + Send + Sync + 'static, limits: Limits) -> Result<Self, Failure> {
        let bytes = source.seek(SeekFrom::End(0)).map_err(|_| Failure::Unreadable)?;
        if bytes == 0 {
            return Err(Failure::Empty);
        }
        let inner = Arc::new(Mutex::new(source));
        // A file that was cut off may point at an index beyond its end, or its last box may be dropped for being longer than
        // the file; read from front to back like a live stream it gives what it holds.
        Self::open_as(&inner, Some(bytes), limits).or_else(|first| match first {
            Failure::Damaged { .. } | Failure::UnsupportedFormat { .. } => {
                Self::open_as(&inner, None, limits).map_err(|_| without_index(&mut *lock(&inner)).unwrap_or(first))
            }
            first => Err(first),
        })
    }

    /// Opens `inner` from its start, as a file of that many bytes or as a live stream.
    fn open_as<R: Read + Seek + Send + Sync + 'static>(
        inner: &Arc<Mutex<R>>,
        bytes: Option<u64>,
        limits: Limits,
    ) -> Result<Self, Failure> {
        let source_failed = Arc::new(AtomicBool::new(false));
        lock(inner).seek(SeekFrom::Start(0)).map_err(|_| Failure::Unreadable)?;
        let source = Source {
            inner: inner.clone(),
            bytes,
            failed: source_failed.clone(),
        };
        let stream = MediaSourceStream::new(Box::new(source), Default::default());
        let (format, metadata) = (FormatOptions::default(), MetadataOptions::default());
        let reader = symphonia::default::get_probe()
            .probe(&Hint::new(), stream, format, metadata)
            .map_err(|error| {
                if source_failed.load(Ordering::Relaxed) {
                    Failure::Unreadable
                } else {
                    unrecognised(&error)
                }
            })?;
        let container = reader.format_info().short_name;
        let (track, decoder, codec) = decodable_track(reader.tracks(), container)?;
        let (id, time_base, promised_frames) = (track.id, track.time_base, track.num_frames);
        // Matroska tells the length of the file and not of its tracks.
        let whole = reader.media_info();
        let total_seconds = [(track.time_base, track.duration), (whole.time_base, whole.duration)]
            .into_iter()
            .find_map(|(base, duration)| base?.calc_duration(duration?))
            .map(|time| time.as_secs_f64())
            .filter(|seconds| *seconds > 0.0);
        let name = if container == codec {
            container.to_owned()
        } else {
            format!("{container}/{codec}")
        };
        let mut this = Self {
            reader,
            decoder,
            track: id,
            time_base,
            format: AudioFormat {
                name,
                channels: 0,
                sample_rate: 0,
                total_seconds,
            },
            limits,
            source_failed,
            first: Vec::new(),
            frames: 0,
            origin: None,
            bad_packets: 0,
            bad_seconds: 0.0,
            filled_seconds: 0.0,
            scratch: Vec::new(),
            ended: false,
            warnings: Vec::new(),
        };
        let mut first = Vec::new();
        while first.is_empty() {
            if !this.advance(&mut first)? {
                return Err(this.nothing_decoded());
            }
        }
        this.first = first;
        if this.format.total_seconds.is_none() && this.format.sample_rate > 0 {
            this.format.total_seconds = promised_frames.map(|n| n as f64 / f64::from(this.format.sample_rate));
        }
        if this
            .format
            .total_seconds
            .is_some_and(|seconds| seconds > limits.seconds * 1.01)
        {
            return Err(this.too_long());
        }
        Ok(this)
    }

    /// What the recording is.
    pub fn format(&self) -> &AudioFormat {
        &self.format
    }

    /// Appends the next samples to `block`, interleaved in the channels of [`Decoder::format`]. `false` at the end.
    ///
    /// # Errors
    /// [`Failure::Damaged`], [`Failure::BeyondLimits`] or [`Failure::Unreadable`] as for [`Decoder::open`]. A file that
    /// ends too early is no error but a warning.
    pub fn next_block(&mut self, block: &mut Vec<f32>) -> Result<bool, Failure> {
        if !self.first.is_empty() {
            block.append(&mut self.first);
            return Ok(true);
        }
        catch_unwind(AssertUnwindSafe(|| self.advance(block))).unwrap_or_else(|_| {
            Err(Failure::Damaged {
                detail: format!("decoding broke down at {:.1} s", self.seconds()),
            })
        })
    }

    /// Seconds decoded so far.
    pub fn seconds(&self) -> f64 {
        if self.format.sample_rate == 0 {
            0.0
        } else {
            self.frames as f64 / f64::from(self.format.sample_rate)
        }
    }

    /// What was wrong with the recording, to be read once it has ended.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = self.warnings.clone();
        if self.bad_packets > 0 {
            let (n, s) = (self.bad_packets, self.bad_seconds);
            warnings.push(format!(
                "{n} packets ({s:.1} s) could not be decoded and count as silence"
            ));
        }
        if self.filled_seconds > 0.0 {
            warnings.push(format!(
                "{:.1} s are missing in the recording and count as silence",
                self.filled_seconds
            ));
        }
        let promised = self.format.total_seconds.unwrap_or(0.0);
        if self.warnings.is_empty() && promised > self.seconds() + 1.0 && promised > self.seconds() * 1.005 {
            let missing = promised - self.seconds();
            warnings.push(format!(
                "the recording ends {missing:.1} s earlier than its header says"
            ));
        }
        warnings
    }

    /// Decodes packets until there are samples; `false` at the end.
    fn advance(&mut self, block: &mut Vec<f32>) -> Result<bool, Failure> {
        let mut empty = 0;
        while !self.ended {
            match self.step(block)? {
                Step::Samples => return Ok(true),
                Step::End => self.ended = true,
                Step::Nothing => {
                    empty += 1;
                    if empty > MAX_EMPTY_PACKETS {
                        self.stop(format!(
                            "{MAX_EMPTY_PACKETS} packets without audio follow {:.1} s",
                            self.seconds()
                        ))?;
                    }
                }
            }
        }
        Ok(false)
    }

    fn step(&mut self, block: &mut Vec<f32>) -> Result<Step, Failure> {
        let packet = match self.reader.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => return Ok(Step::End),
            Err(_) if self.source_failed.load(Ordering::Relaxed) => return Err(Failure::Unreadable),
            Err(Error::ResetRequired) => return self.restart(),
            // A recording that a browser streams has no end marker: the last cluster is of unknown size and simply stops.
            Err(Error::IoError(error)) if is_end(&error) && self.format.name.starts_with("matroska") => {
                return Ok(Step::End);
            }
            Err(Error::IoError(error)) if is_end(&error) => {
                self.warnings.push(format!(
                    "the recording ends in the middle of a packet, at {:.1} s",
                    self.seconds()
                ));
                return Ok(Step::End);
            }
            Err(error) => {
                self.stop(error.to_string())?;
                return Ok(Step::End);
            }
        };
        if packet.track_id != self.track {
            return Ok(Step::Nothing);
        }
        match self.decoder.decode(&packet) {
            Ok(audio) => {
                if audio.frames() == 0 {
                    return Ok(Step::Nothing);
                }
                let (rate, channels) = (audio.spec().rate(), audio.spec().channels().count());
                audio.copy_to_vec_interleaved(&mut self.scratch);
                self.accept(rate, channels, &packet, block)
            }
            Err(Error::ResetRequired) => {
                self.decoder.reset();
                Ok(Step::Nothing)
            }
            Err(_) => {
                self.bad_packets += 1;
                self.bad_seconds += self.packet_seconds(&packet);
                Ok(Step::Nothing)
            }
        }
    }

    /// Takes the decoded samples in `scratch`, with silence before them where the packet's time says that some are missing.
    fn accept(&mut self, rate: u32, channels: usize, packet: &Packet, block: &mut Vec<f32>) -> Result<Step, Failure> {
        if self.format.sample_rate == 0 {
            self.check(rate, channels)?;
            self.format.sample_rate = rate;
            self.format.channels = channels;
        }
        if rate != self.format.sample_rate || channels == 0 {
            self.warnings.push(format!(
                "the recording changes from {} to {rate} Hz at {:.1} s; what follows was left out",
                self.format.sample_rate,
                self.seconds()
            ));
            return Ok(Step::End);
        }
        let wanted = self.format.channels;
        self.fill_gap(packet, block)?;
        self.frames += (self.scratch.len() / channels) as u64;
        if self.seconds() > self.limits.seconds {
            return Err(self.too_long());
        }
        if channels == wanted {
            // A broken float file may hold infinities, which no filter downstream forgets again.
            block.extend(
                self.scratch
                    .iter()
                    .map(|x| if x.is_finite() { x.clamp(-8.0, 8.0) } else { 0.0 }),
            );
        } else {
            for frame in self.scratch.chunks_exact(channels) {
                let mean = frame.iter().filter(|x| x.is_finite()).sum::<f32>() / channels as f32;
                block.extend(std::iter::repeat_n(mean, wanted));
            }
        }
        Ok(Step::Samples)
    }

    fn fill_gap(&mut self, packet: &Packet, block: &mut Vec<f32>) -> Result<(), Failure> {
        let Some(at) = self
            .time_base
            .and_then(|base| base.calc_time(packet.pts))
            .map(|time| time.as_secs_f64())
        else {
            return Ok(());
        };
        // Audio that starts late in a video stays where the picture has it; an offset without meaning (a live stream's
        // clock) does not.
        let origin = *self
            .origin
            .get_or_insert(if (0.0..60.0).contains(&at) { 0.0 } else { at });
        let gap = at - origin - self.seconds();
        if gap <= GAP_SECONDS {
            return Ok(());
        }
        if self.seconds() + gap > self.limits.seconds {
            return Err(self.too_long());
        }
        let frames = (gap * f64::from(self.format.sample_rate)) as u64;
        self.filled_seconds += (gap - self.bad_seconds).max(0.0);
        self.frames += frames;
        block.extend(std::iter::repeat_n(0.0, frames as usize * self.format.channels));
        Ok(())
    }

    /// A chained stream begins: the track list is new, the audio goes on.
    fn restart(&mut self) -> Result<Step, Failure> {
        let (track, decoder, _) = decodable_track(self.reader.tracks(), self.reader.format_info().short_name)?;
        self.track = track.id;
        self.time_base = track.time_base;
        self.decoder = decoder;
        // The new stream's clock need not go on where the old one stopped, so gaps are no longer told from it.
        self.time_base = None;
        Ok(Step::Nothing)
    }

    /// Ends a recording that cannot be decoded further: with a warning if there was audio before, else as a failure.
    fn stop(&mut self, detail: String) -> Result<(), Failure> {
        if self.frames == 0 {
            return Err(Failure::Damaged { detail });
        }
        self.warnings.push(format!(
            "the recording could not be decoded beyond {:.1} s: {detail}",
            self.seconds()
        ));
        self.ended = true;
        Ok(())
    }

    fn check(&self, rate: u32, channels: usize) -> Result<(), Failure> {
        let limits = &self.limits;
        if !(limits.lowest_rate..=limits.highest_rate).contains(&rate) {
            return Err(Failure::BeyondLimits {
                detail: format!("a sample rate of {rate} Hz"),
            });
        }
        if channels > limits.channels {
            return Err(Failure::BeyondLimits {
                detail: format!("{channels} channels"),
            });
        }
        Ok(())
    }

    fn too_long(&self) -> Failure {
        Failure::BeyondLimits {
            detail: format!("longer than {:.0} hours", self.limits.seconds / 3600.0),
        }
    }

    fn nothing_decoded(&self) -> Failure {
        if self.bad_packets > 0 || !self.warnings.is_empty() {
            let name = &self.format.name;
            return Failure::Damaged {
                detail: format!("{name} without a packet that could be decoded"),
            };
        }
        Failure::Empty
    }

    fn packet_seconds(&self, packet: &Packet) -> f64 {
        let time = self.time_base.and_then(|base| base.calc_duration(packet.dur));
        time.map_or(0.0, |time| time.as_secs_f64().clamp(0.0, 10.0))
    }
}

/// The first audio track that a decoder here can read, its decoder and the codec's name.
fn decodable_track<'a>(
    tracks: &'a [Track],
    container: &str,
) -> Result<(&'a Track, Box<dyn AudioDecoder>, &'static str), Failure> {
    let mut why = None;
    for track in tracks {
        let Some(params) = track.codec_params.as_ref().and_then(|params| params.audio()) else {
            continue;
        };
        if params.codec == CODEC_ID_NULL_AUDIO {
            why = Some(format!("{container} with an audio codec that is not known here"));
            continue;
        }
        match codecs().make_audio_decoder(params, &AudioDecoderOptions::default()) {
            Ok(decoder) => {
                let codec = decoder.codec_info().short_name;
                return Ok((track, decoder, codec));
            }
            Err(error) => why = Some(format!("{container}: {error}")),
        }
    }
    Err(Failure::UnsupportedFormat {
        detail: why.unwrap_or_else(|| format!("{container} without an audio track")),
    })
}

fn is_end(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::UnexpectedEof
}

/// Why an MP4 cannot be opened that a recorder was kept from finishing: the commonest damage of a telephone's recordings, which
/// the demuxer cannot tell from a file that is no recording at all. `None` for everything else.
fn without_index(source: &mut (impl Read + Seek)) -> Option<Failure> {
    let end = source.seek(SeekFrom::End(0)).ok()?;
    let (mut at, mut media) = (0_u64, false);
    // A handful of boxes come before sound and picture; a file of many more was not made by a recorder.
    for _ in 0..64 {
        if at.saturating_add(8) > end {
            break;
        }
        source.seek(SeekFrom::Start(at)).ok()?;
        let mut header = [0; 16];
        let read = if end - at < 16 { 8 } else { 16 };
        source.read_exact(&mut header[..read]).ok()?;
        let [a, b, c, d, kind @ .., _, _, _, _, _, _, _, _] = header;
        if (at == 0 && &kind != b"ftyp") || &kind == b"moov" {
            return None;
        }
        media |= &kind == b"mdat";
        at = match u32::from_be_bytes([a, b, c, d]) {
            // To the end of the file.
            0 => end,
            // The size is too large for its place and follows.
            1 => at.saturating_add(u64::from_be_bytes(*header.last_chunk()?).max(16)),
            size => at + u64::from(size.max(8)),
        };
    }
    (media && at.saturating_add(8) > end).then(|| Failure::Damaged {
        detail: "an MP4 file without its index, which is written last; it was probably cut off".into(),
    })
}

fn unrecognised(error: &Error) -> Failure {
    match error {
        Error::Unsupported(_) | Error::LimitError(_) => Failure::UnsupportedFormat {
            detail: "neither an audio file nor a video with an audio track".into(),
        },
        Error::IoError(error) if is_end(error) => Failure::Damaged {
            detail: "the file ends inside its header".into(),
        },
        other => Failure::Damaged {
            detail: other.to_string(),
        },
    }
}
