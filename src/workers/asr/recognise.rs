//! whisper.cpp: one loaded model, several states that work side by side, and one run of a state over a chunk.
//!
//! A chunk takes the fast lane first: no fallback to higher temperatures, so that its cost is known. Only a chunk whose
//! text looks wrong (improbable, repeating itself, more letters than a mouth can speak) is done again in the slow lane with a wide
//! beam and whisper.cpp's temperature fallback.

use std::ffi::{c_int, c_void};
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use protocol::{Failure, ModelInfo};
use whisper_rs::{
    FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperError, WhisperState, whisper_rs_sys,
};

use crate::model;
use crate::pack::Chunk;
use crate::resample::RATE;
use crate::words::{RawSegment, Token};

/// Seconds of audio that one position of the encoder's output stands for.
const POSITION_SECONDS: f32 = 0.02;
/// Nothing shorter goes into whisper.cpp: version 1.8.3 reads past the end of very short audio.
const SHORTEST: usize = RATE as usize * 11 / 10;
/// Width of the beam in the slow lane.
const SLOW_BEAM: u32 = 5;
/// whisper.cpp has room for this many decoders.
const WIDEST_BEAM: u32 = 8;
/// States on a GPU: enough to hide the host's work between kernels, little enough memory for a 12 GB card.
const GPU_LANES: u32 = 4;

/// How a loaded model is to be used.
#[derive(Debug, Clone, Copy)]
pub struct Placement {
    /// Parallel states; `None` takes one core less than there are, or four on a GPU.
    pub lanes: Option<u32>,
    /// Whether to use a GPU if this build and machine have one.
    pub gpu: bool,
}

/// A loaded model and its states.
pub struct Engine {
    context: WhisperContext,
    states: Mutex<Vec<WhisperState>>,
    info: ModelInfo,
    window_seconds: f32,
}

impl Engine {
    /// Loads the model at `path` and makes its states, so that nothing is opened or mapped later, inside the sandbox.
    ///
    /// # Errors
    /// [`Failure::ModelUnusable`] when the file is missing, damaged or not a speech model.
    pub fn load(path: &Path, placement: Placement) -> Result<Self, Failure> {
        let dimensions = model::check(path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let unusable = |what: &str| Failure::ModelUnusable {
            detail: format!("{name}: {what}"),
        };
        let gpu = if placement.gpu { gpu_device() } else { None };
        let mut parameters = WhisperContextParameters::default();
        // Flash attention pays on a GPU and costs on a CPU (whisper.cpp's own benchmarks; docs/performance.md).
        parameters.use_gpu(gpu.is_some()).flash_attn(gpu.is_some());
        let context = WhisperContext::new_with_params(path, parameters)
            .map_err(|error| unusable(&format!("whisper.cpp refused it ({error})")))?;
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get) as u32;
        let lanes = placement.lanes.unwrap_or(if gpu.is_some() {
            GPU_LANES
        } else {
            cores.saturating_sub(1)
        });
        let lanes = lanes.clamp(1, 64);
        let states = (0..lanes)
            .map(|_| context.create_state())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| unusable(&format!("not enough memory for {lanes} lanes ({error})")))?;
        let device = gpu.unwrap_or_else(|| "cpu".into());
        Ok(Self {
            context,
            states: Mutex::new(states),
            info: ModelInfo {
                name,
                device,
                lanes,
                context_tokens: None,
                dimensions: None,
                sha256: None,
                quantisation: None,
            },
            window_seconds: dimensions.audio_context as f32 * POSITION_SECONDS,
        })
    }

    /// What was loaded, and where.
    pub fn info(&self) -> &ModelInfo {
        &self.info
    }

    /// Seconds of audio that the encoder sees at once: 30 for the published models.
    pub fn window_seconds(&self) -> f32 {
        self.window_seconds
    }

    /// Whether the model knows other languages than English.
    pub fn is_multilingual(&self) -> bool {
        self.context.is_multilingual()
    }

    /// Borrows a state; `None` when all are in use.
    pub fn lane(&self) -> Option<Lane<'_>> {
        let state = self.states.lock().ok()?.pop()?;
        Some(Lane {
            engine: self,
            state: Some(state),
        })
    }

    fn new_state(&self) -> Result<WhisperState, Failure> {
        self.context.create_state().map_err(|error| engine_failed(&error))
    }
}

