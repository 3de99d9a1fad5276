//! Opening a model file. What is plainly no GGUF is refused before llama.cpp sees it.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::{LlamaBackendDeviceType, list_llama_ggml_backend_devices};
use protocol::Failure;

use crate::native_log;

/// The first bytes of every GGUF file.
const MAGIC: [u8; 4] = *b"GGUF";
/// Versions of the format that llama.cpp reads on little-endian machines.
const VERSIONS: std::ops::RangeInclusive<u32> = 2..=3;
/// Magic, version, tensor count, metadata count.
const HEADER: usize = 24;

/// A loaded model and where it runs.
pub struct Loaded {
    /// The model.
    pub model: Arc<LlamaModel>,
    /// `cpu`, or the GPU's name such as `cuda0`.
    pub device: String,
    /// Whether that is a GPU.
    pub gpu: bool,
}

/// llama.cpp's process-wide state, set up once.
///
/// # Errors
/// [`Failure::Internal`] when it cannot be set up.
pub fn backend() -> Result<&'static LlamaBackend, Failure> {
    static BACKEND: OnceLock<Result<LlamaBackend, String>> = OnceLock::new();
    BACKEND
        .get_or_init(|| {
            native_log::capture();
            LlamaBackend::init().map_err(|error| error.to_string())
        })
        .as_ref()
        .map_err(|detail| Failure::Internal {
            detail: format!("llama.cpp did not start: {detail}"),
        })
}

/// Loads a GGUF file, on the GPU when `gpu` is set, one is found and this build supports it.
///
/// # Errors
/// [`Failure::ModelUnusable`] with the file's name and the reason.
pub fn load(path: &Path, gpu: bool) -> Result<Loaded, Failure> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let unusable = |detail: String| Failure::ModelUnusable {
        detail: format!("{name}: {detail}"),
    };
    check_header(path).map_err(&unusable)?;
    let backend = backend()?;
    let device = list_llama_ggml_backend_devices().into_iter().find(|device| {
        matches!(
            device.device_type,
            LlamaBackendDeviceType::Gpu | LlamaBackendDeviceType::IntegratedGpu
        )
    });
    let device = device.filter(|_| gpu && backend.supports_gpu_offload());
    let parameters = match &device {
        Some(device) => LlamaModelParams::default()
            .with_devices(&[device.index])
            .map_err(|error| unusable(format!("{} cannot be used: {error}", device.name)))?,
        None => LlamaModelParams::default().with_n_gpu_layers(0),
    };
    let model = LlamaModel::load_from_file(backend, path, &parameters)
        .map_err(|error| unusable(native_log::take(&error.to_string())))?;
    if model.vocab().eos().0 < 0 && model.vocab().eot().0 < 0 {
        return Err(unusable("its vocabulary has no token that ends an answer".into()));
    }
    let gpu = device.is_some();
    let device = device.map_or_else(|| "cpu".to_owned(), |device| device.name.to_lowercase());
    Ok(Loaded {
        model: Arc::new(model),
        device,
        gpu,
    })
}

fn check_header(path: &Path) -> Result<(), String> {
    let mut file = File::open(path).map_err(|error| format!("cannot be opened: {error}"))?;
    if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
        return Err("is not a regular file".into());
    }
    let mut header = [0; HEADER];
    file.read_exact(&mut header)
        .map_err(|_| format!("is shorter than the {HEADER} bytes of a GGUF header"))?;
    let [a, b, c, d, e, f, g, h, ..] = header;
    if [a, b, c, d] != MAGIC {
        return Err("is not a GGUF file".into());
    }
    let version = u32::from_le_bytes([e, f, g, h]);
    if VERSIONS.contains(&version) {
        Ok(())
    } else {
        Err(format!("is GGUF of version {version}, which is not supported"))
    }
}
