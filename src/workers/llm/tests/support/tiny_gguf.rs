//! A very small language model with random weights, written as GGUF: it has nothing to say, but llama.cpp loads it, any text
//! can be tokenised with it, and whatever the engine promises about *form* must hold for it too. The same options always
//! give the same bytes.

use std::collections::HashSet;
use std::io::{self, Write};

/// What a model looks like inside.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// With a state instead of attention (the architecture of Mamba).
    pub recurrent: bool,
    /// Blocks.
    pub layers: u64,
    /// Numbers per token.
    pub width: u64,
    /// Attention heads.
    pub heads: u32,
    /// Numbers in the middle of a block's network.
    pub feed_forward: u64,
    /// Tokens of context that the model claims to be trained on.
    pub context: u32,
    /// Whether many tokens end a text, so that it ends before it must: without them random weights fill every text to its limit.
    pub terse: bool,
}

/// The smallest model.
pub const TINY: Shape = Shape {
    recurrent: false,
    layers: 2,
    width: 64,
    heads: 4,
    feed_forward: 128,
    context: CONTEXT,
    terse: false,
};

/// Context of the smallest model.
pub const CONTEXT: u32 = 4096;
/// The smallest vocabulary: bytes, common words, control tokens.
pub const SMALL_VOCABULARY: usize = 512;

/// Numbers per channel in a recurrent model's state.
const STATE: u64 = 8;
/// Tokens that a recurrent model's convolution looks at.
const CONVOLUTION: u64 = 4;

const ALIGNMENT: usize = 32;
const SEED: u64 = 0x7468_6572_6170_7931;

/// The usual layout with `<|im_start|>` and `<|im_end|>`.
const CHAT_TEMPLATE: &str = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + \
                             '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}\
                             {% endif %}";
const CONTROL: [&str; 3] = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];

/// Words and bits of JSON that become tokens of their own, so that tokens cross the borders of the grammar.
const WORDS: &str = " the and to of that was she he her you session client sleep work feels about with have this not \
                     {\" \": \":\" \",\" \"}, \"} \"], [\" [{\" ]} }, text evidence speaker";

/// Type codes of metadata values.
const UINT32: u32 = 4;
const INT32: u32 = 5;
const FLOAT32: u32 = 6;
const BOOL: u32 = 7;
const STRING: u32 = 8;
const ARRAY: u32 = 9;

/// Token types: ordinary and control.
const NORMAL: i32 = 1;
const CONTROL_TOKEN: i32 = 3;

/// A model as the bytes of a GGUF file (version 3), with at least [`SMALL_VOCABULARY`] tokens.
pub fn gguf(shape: &Shape, vocabulary: usize) -> Vec<u8> {
    let (tokens, merges) = byte_pair_vocabulary(vocabulary.max(SMALL_VOCABULARY), shape.terse);
    let tensors = tensors(shape, tokens.len() as u64);
    let metadata = metadata(shape, &tokens, &merges);
    let mut file = b"GGUF".to_vec();
    file.extend(3_u32.to_le_bytes());
    file.extend((tensors.len() as u64).to_le_bytes());
    file.extend(metadata.count.to_le_bytes());
    file.extend(metadata.bytes);
    let mut offset = 0_u64;
    for (name, shape, _) in &tensors {
        string(&mut file, name);
        file.extend((shape.len() as u32).to_le_bytes());
        shape.iter().for_each(|length| file.extend(length.to_le_bytes()));
        file.extend(0_u32.to_le_bytes()); // F32
        file.extend(offset.to_le_bytes());
        offset += (shape.iter().product::<u64>() * 4).next_multiple_of(ALIGNMENT as u64);
    }
    let mut random = SplitMix(SEED);
    for (_, shape, weights) in &tensors {
        file.resize(file.len().next_multiple_of(ALIGNMENT), 0);
        for _ in 0..shape.iter().product::<u64>() {
            let value = match weights {
                Weights::All(value) => *value,
                Weights::Random(scale) => random.symmetric() * scale,
            };
            file.extend(value.to_le_bytes());
        }
    }
    file.resize(file.len().next_multiple_of(ALIGNMENT), 0);
    file
}

/// Writes the smallest model to a file.
pub fn write_tiny_gguf(path: &std::path::Path, vocabulary: usize) -> io::Result<()> {
    write_gguf(path, &TINY, vocabulary)
}

/// Writes a model to a file.
pub fn write_gguf(path: &std::path::Path, shape: &Shape, vocabulary: usize) -> io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(&gguf(shape, vocabulary))?;
    file.sync_all()
}

