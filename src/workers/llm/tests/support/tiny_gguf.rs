//! A very small language model with random weights, written as GGUF: it has nothing to say, but llama.cpp loads it, any text
//! can be tokenised with it, and whatever the engine promises about *form* must hold for it too. The same options always
//! give the same bytes.

use std::collections::HashSet;
use std::io::{self, Write};

const LAYERS: u64 = 2;
const WIDTH: u64 = 64;
const HEADS: u32 = 4;
const FEED_FORWARD: u64 = 128;
/// Tokens of context that the model claims to be trained on.
pub const CONTEXT: u32 = 4096;
/// The smallest vocabulary: bytes, common words, control tokens.
pub const SMALL_VOCABULARY: usize = 512;

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

/// The model as the bytes of a GGUF file (version 3), with at least [`SMALL_VOCABULARY`] tokens.
pub fn tiny_gguf(vocabulary: usize) -> Vec<u8> {
    let (tokens, merges) = byte_pair_vocabulary(vocabulary.max(SMALL_VOCABULARY));
    let tensors = tensors(tokens.len() as u64);
    let metadata = metadata(&tokens, &merges);
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
    for (_, shape, scale) in &tensors {
        file.resize(file.len().next_multiple_of(ALIGNMENT), 0);
        for _ in 0..shape.iter().product::<u64>() {
            // A scale of zero marks the norms, whose weights are one.
            let value = if *scale == 0.0 { 1.0 } else { random.symmetric() * scale };
            file.extend(value.to_le_bytes());
        }
    }
    file.resize(file.len().next_multiple_of(ALIGNMENT), 0);
    file
}

/// Writes the model to a file.
pub fn write_tiny_gguf(path: &std::path::Path, vocabulary: usize) -> io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(&tiny_gguf(vocabulary))?;
    file.sync_all()
}

/// Names, shapes (fastest dimension first) and scales of the weights.
fn tensors(vocabulary: u64) -> Vec<(String, Vec<u64>, f32)> {
    let mut all = vec![
        ("token_embd.weight".to_owned(), vec![WIDTH, vocabulary], 1.0),
        ("output_norm.weight".to_owned(), vec![WIDTH], 0.0),
        ("output.weight".to_owned(), vec![WIDTH, vocabulary], 0.5),
    ];
    for layer in 0..LAYERS {
        let mut add = |name: &str, shape: &[u64], scale| {
            all.push((format!("blk.{layer}.{name}.weight"), shape.to_vec(), scale));
        };
        add("attn_norm", &[WIDTH], 0.0);
        for name in ["attn_q", "attn_k", "attn_v", "attn_output"] {
            add(name, &[WIDTH, WIDTH], 0.3);
        }
        add("ffn_norm", &[WIDTH], 0.0);
        add("ffn_gate", &[WIDTH, FEED_FORWARD], 0.2);
        add("ffn_up", &[WIDTH, FEED_FORWARD], 0.2);
        add("ffn_down", &[FEED_FORWARD, WIDTH], 0.2);
    }
    all
}

/// Tokens in order of id and the merges that make them, in the notation of GPT-2: every byte is a printable character.
fn byte_pair_vocabulary(size: usize) -> (Vec<String>, Vec<String>) {
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

fn metadata(tokens: &[String], merges: &[String]) -> Metadata {
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
    all.text("general.architecture", "llama");
    all.text("general.name", "tiny random model");
    all.number("llama.context_length", CONTEXT);
    all.number("llama.embedding_length", WIDTH as u32);
    all.number("llama.block_count", LAYERS as u32);
    all.number("llama.feed_forward_length", FEED_FORWARD as u32);
    all.number("llama.attention.head_count", HEADS);
    all.number("llama.attention.head_count_kv", HEADS);
    all.put(
        "llama.attention.layer_norm_rms_epsilon",
        FLOAT32,
        &1e-5_f32.to_le_bytes(),
    );
    all.number("llama.rope.dimension_count", WIDTH as u32 / HEADS);
    all.number("llama.vocab_size", tokens.len() as u32);
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