/// What a run over a chunk needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Language code; `en` for a model that knows English only.
    pub language: String,
    /// Width of the beam in the fast lane; 1 is greedy.
    pub beam_size: u32,
    /// Set when the answer is no longer wanted.
    pub cancel: Arc<AtomicBool>,
}

/// What a run over a chunk gave.
#[derive(Debug, Clone, Default)]
pub struct Recognised {
    /// Segments in the chunk's time.
    pub segments: Vec<RawSegment>,
    /// Encoder passes, those of the slow lane included.
    pub windows: u32,
}

/// One state, borrowed from the engine for a job.
pub struct Lane<'a> {
    engine: &'a Engine,
    state: Option<WhisperState>,
}

impl Drop for Lane<'_> {
    fn drop(&mut self) {
        let state = self.state.take().or_else(|| self.engine.new_state().ok());
        if let (Some(state), Ok(mut states)) = (state, self.engine.states.lock()) {
            states.push(state);
        }
    }
}

impl Lane<'_> {
    /// The language of a chunk, as whisper.cpp's code.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the engine fails.
    pub fn detect_language(&mut self, chunk: &Chunk) -> Result<String, Failure> {
        let state = self.state.as_mut().ok_or_else(state_lost)?;
        state
            .pcm_to_mel(&padded(&chunk.samples), 1)
            .map_err(|error| engine_failed(&error))?;
        let (language, _) = state.lang_detect(0, 1).map_err(|error| engine_failed(&error))?;
        Ok(whisper_rs::get_lang_str(language).unwrap_or("en").to_owned())
    }

    /// Recognises a chunk.
    ///
    /// # Errors
    /// [`Failure::Cancelled`] within one encoder pass of a cancel, [`Failure::Internal`] when the engine fails.
    pub fn recognise(&mut self, chunk: &Chunk, settings: &Settings) -> Result<Recognised, Failure> {
        let samples = padded(&chunk.samples);
        if settings.beam_size > 1 {
            self.renew()?;
        }
        let mut fast = run(
            &mut self.state,
            &samples,
            settings,
            parameters(settings, settings.beam_size, 0.0),
        )?;
        if quality(&fast.segments, chunk) >= Quality::Fair {
            return Ok(fast);
        }
        self.renew()?;
        let beam = settings.beam_size.max(SLOW_BEAM);
        let mut slow = run(&mut self.state, &samples, settings, parameters(settings, beam, 0.2))?;
        let windows = fast.windows + slow.windows;
        let better = quality(&slow.segments, chunk) >= quality(&fast.segments, chunk);
        let chosen = if better { &mut slow } else { &mut fast };
        chosen.windows = windows;
        Ok(std::mem::take(chosen))
    }
}

impl Lane<'_> {
    /// Exchanges the state for a new one. whisper.cpp draws the candidates of a beam from a random generator that is seeded
    /// only when its state is made: in a used state the text would depend on which chunks went before, and so on the
    /// number of lanes.
    fn renew(&mut self) -> Result<(), Failure> {
        self.state = None;
        self.state = Some(self.engine.new_state()?);
        Ok(())
    }
}

fn parameters<'a>(settings: &'a Settings, beam_size: u32, temperature_inc: f32) -> FullParams<'a, 'a> {
    let strategy = if beam_size > 1 {
        SamplingStrategy::BeamSearch {
            beam_size: beam_size.min(WIDEST_BEAM) as c_int,
            patience: -1.0,
        }
    } else {
        SamplingStrategy::Greedy { best_of: 1 }
    };
    let mut params = FullParams::new(strategy);
    params.set_n_threads(1);
    params.set_no_context(true);
    // Text of the window before is no help when windows are cut by pauses, and it carries an error on.
    params.set_n_max_text_ctx(0);
    params.set_token_timestamps(true);
    params.set_temperature_inc(temperature_inc);
    params.set_print_progress(false);
    params.set_print_realtime(false);
    params.set_print_timestamps(false);
    params.set_print_special(false);
    // The setter leaks its copy of the text; English is the library's own default.
    if settings.language != "en" {
        params.set_language(Some(&settings.language));
    }
    params
}