/// How a tensor is filled.
#[derive(Debug, Clone, Copy)]
enum Weights {
    All(f32),
    /// Between minus this and this.
    Random(f32),
}

/// Names, shapes (fastest dimension first) and contents of the weights.
fn tensors(shape: &Shape, vocabulary: u64) -> Vec<(String, Vec<u64>, Weights)> {
    use Weights::{All, Random};
    let width = shape.width;
    // Sums over wider layers would otherwise grow with them.
    let narrower = (TINY.width as f32 / width as f32).sqrt();
    let mut all = vec![
        ("token_embd.weight".to_owned(), vec![width, vocabulary], Random(1.0)),
        ("output_norm.weight".to_owned(), vec![width], All(1.0)),
        (
            "output.weight".to_owned(),
            vec![width, vocabulary],
            Random(0.5 * narrower),
        ),
    ];
    for layer in 0..shape.layers {
        let mut add = |name: &str, shape: &[u64], weights| {
            all.push((format!("blk.{layer}.{name}"), shape.to_vec(), weights));
        };
        add("attn_norm.weight", &[width], All(1.0));
        if shape.recurrent {
            let (inner, state, rank) = (2 * width, STATE, width / 16);
            add("ssm_in.weight", &[width, 2 * inner], Random(0.3));
            add("ssm_conv1d.weight", &[CONVOLUTION, inner], Random(0.5));
            add("ssm_conv1d.bias", &[inner], Random(0.1));
            add("ssm_x.weight", &[inner, rank + 2 * state], Random(0.3));
            add("ssm_dt.weight", &[rank, inner], Random(0.3));
            add("ssm_dt.bias", &[inner], Random(0.1));
            // Negative, so that the state decays.
            add("ssm_a", &[state, inner], All(-1.0));
            add("ssm_d", &[inner], All(1.0));
            add("ssm_out.weight", &[inner, width], Random(0.3));
            continue;
        }
        for name in ["attn_q", "attn_k", "attn_v", "attn_output"] {
            add(&format!("{name}.weight"), &[width, width], Random(0.3 * narrower));
        }
        add("ffn_norm.weight", &[width], All(1.0));
        add("ffn_gate.weight", &[width, shape.feed_forward], Random(0.2 * narrower));
        add("ffn_up.weight", &[width, shape.feed_forward], Random(0.2 * narrower));
        add("ffn_down.weight", &[shape.feed_forward, width], Random(0.2 * narrower));
    }
    all
}

/// Tokens in order of id and the merges that make them, in the notation of GPT-2: every byte is a printable character.
fn byte_pair_vocabulary(size: usize, terse: bool) -> (Vec<String>, Vec<String>) {
    let alphabet = byte_alphabet();
    let mut tokens: Vec<String> = alphabet.iter().map(char::to_string).collect();
    let mut known: HashSet<String> = tokens.iter().cloned().collect();
    let mut merges = Vec::new();
    let room = size - CONTROL.len();
    let mut add = |tokens: &mut Vec<String>, start: &str, end: char| {
        let whole = format!("{start}{end}");
        if tokens.len() < room && known.insert(whole.clone()) {
            merges.push(format!("{start} {end}"));
            tokens.push(whole);
        }
    };
    for word in WORDS.split_whitespace() {
        // Words start with a space, as in running text; punctuation stands as it is.
        let word = if word.starts_with(char::is_alphabetic) {
            format!(" {word}")
        } else {
            word.to_owned()
        };
        let symbols: Vec<char> = word.bytes().map(|byte| alphabet[usize::from(byte)]).collect();
        let mut start = String::from(symbols[0]);
        for &symbol in &symbols[1..] {
            add(&mut tokens, &start, symbol);
            start.push(symbol);
        }
    }
    // The rest are runs of letters, shorter ones first, each made from one that is a letter shorter.
    let mut starts: Vec<String> = ('a'..='z').map(String::from).collect();
    while tokens.len() < room {
        if terse {
            for start in starts.iter().step_by(4) {
                add(&mut tokens, start, '"');
            }
        }
        let longer: Vec<(String, char)> = starts
            .iter()
            .flat_map(|start| ('a'..='z').map(move |end| (start.clone(), end)))
            .collect();
        for (start, end) in &longer {
            add(&mut tokens, start, *end);
        }
        starts = longer.into_iter().map(|(start, end)| format!("{start}{end}")).collect();
    }
    tokens.extend(CONTROL.map(String::from));
    (tokens, merges)
}

