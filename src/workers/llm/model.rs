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

/// Numbers of `general.file_type`, from llama.cpp's `enum llama_ftype`.
const QUANTISATIONS: [(u32, &str); 36] = [
    (0, "F32"),
    (1, "F16"),
    (2, "Q4_0"),
    (3, "Q4_1"),
    (7, "Q8_0"),
    (8, "Q5_0"),
    (9, "Q5_1"),
    (10, "Q2_K"),
    (11, "Q3_K_S"),
    (12, "Q3_K_M"),
    (13, "Q3_K_L"),
    (14, "Q4_K_S"),
    (15, "Q4_K_M"),
    (16, "Q5_K_S"),
    (17, "Q5_K_M"),
    (18, "Q6_K"),
    (19, "IQ2_XXS"),
    (20, "IQ2_XS"),
    (21, "Q2_K_S"),
    (22, "IQ3_XS"),
    (23, "IQ3_XXS"),
    (24, "IQ1_S"),
    (25, "IQ4_NL"),
    (26, "IQ3_S"),
    (27, "IQ3_M"),
    (28, "IQ2_S"),
    (29, "IQ2_M"),
    (30, "IQ4_XS"),
    (31, "IQ1_M"),
    (32, "BF16"),
    (36, "TQ1_0"),
    (37, "TQ2_0"),
    (38, "MXFP4_MOE"),
    (39, "NVFP4"),
    (40, "Q1_0"),
    (41, "Q2_0"),
];

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

/// How a model's weights are quantised, as its file says (`general.file_type`), in the words of model files' names.
pub fn quantisation(model: &LlamaModel) -> Option<String> {
    let kind: u32 = model.meta_val_str("general.file_type").ok()?.parse().ok()?;
    let (_, name) = QUANTISATIONS.iter().find(|(number, _)| *number == kind)?;
    Some((*name).to_owned())
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