/// What the callbacks of one run share. whisper.cpp calls them on the thread that runs it.
struct Watch {
    cancel: Arc<AtomicBool>,
    windows: AtomicU32,
    /// Percent of the chunk that lies behind.
    percent: AtomicU32,
    /// Percent from which on only the air after the last word is left.
    enough: u32,
}

unsafe extern "C" fn on_progress(
    _: *mut whisper_rs_sys::whisper_context,
    _: *mut whisper_rs_sys::whisper_state,
    percent: c_int,
    watch: *mut c_void,
) {
    // SAFETY: `run` passes a pointer to a `Watch` that outlives the call into whisper.cpp; only shared access is made.
    let watch = unsafe { &*watch.cast::<Watch>() };
    watch.percent.store(percent.max(0) as u32, Ordering::Relaxed);
}

unsafe extern "C" fn on_encoder(
    _: *mut whisper_rs_sys::whisper_context,
    _: *mut whisper_rs_sys::whisper_state,
    watch: *mut c_void,
) -> bool {
    // SAFETY: as in `on_progress`.
    let watch = unsafe { &*watch.cast::<Watch>() };
    if watch.cancel.load(Ordering::Relaxed) || watch.percent.load(Ordering::Relaxed) >= watch.enough {
        return false;
    }
    watch.windows.fetch_add(1, Ordering::Relaxed);
    true
}

unsafe extern "C" fn on_compute(watch: *mut c_void) -> bool {
    // SAFETY: as in `on_progress`.
    let watch = unsafe { &*watch.cast::<Watch>() };
    watch.cancel.load(Ordering::Relaxed)
}

/// Seconds at the end of a chunk that are not worth another encoder pass: a chunk ends with 0.3 s of air.
const TAIL_SECONDS: f32 = 0.6;

fn run(
    state: &mut Option<WhisperState>,
    samples: &[f32],
    settings: &Settings,
    mut params: FullParams<'_, '_>,
) -> Result<Recognised, Failure> {
    let seconds = samples.len() as f32 / RATE as f32;
    let watch = Watch {
        cancel: settings.cancel.clone(),
        windows: AtomicU32::new(0),
        percent: AtomicU32::new(0),
        enough: (100.0 * (1.0 - TAIL_SECONDS / seconds)).max(1.0) as u32,
    };
    let user_data = std::ptr::from_ref(&watch).cast_mut().cast::<c_void>();
    // SAFETY: the functions have the signatures that whisper.cpp declares, take `user_data` for the `Watch` that it is,
    // and are called only during `full` below, while `watch` lives. The library's own closure setters either leak per call
    // or, for abort, call through the wrong type.
    unsafe {
        params.set_progress_callback(Some(on_progress));
        params.set_progress_callback_user_data(user_data);
        params.set_start_encoder_callback(Some(on_encoder));
        params.set_start_encoder_callback_user_data(user_data);
        params.set_abort_callback(Some(on_compute));
        params.set_abort_callback_user_data(user_data);
    }
    let result = state.as_mut().ok_or_else(state_lost)?.full(params, samples);
    if watch.cancel.load(Ordering::Relaxed) {
        return Err(Failure::Cancelled);
    }
    if let Err(error) = result {
        if matches!(error, WhisperError::GenericError(-7)) {
            // whisper.cpp has freed this state on its way out; freeing it again would corrupt memory.
            std::mem::forget(state.take());
        }
        return Err(engine_failed(&error));
    }
    let segments = state.as_ref().map(read_segments).unwrap_or_default();
    Ok(Recognised {
        segments,
        windows: watch.windows.into_inner(),
    })
}

