//! Picking the next token among those allowed.

use llama_cpp_2::sampling::LlamaSampler;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_2::token::data::LlamaTokenData;
use llama_cpp_2::token::data_array::LlamaTokenDataArray;
use llguidance::toktrie::SimpleVob;

/// The usual cut-offs for warm sampling, as llama.cpp's own programs set them.
const TOP_K: i32 = 40;
const TOP_P: f32 = 0.95;
const MIN_P: f32 = 0.05;

/// A sampler for one answer. The same seed, temperature and logits give the same tokens.
pub struct Sampler {
    /// `None` is greedy.
    draw: Option<Draw>,
}

struct Draw {
    chain: LlamaSampler,
    candidates: LlamaTokenDataArray,
}

impl Sampler {
    /// Greedy at temperature 0 (or below, or not a number); otherwise top-k, top-p and min-p cut-offs, the temperature and
    /// a draw seeded with `seed`.
    pub fn new(temperature: f32, seed: u32) -> Self {
        let draw = (temperature > 0.0).then(|| Draw {
            chain: LlamaSampler::chain_simple([
                LlamaSampler::top_k(TOP_K),
                LlamaSampler::top_p(TOP_P, 1),
                LlamaSampler::min_p(MIN_P, 1),
                LlamaSampler::temp(temperature),
                LlamaSampler::dist(seed),
            ]),
            candidates: LlamaTokenDataArray::new(Vec::new(), false),
        });
        Self { draw }
    }

    /// Picks a token; `allowed` limits the choice. `None` when nothing is allowed or the model produced no numbers.
    pub fn pick(&mut self, logits: &[f32], allowed: Option<&SimpleVob>) -> Option<LlamaToken> {
        let Some(Draw { chain, candidates }) = &mut self.draw else {
            return likeliest(logits, allowed);
        };
        candidates.data.clear();
        each(logits, allowed, |id, logit| {
            candidates
                .data
                .push(LlamaTokenData::new(LlamaToken::new(id), logit, 0.0));
        });
        if candidates.data.is_empty() {
            return None;
        }
        candidates.sorted = false;
        candidates.selected = None;
        candidates.apply_sampler(chain);
        let token = candidates.selected_token()?;
        chain.accept(token);
        Some(token)
    }
}

/// The first of the likeliest tokens. With a vocabulary of a hundred thousand this is much cheaper than building the list of
/// candidates for a sampler.
fn likeliest(logits: &[f32], allowed: Option<&SimpleVob>) -> Option<LlamaToken> {
    let mut best: Option<(i32, f32)> = None;
    each(logits, allowed, |id, logit| {
        if best.is_none_or(|(_, most)| logit > most) {
            best = Some((id, logit));
        }
    });
    best.map(|(id, _)| LlamaToken::new(id))
}

/// Goes through the allowed tokens that have a number, in order of id.
fn each(logits: &[f32], allowed: Option<&SimpleVob>, mut offer: impl FnMut(i32, f32)) {
    let mut look = |index: usize| {
        if let (Some(logit), Ok(id)) = (logits.get(index), i32::try_from(index))
            && logit.is_finite()
        {
            offer(id, *logit);
        }
    };
    match allowed {
        Some(allowed) => allowed.iter_set_entries(look),
        None => (0..logits.len()).for_each(&mut look),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGITS: [f32; 4] = [0.1, 3.0, f32::NAN, 2.0];

    #[test]
    fn temperature_zero_takes_the_likeliest_allowed_token() {
        let mut sampler = Sampler::new(0.0, 1);
        assert_eq!(sampler.pick(&LOGITS, None), Some(LlamaToken::new(1)));
        let allowed = SimpleVob::from_slice(&[true, false, true, true]);
        assert_eq!(sampler.pick(&LOGITS, Some(&allowed)), Some(LlamaToken::new(3)));
    }

    #[test]
    fn nothing_allowed_or_no_numbers_is_no_token() {
        let mut sampler = Sampler::new(0.7, 1);
        assert_eq!(sampler.pick(&LOGITS, Some(&SimpleVob::alloc(4))), None);
        assert_eq!(sampler.pick(&[f32::NAN; 3], None), None);
    }

    #[test]
    fn one_seed_draws_one_sequence() {
        let draw = |seed| {
            let mut sampler = Sampler::new(1.0, seed);
            (0..32)
                .map(|_| sampler.pick(&[1.0, 1.0, 1.0, 1.0], None))
                .collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }
}
