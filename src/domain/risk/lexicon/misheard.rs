//! Words that a recogniser writes for words of the lexicon, looked at only on turns that were badly heard: in clear speech
//! "step aside" is what it says.

use crate::risk::Category::{self, SelfHarm, SubstanceRelapse, SuicidalIdeation};

pub(super) const SOUND_ALIKES: &[(Category, &[&str])] = &[
    (
        SuicidalIdeation,
        &[
            "thoughts|thought|thinking|think ~2 of|about ~1 aside|side|sideways|decide|inside",
            "committed|commit|committing ~1 to? ~1 aside|side|inside|decide",
            "feel|feeling|felt|been ~2 sew|sue|so|sooey ~1 aside|side|sidle|idle",
            "want|wanted|wanting to|two ~1 dye|tie|buy|dry|dive|guy",
            "kill|killed|killing|kilt my|me shelf|elf|self|cell|health",
            "hang|hung|hanging my shelf|elf|cell",
            "end|ending my|me wife|live|light|lie|lice|file",
            "take|took|taking my own wife|live|light",
            "not want to be hear|hair|heir|beer",
            "overt|other|oh ~1 does|dose|doze|nose",
            "over does|doze|nose",
            "cut|cutting my risks|rests|list|lists|rest",
        ],
    ),
    (
        SelfHarm,
        &[
            "self|shelf|cell|elf arm|farm|calm|ham|hum|harp",
            "hurt|hurting|cut|cutting my shelf|elf|cell",
        ],
    ),
    (
        SubstanceRelapse,
        &[
            "had|have a ~1 real|re|free laps|lapse|lap",
            "i real|re lapse|lapsed|laps|lapped",
        ],
    ),
];