fn read_segments(state: &WhisperState) -> Vec<RawSegment> {
    state
        .as_iter()
        .map(|segment| {
            let tokens = (0..segment.n_tokens())
                .filter_map(|index| segment.get_token(index))
                .filter_map(|token| {
                    let data = token.token_data();
                    let bytes = token.to_bytes().ok()?;
                    // Time marks and other specials are written in brackets that no text token has.
                    let special = bytes.starts_with(b"[_") || bytes.starts_with(b"<|");
                    (!special).then(|| Token {
                        bytes: bytes.to_vec(),
                        start: data.t0,
                        end: data.t1,
                        probability: data.p,
                        log_probability: data.plog,
                    })
                })
                .collect();
            RawSegment {
                start: segment.start_timestamp(),
                end: segment.end_timestamp(),
                no_speech_probability: segment.no_speech_probability(),
                tokens,
            }
        })
        .collect()
}

/// How far the text of a chunk can be believed.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
enum Quality {
    /// Repeats itself or has more letters than can be spoken.
    Broken,
    /// Improbable to the model itself.
    Doubtful,
    /// Worth keeping.
    Fair,
}

/// whisper.cpp's own limit for a failed decoding.
const DOUBTFUL_LOG_PROBABILITY: f32 = -1.0;
/// Letters in a second of speech; fast English speakers reach about 20.
const MOST_LETTERS_PER_SECOND: f32 = 32.0;
/// Share of four-word runs that have occurred before, in a text of at least 16 words.
const MOST_REPETITION: f32 = 0.4;

fn quality(segments: &[RawSegment], chunk: &Chunk) -> Quality {
    let tokens: Vec<&Token> = segments.iter().flat_map(|segment| &segment.tokens).collect();
    if tokens.is_empty() {
        return Quality::Fair;
    }
    let bytes: Vec<u8> = tokens.iter().flat_map(|token| token.bytes.iter().copied()).collect();
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    let seconds = (chunk.speech() as f32 / RATE as f32).max(1.0);
    if text.chars().count() as f32 / seconds > MOST_LETTERS_PER_SECOND || repetition(&text) > MOST_REPETITION {
        return Quality::Broken;
    }
    let mean = tokens.iter().map(|token| token.log_probability).sum::<f32>() / tokens.len() as f32;
    if mean < DOUBTFUL_LOG_PROBABILITY {
        Quality::Doubtful
    } else {
        Quality::Fair
    }
}

fn repetition(text: &str) -> f32 {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() < 16 {
        return 0.0;
    }
    let runs: Vec<&[&str]> = words.windows(4).collect();
    let distinct: std::collections::HashSet<&[&str]> = runs.iter().copied().collect();
    1.0 - distinct.len() as f32 / runs.len() as f32
}

fn padded(samples: &[f32]) -> std::borrow::Cow<'_, [f32]> {
    if samples.len() >= SHORTEST {
        return samples.into();
    }
    let mut padded = samples.to_vec();
    padded.resize(SHORTEST, 0.0);
    padded.into()
}

/// The GPU that whisper.cpp will use, as `cuda:0`, `metal` …, or `None` without one.
fn gpu_device() -> Option<String> {
    // SAFETY: looks a device up in ggml's static registry; a device that is found lives as long as the process, and so does
    // its name.
    let name = unsafe {
        let device = whisper_rs_sys::ggml_backend_dev_by_type(
            whisper_rs_sys::ggml_backend_dev_type_GGML_BACKEND_DEVICE_TYPE_GPU,
        );
        if device.is_null() {
            return None;
        }
        std::ffi::CStr::from_ptr(whisper_rs_sys::ggml_backend_dev_name(device))
            .to_string_lossy()
            .to_lowercase()
    };
    let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &name[kind.len()..];
    Some(if number.is_empty() {
        name.clone()
    } else {
        format!("{kind}:{number}")
    })
}

fn engine_failed(error: &WhisperError) -> Failure {
    Failure::Internal {
        detail: format!("whisper.cpp failed: {error}"),
    }
}

fn state_lost() -> Failure {
    Failure::Internal {
        detail: "a lane of the speech engine was lost to a lack of memory".into(),
    }
}