/// GPT-2's characters for the 256 bytes: printable ones stand for themselves, the others are moved behind U+0100.
fn byte_alphabet() -> Vec<char> {
    let mut moved = 0;
    (0..=255_u8)
        .map(|byte| match byte {
            b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF => char::from(byte),
            _ => {
                moved += 1;
                char::from_u32(0xFF + moved).expect("a character of Latin Extended-A")
            }
        })
        .collect()
}

#[derive(Default)]
struct Metadata {
    count: u64,
    bytes: Vec<u8>,
}

impl Metadata {
    fn put(&mut self, key: &str, kind: u32, value: &[u8]) {
        self.count += 1;
        string(&mut self.bytes, key);
        self.bytes.extend(kind.to_le_bytes());
        self.bytes.extend_from_slice(value);
    }

    fn text(&mut self, key: &str, value: &str) {
        let mut bytes = Vec::new();
        string(&mut bytes, value);
        self.put(key, STRING, &bytes);
    }

    fn number(&mut self, key: &str, value: u32) {
        self.put(key, UINT32, &value.to_le_bytes());
    }

    fn array(&mut self, key: &str, kind: u32, length: usize, items: &[u8]) {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend((length as u64).to_le_bytes());
        bytes.extend_from_slice(items);
        self.put(key, ARRAY, &bytes);
    }

    fn texts(&mut self, key: &str, values: &[String]) {
        let mut items = Vec::new();
        values.iter().for_each(|value| string(&mut items, value));
        self.array(key, STRING, values.len(), &items);
    }
}

fn metadata(shape: &Shape, tokens: &[String], merges: &[String]) -> Metadata {
    let mut all = Metadata::default();
    let end = tokens.len() as u32 - 1;
    let types = |index: usize| {
        if index < tokens.len() - CONTROL.len() {
            NORMAL
        } else {
            CONTROL_TOKEN
        }
    };
    let types: Vec<u8> = (0..tokens.len()).flat_map(|index| types(index).to_le_bytes()).collect();
    let architecture = if shape.recurrent { "mamba" } else { "llama" };
    let key = |name: &str| format!("{architecture}.{name}");
    all.text("general.architecture", architecture);
    all.text("general.name", "tiny random model");
    all.number("general.file_type", 0); // F32
    all.number(&key("context_length"), shape.context);
    all.number(&key("embedding_length"), shape.width as u32);
    all.number(&key("block_count"), shape.layers as u32);
    let epsilon = 1e-5_f32.to_le_bytes();
    all.put(&key("attention.layer_norm_rms_epsilon"), FLOAT32, &epsilon);
    all.number(&key("vocab_size"), tokens.len() as u32);
    if shape.recurrent {
        all.number(&key("feed_forward_length"), 0);
        all.number(&key("attention.head_count"), 0);
        all.number(&key("ssm.conv_kernel"), CONVOLUTION as u32);
        all.number(&key("ssm.inner_size"), 2 * shape.width as u32);
        all.number(&key("ssm.state_size"), STATE as u32);
        all.number(&key("ssm.time_step_rank"), shape.width as u32 / 16);
    } else {
        all.number(&key("feed_forward_length"), shape.feed_forward as u32);
        all.number(&key("attention.head_count"), shape.heads);
        all.number(&key("attention.head_count_kv"), shape.heads);
        all.number(&key("rope.dimension_count"), shape.width as u32 / shape.heads);
    }
    all.text("tokenizer.ggml.model", "gpt2");
    all.text("tokenizer.ggml.pre", "gpt-2");
    all.texts("tokenizer.ggml.tokens", tokens);
    all.array("tokenizer.ggml.token_type", INT32, tokens.len(), &types);
    all.texts("tokenizer.ggml.merges", merges);
    all.number("tokenizer.ggml.bos_token_id", end - 2);
    all.number("tokenizer.ggml.eos_token_id", end);
    all.put("tokenizer.ggml.add_bos_token", BOOL, &[0]);
    all.text("tokenizer.chat_template", CHAT_TEMPLATE);
    all
}

fn string(to: &mut Vec<u8>, text: &str) {
    to.extend((text.len() as u64).to_le_bytes());
    to.extend_from_slice(text.as_bytes());
}

/// Steele, Lea and Flood's SplitMix64: a few lines, and the same numbers everywhere.
struct SplitMix(u64);

impl SplitMix {
    /// The next number in (-1, 1).
    fn symmetric(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let unit = ((bits ^ (bits >> 31)) >> 40) as f32 / (1_u64 << 24) as f32;
        unit * 2.0 - 1.0
    }
}
